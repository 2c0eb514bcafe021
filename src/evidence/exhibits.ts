/** What the exhibit list says of an evidence, as events: what is asserted of it, and when it was received. */
import type { ArtifactType, Clock, Event, LogicalPath } from '../model.ts'
import { UTC } from '../time/reading.ts'
import type { Exhibit } from './exhibit-list.ts'
import { spanOf } from './span.ts'

export type { Exhibit }

/** What a statement becomes: an event for the evidence's first artifact, or for all its artifacts of one type. */
export interface StatedEvent {
  readonly event: Event
  readonly for?: ArtifactType
}

/** The exhibits to which an evidence belongs: those whose path it is, or lies below; the nearest first. */
export function exhibitsFor(exhibits: readonly Exhibit[], path: LogicalPath): readonly Exhibit[] {
  return exhibits
    .filter((one) => one.path === '.' || path === one.path || path.startsWith(`${one.path}/`))
    .sort((a, b) => length(b) - length(a))
}

/** `.` stands for all that was given, so it is the farthest. */
const length = ({ path }: Exhibit): number => (path === '.' ? 0 : path.length)

/**
 * The statements about one exhibit as events. An assertion of a span has its first moment as nominal time and its length
 * as precision; all are UTC, for a statement that names a day names no zone.
 */
export function assertionEvents(one: Exhibit): readonly StatedEvent[] {
  const asserted = (one.asserts ?? []).map(({ claim, by, where, from, to, kind, for: type }, index): StatedEvent => {
    const clock: Clock = { kind: 'assertion', writer: `${by}, ${where}` }
    const raw = `${claim} (${to === undefined ? from : `${from} to ${to}`})`
    const event = stated(`assertion.${kind}`, clock, from, to, raw, `${one.exhibit} asserts[${index}]`)
    return type === undefined ? { event } : { event, for: type }
  })
  if (one.received === undefined) return asserted
  const { date, manner } = one.received
  const clock: Clock = { kind: 'custody', writer: manner ?? 'exhibit list' }
  return [...asserted, { event: stated('exhibit.received', clock, date, undefined, date, `${one.exhibit} received`) }]
}

function stated(kind: string, clock: Clock, from: string, to: string | undefined, raw: string, name: string): Event {
  const first = spanOf(from)
  const last = spanOf(to ?? from)
  // The list was checked: it has none that is no span.
  if (first === undefined || last === undefined) throw new Error(`"${from}" is no date`)
  return {
    kind,
    clock,
    reading: { nominal: first.first, precision: last.after(first.first), zone: UTC },
    raw,
    locator: { type: 'tag', group: 'exhibit list', name },
  }
}
