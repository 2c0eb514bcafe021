/**
 * Whether a hidden time bounds a dating: only where no single wrong clock explains it. A phone set to next year sends mail this year, and
 * so does a home server, a gateway, or an office whose computers and servers all follow one time source; each server states the time of its own
 * clock (RFC 5321 section 4.4). So two owners who have nothing to do with one another must reach the time, or a large provider.
 */
import type { Ancestry } from './ancestry.ts'
import { isTimed, type Bundle, type EventRow, type TimedEvent } from './rows.ts'
import { toleranceOf, type Tolerances } from './tolerances.ts'

const SERVER = 'email.received'

/**
 * Whether more than the clock that wrote `hidden` speaks for it: another owner's line that is not before it, or the line of that very server, which
 * is before it (a clock that is wrong is wrong in both). The lowest server may be the sender's own computer, so the two count as one.
 */
export function isBorneOut(hidden: TimedEvent, bundle: Bundle, clocks: Tolerances, ancestry: Ancestry): boolean {
  if (hidden.clockKind === 'provider') return true
  const least = hidden.earliest - toleranceOf(clocks, hidden).extreme
  const isBefore = (event: TimedEvent): boolean => event.latest + toleranceOf(clocks, event).extreme < least
  const all = linesOf(bundle, ancestry)
  const lines = all.filter(isTimed)
  const own = lines.filter(({ root, clock }) => root === hidden.root && clock === hidden.clock)
  if (own.length > 0 && own.every(isBefore)) return true
  const reached = lines.filter((line) => !isBefore(line))
  if (reached.some(({ clockKind }) => clockKind === 'provider')) return true
  const lowest = ownerOf(all.at(-1)?.writer)
  const owners = new Set(reached.flatMap(({ writer }) => ownerOf(writer) ?? []))
  const writer = isOfServer(hidden) ? ownerOf(hidden.writer) : lowest
  // Of a writer without a name any of the owners may be the one, as of a laptop whose own server calls itself localhost.
  if (writer === undefined) return owners.size > 1
  owners.delete(writer)
  return owners.size > 0
}

const isOfServer = ({ clockKind }: EventRow): boolean => clockKind === 'relay' || clockKind === 'receiver'

const received = (events: readonly EventRow[]): readonly EventRow[] => events.filter(({ kind }) => kind === SERVER)

/** From the top. A message without a server's line came with the one that holds it, as those of a digest do: its servers took both. */
function linesOf({ artifact, events }: Bundle, ancestry: Ancestry): readonly EventRow[] {
  const own = received(events)
  if (own.length > 0) return own
  return (
    ancestry
      .above(artifact)
      .map((above) => received(above.events))
      .find(({ length }) => length > 0) ?? []
  )
}

/** The last two labels of a host's name; owners who share them (co.uk) count as one. Undefined where the name tells no owner. */
function ownerOf(host: string | undefined): string | undefined {
  const labels = host?.toLowerCase().replace(/\.$/, '').split('.') ?? []
  const top = labels.at(-1) ?? ''
  return labels.length < 2 || !/^[a-z]{2,}$/.test(top) || LOCAL.has(top) ? undefined : labels.slice(-2).join('.')
}
/** Names that every network has for itself (RFC 6761, RFC 6762, RFC 8375 and custom). */
const LOCAL = new Set([
  'local',
  'localdomain',
  'localhost',
  'lan',
  'internal',
  'home',
  'arpa',
  'invalid',
  'test',
  'box',
])
