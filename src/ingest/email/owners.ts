/**
 * Which dated line wrote a header. Servers put their headers above all that came before, so position tells the writer; where it
 * does not tell, a header has no owner and belongs to the copy. A wrong owner would be a false alarm, so doubt means none.
 */
import type { Event } from '../../model.ts'
import type { HeaderField } from './header-block.ts'
import type { Hop } from './hops.ts'

export interface Owners {
  /**
   * Google: the nearest dated Google line below the header with no other server's line between, else the nearest one above.
   * Not the submission line in general: a mail passes Google once more when a group or a forwarding sends it on, maybe days later.
   */
  readonly google: (field: HeaderField) => Event | undefined
  /** Exchange Online: the lowest of its lines; none if the mail left it and came back. */
  readonly microsoft: () => Event | undefined
  /** Scanners of a mail server: the next Received line below is that server's own; none if there is none below. */
  readonly server: (field: HeaderField) => Event | undefined
  /** The sender's program: Date, or Resent-Date for what stands above a Resent block. */
  readonly sender: (field: HeaderField) => Event | undefined
}

const dated = (hop: Hop | undefined): Event | undefined =>
  hop?.event.reading.nominal === undefined ? undefined : hop.event

/** `hops` in the header's order; `date` and `resent` as far as the message has them, `resentAt` the position of that block. */
export function ownersOf(
  hops: readonly Hop[],
  date: Event | undefined,
  resent: { readonly event: Event; readonly position: number } | undefined,
): Owners {
  const below = nearestDatedGoogleBelow(hops)
  const lowestMicrosoft = oneMicrosoft(hops)
  const received = hops.filter((hop) => hop.field.lower === 'received')
  return {
    google: (field) => {
      const next = firstBelow(hops, field.position)
      if (hops[next]?.google === true) return below[next]
      const above = hops[next - 1]
      return above?.google === true ? dated(above) : undefined
    },
    microsoft: () => lowestMicrosoft,
    server: (field) => dated(received[firstBelow(received, field.position)]),
    sender: (field) => (resent !== undefined && field.position < resent.position ? resent.event : date),
  }
}

/** Index of the first hop that stands below a position in the header. */
function firstBelow(hops: readonly Hop[], position: number): number {
  let low = 0
  let high = hops.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((hops[middle]?.field.position ?? 0) > position) high = middle
    else low = middle + 1
  }
  return low
}

/** For each hop the first dated Google line from it downwards, as long as every line is Google's. */
function nearestDatedGoogleBelow(hops: readonly Hop[]): readonly (Event | undefined)[] {
  const result = new Array<Event | undefined>(hops.length).fill(undefined)
  let next: Event | undefined
  for (let i = hops.length - 1; i >= 0; i--) {
    const hop = hops[i]
    next = hop?.google === true ? (dated(hop) ?? next) : undefined
    result[i] = next
  }
  return result
}

function oneMicrosoft(hops: readonly Hop[]): Event | undefined {
  let lowest: Event | undefined
  let runs = 0
  let inside = false
  for (const hop of hops) {
    if (hop.microsoft) {
      if (!inside) runs++
      lowest = dated(hop) ?? lowest
    }
    inside = hop.microsoft
  }
  return runs === 1 ? lowest : undefined
}
