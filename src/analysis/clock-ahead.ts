/**
 * A sender's clock that ran ahead: a time hidden in an identifier is later than every server that took the message, and nothing of the
 * message bears it out against them. Such a time bounds no dating: a phone set to next year sends mail this year (RFC 5321 section 4.4).
 */
import { isTimed, type Bundle, type TimedEvent } from './rows.ts'
import { toleranceOf, type Tolerances } from './tolerances.ts'

const SERVER = 'email.received'
/** Times that the machine of somebody else may have written: of the message answered, of the thread, of a picture carried on. */
const OF_OTHERS = /^email\.(?:reference|thread-index|content-id)\./

/**
 * Whether `hidden` is of a sender's clock that the servers contradict, all of them, beyond all tolerances, two or a provider's; and
 * Date either goes with the hidden time, as of one clock, or, where another machine wrote that, with the servers. What only Date and
 * ids tell apart stays.
 */
export function ranAhead(hidden: TimedEvent, { events }: Bundle, clocks: Tolerances): boolean {
  if (hidden.clockKind !== 'sender') return false
  const least = hidden.earliest - toleranceOf(clocks, hidden).extreme
  const isBefore = (event: TimedEvent): boolean => event.latest + toleranceOf(clocks, event).extreme < least
  const timed = events.filter(isTimed)
  const servers = timed.filter(({ kind }) => kind === SERVER)
  const isEnough =
    servers.some(({ clockKind }) => clockKind === 'provider') || new Set(servers.map(({ writer }) => writer)).size > 1
  if (!isEnough || !servers.every(isBefore)) return false
  const date = timed.find(({ kind }) => kind === 'email.date')
  return date !== undefined && (!isBefore(date) || OF_OTHERS.test(hidden.kind))
}
