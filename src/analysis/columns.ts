/** Growing columns of numbers: a million rows of a group as typed arrays, not as a million objects on the heap. */

/** Numbers of one chunk: small groups stay small, and growing copies nothing. */
const BITS = 9
const MASK = (1 << BITS) - 1

/** A column of codes (`Uint16Array`), of integers below 2^31 (`Int32Array`) or of instants (`Float64Array`). */
export class Column<A extends Uint16Array | Int32Array | Float64Array> {
  readonly #chunks: A[] = []
  readonly #make: (size: number) => A
  length = 0

  constructor(make: (size: number) => A) {
    this.#make = make
  }

  push(value: number): void {
    const at = this.length++
    if ((at & MASK) === 0) this.#chunks.push(this.#make(MASK + 1))
    const chunk = this.#chunks[at >> BITS]
    if (chunk !== undefined) chunk[at & MASK] = value
  }

  at(i: number): number {
    return this.#chunks[i >> BITS]?.[i & MASK] ?? NaN
  }
}

/** Codes of kinds, types and zones: names that programs and rules give, never so many. */
export const codes = (): Column<Uint16Array> => new Column((size) => new Uint16Array(size))
export const integers = (): Column<Int32Array> => new Column((size) => new Int32Array(size))
export const instants = (): Column<Float64Array> => new Column((size) => new Float64Array(size))

/** Numbers things that recur: a column keeps the number. */
export class Codes<T> {
  readonly #numbers = new Map<T, number>()
  readonly #things: T[] = []

  of(thing: T): number {
    const known = this.#numbers.get(thing)
    if (known !== undefined) return known
    const code = this.#things.push(thing) - 1
    this.#numbers.set(thing, code)
    return code
  }

  at(code: number): T {
    const thing = this.#things[code]
    if (thing === undefined) throw new Error('a code that was never given')
    return thing
  }

  /** For each code, whether a set has its thing. */
  within(set: ReadonlySet<T>): readonly boolean[] {
    return this.#things.map((thing) => set.has(thing))
  }
}
