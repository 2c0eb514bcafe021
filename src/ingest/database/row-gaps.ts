/**
 * Which row ids are missing between those of a table, counted along them in their order: how many, in how many places, and the largest of
 * these with the rows on both sides. Honest tables have some, too (measured: research on SQLite, 1.3).
 */

export interface RowGap {
  /** The rows on both sides; every number between them is missing. */
  readonly before: bigint
  readonly after: bigint
}

/** Gaps that are named, by the number of rows missing. */
export const NAMED_GAPS = 10

export const missingIn = ({ before, after }: RowGap): bigint => after - before - 1n

export class RowGaps {
  /** Places at which numbers are missing. */
  places = 0
  /** Numbers missing in all of them. */
  missing = 0n
  readonly #largest: RowGap[] = []
  #last: bigint | undefined
  #isBroken = false

  /** Row ids come in their order; one that cannot be read (undefined), or that does not rise, leaves nothing to say. */
  add(row: bigint | undefined): void {
    const before = this.#last
    if (row === undefined || (before !== undefined && row <= before)) this.#isBroken = true
    else {
      if (before !== undefined && row - before > 1n) this.#count({ before, after: row })
      this.#last = row
    }
  }

  /** The largest gaps, in the order of their rows; undefined where the rows could not all be read. */
  get largest(): readonly RowGap[] | undefined {
    return this.#isBroken ? undefined : this.#largest.toSorted((a, b) => (a.before < b.before ? -1 : 1))
  }

  #count(gap: RowGap): void {
    this.places++
    this.missing += missingIn(gap)
    const least = this.#largest.at(-1)
    if (this.#largest.length === NAMED_GAPS && least !== undefined && missingIn(gap) <= missingIn(least)) return
    const at = this.#largest.findIndex((one) => missingIn(one) < missingIn(gap))
    this.#largest.splice(at < 0 ? this.#largest.length : at, 0, gap)
    if (this.#largest.length > NAMED_GAPS) this.#largest.pop()
  }
}
