/** All events in order of time, a page at a time: any place of the list by key-set paging from the nearest known one; never a sort. */
import { z } from 'zod'
import { ARTIFACT_TYPES, CLOCK_KINDS, LEVELS, type Level } from '../../model.ts'
import type { CaseDatabase } from '../open.ts'
import { parseLocator } from '../readers.ts'
import { lastAtMost, steps, type Steps } from './tally.ts'

/** An event's place in the order of time. Ties stand in the order of reading. */
export interface EventKey {
  readonly nominal: number | null
  readonly root: number
  readonly id: number
}

const rowSchema = z.object({
  root: z.number(),
  id: z.number(),
  artifact: z.number(),
  kind: z.string(),
  nominal: z.number().nullable(),
  earliest: z.number().nullable(),
  latest: z.number().nullable(),
  zone: z.enum(['utc', 'offset', 'floating']),
  raw: z.string(),
  locator: z.string().transform(parseLocator),
  clock: z.enum(CLOCK_KINDS),
  writer: z.string(),
  evidence: z.string(),
  type: z.enum(ARTIFACT_TYPES),
  label: z.string(),
  isClaim: z.number().transform((n) => n === 1),
})
export type EventRow = z.infer<typeof rowSchema> & { readonly mark: Level | undefined }

const EVENT = `SELECT v.root, v.id, v.artifact, v.kind, v.nominal, v.earliest, v.latest, v.zone, v.raw, v.locator,
 c.kind AS clock, c.writer, e.path AS evidence, a.type, a.label, CASE WHEN a.claim = v.id THEN 1 ELSE 0 END AS "isClaim"
 FROM event v JOIN artifact a ON a.root = v.root AND a.id = v.artifact JOIN evidence e ON e.root = v.root AND e.id = v.evidence
 JOIN clock c ON c.root = v.root AND c.id = v.clock`

/** Reads events by key: one at a time, or those of an artifact. */
export class EventReader {
  readonly #one
  readonly #of
  readonly #mark

  constructor(db: CaseDatabase) {
    this.#one = db.prepare(`${EVENT} WHERE v.root = ? AND v.id = ?`)
    this.#of = db.prepare(
      `${EVENT} WHERE v.root = ? AND v.artifact >= ? AND v.artifact < ? ORDER BY v.artifact, v.id LIMIT ?`,
    )
    this.#mark = db
      .prepare<[number, number], number | null>('SELECT MAX(level) FROM browse_mark WHERE root = ? AND event = ?')
      .pluck()
  }

  event(root: number, id: number): EventRow | undefined {
    const row = this.#one.get(root, id)
    return row === undefined ? undefined : this.#marked(row)
  }

  /** At most `most` events of one artifact, in the order of reading. */
  ofArtifact(root: number, artifact: number, most: number): readonly EventRow[] {
    return this.#of.all(root, artifact, artifact + 1, most).map((row) => this.#marked(row))
  }

  #marked(row: unknown): EventRow {
    const event = rowSchema.parse(row)
    const level = this.#mark.get(event.root, event.id)
    return { ...event, mark: level === null || level === undefined ? undefined : LEVELS[level] }
  }
}

/** Places remembered, so that going on from a page reads only the next one. */
const ANCHORS = 512

/** The list of all events by their number in it: those with a moment by time, then those without. */
export class EventList {
  readonly #steps: Steps
  readonly #from
  readonly #undated
  readonly #count
  readonly #anchors = new Map<number, EventKey>()
  readonly dated: number
  readonly length: number

  constructor(db: CaseDatabase) {
    this.#steps = steps(db)
    this.dated = this.#steps.before.at(-1) ?? 0
    this.length = this.dated + (db.prepare<[], number>('SELECT undated FROM browse_ready').pluck().get() ?? 0)
    this.#from = db.prepare<[number, number, number, number, number], EventKey>(
      `SELECT nominal, root, id FROM event WHERE (nominal, root, id) >= (?, ?, ?) ORDER BY nominal, root, id LIMIT ? OFFSET ?`,
    )
    this.#undated = db.prepare<[number, number], EventKey>(
      'SELECT nominal, root, id FROM event WHERE nominal IS NULL ORDER BY root, id LIMIT ? OFFSET ?',
    )
    this.#count = db
      .prepare<[number, number, number, number], number>(
        'SELECT COUNT(*) FROM event WHERE nominal >= ? AND (nominal, root, id) < (?, ?, ?)',
      )
      .pluck()
  }

  /** Keys of the events numbered `from` and following. */
  keys(from: number, count: number): readonly EventKey[] {
    const dated = from >= this.dated ? [] : this.#datedKeys(from, Math.min(count, this.dated - from))
    const rest = count - dated.length
    return rest <= 0 || from + dated.length >= this.length
      ? dated
      : [...dated, ...this.#undated.all(rest, Math.max(0, from - this.dated))]
  }

  #datedKeys(from: number, count: number): readonly EventKey[] {
    const step = lastAtMost(this.#steps.before, from)
    const start = { at: this.#steps.before[step] ?? 0, nominal: (this.#steps.slots[step] ?? 0) * this.#steps.unit }
    let near = start.at
    for (const at of this.#anchors.keys()) if (at <= from && at > near) near = at
    const anchor = this.#anchors.get(near) ?? { nominal: start.nominal, root: -1, id: -1 }
    const keys = this.#from.all(anchor.nominal ?? 0, anchor.root, anchor.id, count, from - near)
    const [first] = keys
    if (first !== undefined) this.#remember(from, first)
    const last = keys.at(-1)
    if (last !== undefined) this.#remember(from + keys.length - 1, last)
    return keys
  }

  #remember(at: number, key: EventKey): void {
    this.#anchors.delete(at)
    this.#anchors.set(at, key)
    const oldest = this.#anchors.keys().next()
    if (this.#anchors.size > ANCHORS && oldest.done !== true) this.#anchors.delete(oldest.value)
  }

  /** The number of the first event at or after a moment, or of one event. */
  numberOf({ nominal, root, id }: EventKey): number {
    if (nominal === null) return this.dated
    const slot = Math.floor(nominal / this.#steps.unit)
    const step = lastAtMost(this.#steps.slots, slot)
    if (step < 0) return 0
    const start = this.#steps.before[step] ?? 0
    return start + (this.#count.get((this.#steps.slots[step] ?? 0) * this.#steps.unit, nominal, root, id) ?? 0)
  }
}
