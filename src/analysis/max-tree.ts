/** A segment tree over places 0 … n-1: add to a range, set one place, ask for the greatest value of a range. Each O(log n). */
export class MaxTree {
  readonly #size: number
  readonly #greatest: Float64Array
  /** Least values, for the search in a sequence that never rises. */
  readonly #least: Float64Array
  readonly #pending: Float64Array

  constructor(places: number, value: number) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, places)))
    this.#greatest = new Float64Array(2 * this.#size).fill(value)
    this.#least = new Float64Array(2 * this.#size).fill(value)
    this.#pending = new Float64Array(2 * this.#size)
  }

  /** Adds to all places from `from` to `to`, both included; an empty range changes nothing. */
  add(from: number, to: number, by: number): void {
    if (from <= to) this.#add(1, 0, this.#size - 1, from, to, by)
  }

  #add(node: number, left: number, right: number, from: number, to: number, by: number): void {
    if (from > right || to < left) return
    if (from <= left && right <= to) {
      this.#greatest[node] = (this.#greatest[node] ?? 0) + by
      this.#least[node] = (this.#least[node] ?? 0) + by
      this.#pending[node] = (this.#pending[node] ?? 0) + by
      return
    }
    const middle = (left + right) >> 1
    this.#add(2 * node, left, middle, from, to, by)
    this.#add(2 * node + 1, middle + 1, right, from, to, by)
    this.#gather(node)
  }

  #gather(node: number): void {
    const pending = this.#pending[node] ?? 0
    this.#greatest[node] = Math.max(this.#greatest[2 * node] ?? 0, this.#greatest[2 * node + 1] ?? 0) + pending
    this.#least[node] = Math.min(this.#least[2 * node] ?? 0, this.#least[2 * node + 1] ?? 0) + pending
  }

  set(place: number, value: number): void {
    let node = place + this.#size
    let above = 0
    for (let up = node >> 1; up >= 1; up >>= 1) above += this.#pending[up] ?? 0
    this.#greatest[node] = value - above
    this.#least[node] = value - above
    this.#pending[node] = 0
    for (node >>= 1; node >= 1; node >>= 1) this.#gather(node)
  }

  at(place: number): number {
    let node = place + this.#size
    let value = this.#greatest[node] ?? 0
    for (node >>= 1; node >= 1; node >>= 1) value += this.#pending[node] ?? 0
    return value
  }

  /** The greatest value from `from` to `to`, both included; -Infinity for an empty range. */
  max(from: number, to: number): number {
    return from <= to ? this.#max(1, 0, this.#size - 1, from, to) : -Infinity
  }

  #max(node: number, left: number, right: number, from: number, to: number): number {
    if (from > right || to < left) return -Infinity
    if (from <= left && right <= to) return this.#greatest[node] ?? 0
    const middle = (left + right) >> 1
    const below = Math.max(
      this.#max(2 * node, left, middle, from, to),
      this.#max(2 * node + 1, middle + 1, right, from, to),
    )
    return below + (this.#pending[node] ?? 0)
  }

  /** The first place whose value is at most `value`, in a sequence that never rises. */
  firstAtMost(value: number): number {
    let node = 1
    let rest = value
    while (node < this.#size) {
      rest -= this.#pending[node] ?? 0
      node *= 2
      if ((this.#least[node] ?? 0) > rest) node++
    }
    return node - this.#size
  }
}
