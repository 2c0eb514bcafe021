/**
 * Cuts a trail where every earlier `earliest` is at most every later `latest`, and solves what lies between the cuts. Rows that
 * contradict the same rows stand or fall together: a piece of a million rows becomes a few nodes, and few rows are in memory.
 */
import { smallestRemoval, type Removal } from './order.ts'
import type { OrderTrail, Point } from './order-trail.ts'

export interface Row extends Point {
  readonly earliest: number
  readonly latest: number
}

/** Rows that stand or fall together, in their order. */
export interface RowNode {
  readonly verdict: Removal['verdicts'][number]
  /** All of them; of rows that certainly stay, the first and the last. */
  readonly rows: readonly Row[]
}

export interface Piece {
  /** How many rows it has. */
  readonly size: number
  /** Size of the smallest set of rows without which the rest is in order. */
  readonly removed: number
  readonly nodes: readonly RowNode[]
  readonly before: Row | undefined
  readonly after: Row | undefined
  /** The greatest contradiction: an earlier row's time exceeds a later one's by so much. */
  readonly worst: { readonly earlier: Row; readonly later: Row; readonly excess: number }
  /** Rows before which a clock would have to have gone back, and by how much: the fewest that explain the order. */
  readonly jumps: readonly { readonly row: Row; readonly by: number }[]
  readonly jumped: number
}

/** Jumps that are kept of a piece. */
const JUMPS = 5

interface Late {
  readonly at: number
  readonly latest: number
}

interface Cut {
  readonly from: number
  readonly to: number
  /** Latest times of its late rows, rising. */
  readonly latests: readonly number[]
}

/** Where the pieces begin and end, both included. `slack` is the clock's tolerance, granted once. */
export function cutsOf(trail: OrderTrail, slack: number): readonly Cut[] {
  const late: Late[] = []
  let last = -Infinity
  let at = 0
  for (const { nominal, tail } of trail.points()) {
    if (last > nominal + tail + slack) late.push({ at, latest: nominal + tail + slack })
    if (nominal > last) last = nominal
    at++
  }
  if (late.length === 0) return []
  // A late row contradicts all rows from the first whose time exceeds its own.
  late.sort((a, b) => a.latest - b.latest)
  const stretches: { from: number; to: number }[] = []
  let next = 0
  last = -Infinity
  at = 0
  for (const { nominal } of trail.points()) {
    if (nominal > last) last = nominal
    for (let row = late[next]; row !== undefined && row.latest < last; row = late[++next])
      stretches.push({ from: at, to: row.at })
    if (next === late.length) break
    at++
  }
  stretches.sort((a, b) => a.from - b.from)
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of stretches) {
    const open = joined.at(-1)
    if (open !== undefined && from <= open.to) open.to = Math.max(open.to, to)
    else joined.push({ from, to })
  }
  const inOrder = [...late].sort((a, b) => a.at - b.at)
  next = 0
  return joined.map(({ from, to }) => {
    const latests: number[] = []
    for (let row = inOrder[next]; row !== undefined && row.at <= to; row = inOrder[++next]) latests.push(row.latest)
    return { from, to, latests: latests.sort((a, b) => a - b) }
  })
}

/** The pieces of a trail, solved one after the other. */
export function* solved(trail: OrderTrail, cuts: readonly Cut[], slack: number): Generator<Piece> {
  let open: OpenPiece | undefined
  let before: Row | undefined
  let waiting: Omit<Piece, 'after'> | undefined
  let at = 0
  let next = 0
  for (const point of trail.points()) {
    const cut = cuts[next]
    if (cut === undefined && waiting === undefined) return
    const { nominal, tail, id, artifact } = point
    const row: Row = { nominal, tail, id, artifact, earliest: nominal, latest: nominal + tail + slack }
    if (waiting !== undefined) {
      yield { ...waiting, after: row }
      waiting = undefined
    }
    if (cut !== undefined) {
      if (at < cut.from) before = row
      else (open ??= new OpenPiece(cut.latests)).add(row)
      if (at === cut.to && open !== undefined) {
        waiting = { ...open.solve(), before }
        before = row
        open = undefined
        next++
      }
    }
    at++
  }
  if (waiting !== undefined) yield { ...waiting, after: undefined }
}

