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
  /** So many events that stand or fall together; 1 if absent. */
  readonly weight?: number
}

export interface Removal {
  /** Size of the smallest set, each span counted by its weight. */
  readonly removed: number
  /** By index: `kept` in every best sequence, `removed` in every one, or `either`. */
  readonly verdicts: readonly ('kept' | 'removed' | 'either')[]
}

/** Up to so many spans arrays are faster than trees, and they take weights. */
const FEW = 4_000

/** Solves one piece. */
export function smallestRemoval(spans: readonly Span[]): Removal {
  if (spans.length <= FEW) return ofFew(spans)
  if (spans.every(({ weight = 1 }) => weight === 1)) return ofMany(spans)
  // A span that weighs more than all others that it may contradict stays; so no weight above their number matters.
  const copies = spans.flatMap((span, i) => Array.from({ length: span.weight ?? 1 }, () => i))
  const { removed, verdicts } = ofMany(copies.flatMap((i) => spans[i] ?? []))
  const first = spans.map(() => -1)
  copies.forEach((i, at) => (first[i] = first[i] === -1 ? at : (first[i] ?? at)))
  return { removed, verdicts: first.map((at) => verdicts[at] ?? 'kept') }
}

function ofMany(events: readonly Span[]): Removal {
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

/** Steps of W that are kept at once; the others are computed anew, block by block. */
const BLOCK = 64

/** The same by plain arrays: quadratic in the spans, and exact for any weights. */
function ofFew(spans: readonly Span[]): Removal {
  const values = [...new Set(spans.map((span) => span.earliest))].sort((a, b) => a - b)
  const places = values.length + 1
  const low = spans.map((span) => upperBound(values, span.earliest))
  const high = spans.map((span) => upperBound(values, span.latest))
  const weights = spans.map(({ weight = 1 }) => weight)
  /** W before span i, from W behind it. */
  const step = (i: number, behind: Float64Array): Float64Array => {
    const [e, l, weight] = [low[i] ?? 0, high[i] ?? 0, weights[i] ?? 1]
    const w = behind.slice()
    const taken = (behind[e] ?? 0) + weight
    for (let m = 0; m < e; m++) if ((w[m] ?? 0) < taken) w[m] = taken
    for (let m = e; m <= l; m++) w[m] = (w[m] ?? 0) + weight
    return w
  }
  const ends: Float64Array[] = []
  let after: Float64Array = new Float64Array(places)
  for (let i = spans.length - 1; i >= 0; i--) {
    if (i % BLOCK === BLOCK - 1 || i === spans.length - 1) ends[Math.floor(i / BLOCK)] = after
    after = step(i, after)
  }
  const most = after[0] ?? 0
  const before = new Float64Array(places).fill(-Infinity)
  before[0] = 0
  let block: Float64Array[] = []
  const verdicts = spans.map((_, i): Removal['verdicts'][number] => {
    if (i % BLOCK === 0) {
      const last = Math.min(i + BLOCK, spans.length) - 1
      block = []
      block[last - i] = ends[i / BLOCK] ?? after
      for (let k = last; k > i; k--) block[k - i - 1] = step(k, block[k - i] ?? after)
    }
    const behind = block[i % BLOCK] ?? after
    const [e, l, weight] = [low[i] ?? 0, high[i] ?? 0, weights[i] ?? 1]
    let canGo = false
    let lowest = -Infinity
    for (let m = 0; m < places; m++) {
      const f = before[m] ?? 0
      if (f + (behind[m] ?? 0) === most) canGo = true
      if (m <= e && f > lowest) lowest = f
    }
    let canStay = lowest + weight + (behind[e] ?? 0) === most
    for (let m = e + 1; m <= l; m++) {
      const f = (before[m] ?? 0) + weight
      if (f + (behind[m] ?? 0) === most) canStay = true
      before[m] = f
    }
    before[e] = lowest + weight
    return canStay ? (canGo ? 'either' : 'kept') : 'removed'
  })
  return { removed: weights.reduce((sum, weight) => sum + weight, 0) - most, verdicts }
}
