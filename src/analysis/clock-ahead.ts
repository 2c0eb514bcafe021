/**
 * A sender's clock that ran ahead: a time hidden in an identifier is later than every server that took the message, and nothing of the
 * message bears it out against them. Such a time bounds no dating: a phone set to next year sends mail this year (RFC 5321 section 4.4).
 */
import type { Ancestry } from './ancestry.ts'
import { isTimed, type Bundle, type EventRow, type TimedEvent } from './rows.ts'
import { toleranceOf, type Tolerances } from './tolerances.ts'

const SERVER = 'email.received'
/** Times that the machine of somebody else may have written: of the message answered, of the thread, of a picture carried on. */
const OF_OTHERS = /^email\.(?:reference|thread-index|content-id)\./

/**
 * Whether `hidden` is of a sender's clock that the servers contradict, all of them, beyond all tolerances; and Date either goes with
 * the hidden time, as of one clock, or, where another machine wrote that, with the servers. What only Date and ids tell apart stays.
 */
export function ranAhead(hidden: TimedEvent, bundle: Bundle, clocks: Tolerances, ancestry: Ancestry): boolean {
  if (hidden.clockKind !== 'sender') return false
  const least = hidden.earliest - toleranceOf(clocks, hidden).extreme
  const isBefore = (event: TimedEvent): boolean => event.latest + toleranceOf(clocks, event).extreme < least
  const servers = serversOf(bundle, ancestry)
  if (servers.length === 0 || !servers.every(isBefore)) return false
  const date = bundle.events.filter(isTimed).find(({ kind }) => kind === 'email.date')
  return date !== undefined && (!isBefore(date) || OF_OTHERS.test(hidden.kind))
}

const lines = (events: readonly EventRow[]): readonly TimedEvent[] =>
  events.filter(({ kind }) => kind === SERVER).filter(isTimed)

/** A message without a server's line came with the one that holds it, as those of a digest do: its servers took both. */
function serversOf({ artifact, events }: Bundle, ancestry: Ancestry): readonly TimedEvent[] {
  const own = lines(events)
  if (own.length > 0) return own
  return (
    ancestry
      .above(artifact)
      .map((above) => lines(above.events))
      .find(({ length }) => length > 0) ?? []
  )
}
