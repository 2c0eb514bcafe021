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
 * Says of a message's hidden times whether more than the clock that wrote one speaks for it: another owner's line that is not before it, or the line
 * of that very server, which is before it (a clock that is wrong is wrong in both). The lowest server may be the sender's own computer, so the two
 * count as one. A message may have ten thousand lines with an id each: they are looked at once.
 */
export function borneOut(bundle: Bundle, clocks: Tolerances, ancestry: Ancestry): (hidden: TimedEvent) => boolean {
  let lines: Lines | undefined
  return (hidden) => {
    if (hidden.clockKind === 'provider') return true
    lines ??= linesOf(bundle, clocks, ancestry)
    const least = hidden.earliest - toleranceOf(clocks, hidden).extreme
    const own = hidden.root === bundle.artifact.root ? lines.byClock.get(hidden.clock) : undefined
    if (own !== undefined && own < least) return true
    if (lines.provider >= least) return true
    const writer = isOfServer(hidden) ? ownerOf(hidden.writer) : lines.lowest
    const reached = lines.latest.filter(([owner, until]) => owner !== writer && until >= least).length
    // Of a writer without a name any of the owners may be the one, as of a laptop whose own server calls itself localhost.
    return reached > (writer === undefined ? 1 : 0)
  }
}

/** The latest that the lines of a message can mean, tolerances granted. */
interface Lines {
  /** By the instance of a clock, of the message's own lines. */
  readonly byClock: ReadonlyMap<number, number>
  readonly provider: number
  /** The three owners whose lines are the latest: one may be the writer, and two are enough. */
  readonly latest: readonly (readonly [owner: string, until: number])[]
  /** Owner of the lowest line. */
  readonly lowest: string | undefined
}

function linesOf(bundle: Bundle, clocks: Tolerances, ancestry: Ancestry): Lines {
  const lines = serversOf(bundle, ancestry)
  const byClock = new Map<number, number>()
  const byOwner = new Map<string, number>()
  let provider = -Infinity
  for (const line of lines) {
    if (!isTimed(line)) continue
    const until = line.latest + toleranceOf(clocks, line).extreme
    if (line.root === bundle.artifact.root)
      byClock.set(line.clock, Math.max(byClock.get(line.clock) ?? -Infinity, until))
    if (line.clockKind === 'provider') provider = Math.max(provider, until)
    const owner = ownerOf(line.writer)
    if (owner !== undefined) byOwner.set(owner, Math.max(byOwner.get(owner) ?? -Infinity, until))
  }
  const latest = [...byOwner].sort(([, a], [, b]) => b - a).slice(0, 3)
  return { byClock, provider, latest, lowest: ownerOf(lines.at(-1)?.writer) }
}

const isOfServer = ({ clockKind }: EventRow): boolean => clockKind === 'relay' || clockKind === 'receiver'

const received = (events: readonly EventRow[]): readonly EventRow[] => events.filter(({ kind }) => kind === SERVER)

/** From the top. A message without a server's line came with the one that holds it, as those of a digest do: its servers took both. */
function serversOf({ artifact, events }: Bundle, ancestry: Ancestry): readonly EventRow[] {
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
