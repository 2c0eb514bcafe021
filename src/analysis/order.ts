/**
 * The smallest set of events whose removal leaves a sequence in which no kept `earliest` exceeds a later kept `latest`, which
 * events every such set contains, and which only some do. O(n log n) for one piece of a sequence.
 *
 * The state is m, the running maximum of kept `earliest`. An event with m <= latest may be kept and goes to max(m, earliest);
 * one with m > latest has to go. F(m) is the most that can be kept so far with running maximum m; W(m) the most that can be
 * kept of what follows, given m. Both change by adding one on a range of m, so they live in segment trees, and stepping back
 * through the events undoes W exactly.
 */
import { MaxTree } from './max-tree.ts'

export interface Span {
  readonly earliest: number
  readonly latest: number
}

export interface Removal {
  /** Size of the smallest set. */
  readonly removed: number
  /** By index: `kept` in every best sequence, `removed` in every one, or `either`. */
  readonly verdicts: readonly ('kept' | 'removed' | 'either')[]
}

/** Solves one piece. */
export function smallestRemoval(events: readonly Span[]): Removal {
  const values = [...new Set(events.map((event) => event.earliest))].sort((a, b) => a - b)
  // Place 0 is "nothing kept yet"; place i is the running maximum values[i - 1].
  const places = values.length + 1
  const low = events.map((event) => upperBound(values, event.earliest))
  const high = events.map((event) => upperBound(values, event.latest))

  const after = new MaxTree(places, 0)
  // W only ever gains on a range that ends at `high`; its beginning has to be found, and is kept for undoing.
  const from = events.map(() => 0)
  for (let i = events.length - 1; i >= 0; i--) {
    const [e, l] = [low[i] ?? 0, high[i] ?? 0]
    // W never rises with m: all places below e with W equal to that of e gain with it.
    const start = after.firstAtMost(after.at(e))
    from[i] = start
    after.add(start, l, 1)
  }
  const most = after.at(0)

  const before = new MaxTree(places, -Infinity)
  before.set(0, 0)
  const both = new MaxTree(places, -Infinity)
  both.set(0, most)
  const verdicts = events.map((_, i): Removal['verdicts'][number] => {
    const [e, l] = [low[i] ?? 0, high[i] ?? 0]
    undo(after, both, from[i] ?? 0, l)
    const canGo = both.max(0, places - 1) === most
    const lowest = before.max(0, e)
    const canStay = Math.max(lowest + after.at(e), both.max(e + 1, l)) + 1 === most
    before.add(e + 1, l, 1)
    both.add(e + 1, l, 1)
    before.set(e, lowest + 1)
    both.set(e, lowest + 1 + after.at(e))
    return canStay ? (canGo ? 'either' : 'kept') : 'removed'
  })
  return { removed: events.length - most, verdicts }
}

/** Takes one event's gain out of W, and out of F + W. */
function undo(after: MaxTree, both: MaxTree, from: number, to: number): void {
  after.add(from, to, -1)
  both.add(from, to, -1)
}

/** How many of the sorted values are at most x. */
function upperBound(values: readonly number[], x: number): number {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((values[middle] ?? Infinity) <= x) from = middle + 1
    else to = middle
  }
  return from
}