interface OpenNode {
  earliest: number
  latest: number
  weight: number
  /** Late rows behind it that it can contradict at most; if it weighs more, it stays in every best sequence. */
  readonly against: number
  readonly rank: number
  readonly rows: Row[]
  last: Row
}

class OpenPiece {
  readonly #latests: readonly number[]
  /** Late rows not yet passed, by rank: a Fenwick tree. */
  readonly #ahead: Int32Array
  readonly #nodes: OpenNode[] = []
  #group: OpenNode | undefined
  #last = -Infinity
  #size = 0
  #earlier: Row | undefined
  #worst: Piece['worst'] | undefined
  #stretch = -Infinity
  readonly #jumps: { readonly row: Row; readonly by: number }[] = []
  #jumped = 0

  constructor(latests: readonly number[]) {
    this.#latests = latests
    this.#ahead = new Int32Array(latests.length + 1)
    for (let rank = 1; rank <= latests.length; rank++) this.#count(rank, 1)
  }

  add(row: Row): void {
    this.#size++
    this.#measure(row)
    const late = this.#last > row.latest
    if (row.earliest > this.#last) this.#last = row.earliest
    if (late) {
      this.#group = undefined
      this.#count(this.#rank(row.latest) + 1, -1)
      this.#nodes.push({ ...row, weight: 1, against: Infinity, rank: -1, rows: [row], last: row })
      return
    }
    // Rows that are not late contradict late ones behind them only: those whose latest is before their own earliest.
    const rank = this.#rank(row.earliest)
    const group = this.#group
    if (group?.rank !== rank) {
      const { earliest, latest } = row
      this.#group = { earliest, latest, weight: 1, against: this.#upTo(rank), rank, rows: [row], last: row }
      this.#nodes.push(this.#group)
      return
    }
    group.weight++
    group.earliest = Math.max(group.earliest, row.earliest)
    group.latest = Math.min(group.latest, row.latest)
    group.last = row
    if (group.weight <= group.against) group.rows.push(row)
  }

  solve(): Omit<Piece, 'before' | 'after'> {
    const { removed, verdicts } = smallestRemoval(
      this.#nodes.map(({ earliest, latest, weight, against }) => ({
        earliest,
        latest,
        weight: Math.min(weight, against + 1),
      })),
    )
    if (this.#worst === undefined) throw new Error('a piece of a sequence has rows')
    return {
      size: this.#size,
      removed,
      worst: this.#worst,
      jumps: this.#jumps,
      jumped: this.#jumped,
      nodes: this.#nodes.map(({ rows, weight, last }, i) => ({
        verdict: verdicts[i] ?? 'kept',
        rows: rows.length === weight ? rows : [...rows.slice(0, 1), last],
      })),
    }
  }

  #measure(row: Row): void {
    if (this.#earlier === undefined || row.earliest > this.#earlier.earliest) this.#earlier = row
    const excess = this.#earlier.earliest - row.latest
    if (this.#worst === undefined || excess > this.#worst.excess)
      this.#worst = { earlier: this.#earlier, later: row, excess }
    // Going on as long as the times allow it gives the fewest stretches.
    if (this.#stretch > row.latest) {
      this.#jumped++
      if (this.#jumps.length < JUMPS) this.#jumps.push({ row, by: this.#stretch - row.nominal })
      this.#stretch = row.earliest
    } else this.#stretch = Math.max(this.#stretch, row.earliest)
  }

  /** How many late rows have a latest below x. */
  #rank(x: number): number {
    let from = 0
    let to = this.#latests.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#latests[middle] ?? Infinity) < x) from = middle + 1
      else to = middle
    }
    return from
  }

  #count(rank: number, by: number): void {
    for (let i = rank; i < this.#ahead.length; i += i & -i) this.#ahead[i] = (this.#ahead[i] ?? 0) + by
  }

  #upTo(rank: number): number {
    let n = 0
    for (let i = rank; i > 0; i -= i & -i) n += this.#ahead[i] ?? 0
    return n
  }
}
