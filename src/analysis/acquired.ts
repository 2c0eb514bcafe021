/**
 * Times outside the control of whoever produced the evidence: the topmost hop of a mail, and file times of an original medium,
 * in exhibits that the exhibit list names as independently acquired (DESIGN, "What a dating may rest on").
 */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { setting } from '../case/settings.ts'
import { exhibitsFor, type Exhibit } from '../evidence/exhibits.ts'
import type { ClockKind, LogicalPath } from '../model.ts'
import { isTimed, type Bundle, type TimedEvent } from './rows.ts'

/** What the analysis reads of the stored exhibit list. */
const entry = z.object({
  exhibit: z.string(),
  path: z.string(),
  medium: z.enum(['working-copy', 'image-of-original']).optional(),
  independentlyAcquired: z.object({ by: z.string(), how: z.string() }).optional(),
})

const HOP_CLOCKS: ReadonlySet<ClockKind> = new Set(['receiver', 'provider', 'relay'])

export interface AcquiredEvent {
  readonly event: TimedEvent
  /** Who acquired the exhibit in which it stands. */
  readonly by: string
}

export class Acquired {
  readonly #exhibits: readonly Exhibit[]
  readonly #pathOf: (root: number, evidence: number) => LogicalPath

  constructor(db: Database, pathOf: (root: number, evidence: number) => LogicalPath) {
    const stored = z.array(entry).catch([]).parse(setting(db, 'exhibits'))
    // The whole list: the nearest exhibit decides, also where it was not independently acquired and one around it was.
    this.#exhibits = stored.some(({ independentlyAcquired }) => independentlyAcquired !== undefined) ? stored : []
    this.#pathOf = pathOf
  }

  /**
   * The time by which the artifact was there, by a writer whom its producer did not control; undefined if none is named.
   * What another message carries was chosen by that message's sender: the caller asks for none of it.
   */
  of({ artifact, events }: Bundle): AcquiredEvent | undefined {
    if (this.#exhibits.length === 0) return undefined
    const [exhibit] = exhibitsFor(this.#exhibits, this.#pathOf(artifact.root, artifact.evidence))
    if (exhibit?.independentlyAcquired === undefined) return undefined
    // Events stand in the order of the header: the first hop is the topmost. Where it names no moment, none below stands in.
    const hop = events.find(({ kind }) => kind === 'email.received')
    const written =
      exhibit.medium === 'image-of-original' ? events.find(({ kind }) => kind === 'fs.modified') : undefined
    const event = hop ?? written
    if (event === undefined || !isTimed(event) || (event === hop && !HOP_CLOCKS.has(event.clockKind))) return undefined
    return { event, by: exhibit.independentlyAcquired.by }
  }
}
