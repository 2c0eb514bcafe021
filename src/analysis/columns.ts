/** Growing columns of numbers: a million rows of a group as typed arrays, not as a million objects on the heap. */

/** Numbers of the first chunk: small groups stay small. */
const FIRST = 512
/** Of each further one, as a power of two: what is given back in such pieces goes back to the system. */
const BITS = 16
const MASK = (1 << BITS) - 1

/** A column of codes (`Uint16Array`), of integers below 2^31 (`Int32Array`) or of instants (`Float64Array`). */
export class Column<A extends Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>> {
  readonly #make: (size: number) => A
  #first: A | undefined
  readonly #chunks: A[] = []
  length = 0

  constructor(make: (size: number) => A) {
    this.#make = make
  }

  push(value: number): void {
    const at = this.length++
    if (at < FIRST) (this.#first ??= this.#make(FIRST))[at] = value
    else {
      const beyond = at - FIRST
      if ((beyond & MASK) === 0) this.#chunks.push(this.#make(MASK + 1))
      const chunk = this.#chunks[beyond >> BITS]
      if (chunk !== undefined) chunk[beyond & MASK] = value
    }
  }

  at(i: number): number {
    if (i < FIRST) return this.#first?.[i] ?? NaN
    const beyond = i - FIRST
    return this.#chunks[beyond >> BITS]?.[beyond & MASK] ?? NaN
  }

  /** Gives its memory back at once: the collector counts what lies outside its heap late. The column is empty then. */
  free(): void {
    this.#first = undefined
    for (const { buffer } of this.#chunks) buffer.transfer(0)
    this.#chunks.length = 0
    this.length = 0
  }
}

/** Codes of kinds, types and zones: names that programs and rules give, never so many. */
export const codes = (): Column<Uint16Array<ArrayBuffer>> => new Column((size) => new Uint16Array(size))
export const integers = (): Column<Int32Array<ArrayBuffer>> => new Column((size) => new Int32Array(size))
export const instants = (): Column<Float64Array<ArrayBuffer>> => new Column((size) => new Float64Array(size))

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
