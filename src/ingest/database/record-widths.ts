/**
 * How many columns the records of a table store, along its row ids. ALTER TABLE ADD COLUMN leaves old records as they are, and so does
 * VACUUM; any writing of a row makes its record as long as the table then is (measured: research on SQLite, 1.3). So a record that is
 * longer than one of a later row was written, in its present form, after that row.
 */

/** Rows in one stretch that store the same number of columns. */
interface Stretch {
  readonly columns: number
  readonly first: bigint
  last: bigint
  rows: number
  /** Whether one of the records ends with NULL: a library that trims such ends leaves none. */
  nullAtEnd: boolean
}

export interface WideRow {
  readonly row: bigint
  readonly columns: number
  /** A later row that stores fewer columns, and how many. */
  readonly later: bigint
  readonly fewer: number
}

/** Tables whose lengths change more often than this are not judged. */
const MOST_STRETCHES = 100_000
/** Wide rows that are named. */
const MOST_NAMED = 1_000

export class RecordWidths {
  readonly #stretches: Stretch[] = []
  #isTooMany = false

  /** Rows come in the order of their ids. `endsWithNull`: the last stored value is NULL. */
  add(row: bigint, columns: number, endsWithNull: boolean): void {
    const open = this.#stretches.at(-1)
    if (open?.columns === columns) {
      open.last = row
      open.rows++
      open.nullAtEnd ||= endsWithNull
    } else if (this.#stretches.length >= MOST_STRETCHES) this.#isTooMany = true
    else this.#stretches.push({ columns, first: row, last: row, rows: 1, nullAtEnd: endsWithNull })
  }

  /**
   * Rows before a later, shorter one. None where the writer may trim NULLs from the end of records (SQLITE_ENABLE_NULL_TRIM): where
   * records differ in length and no longer one ends with NULL, unless `cannotTrim` (the last column may not be NULL).
   */
  wide(cannotTrim: boolean): { readonly count: number; readonly named: readonly WideRow[] } | undefined {
    if (this.#isTooMany) return undefined
    const shortest = Math.min(...this.#stretches.map(({ columns }) => columns))
    const isSound = cannotTrim || this.#stretches.some((one) => one.columns > shortest && one.nullAtEnd)
    if (!isSound) return { count: 0, named: [] }
    const found: (Stretch & { later: bigint; fewer: number })[] = []
    let count = 0
    let least: Stretch | undefined
    for (const stretch of this.#stretches.toReversed()) {
      if (least !== undefined && stretch.columns > least.columns) {
        count += stretch.rows
        found.push({ ...stretch, later: least.first, fewer: least.columns })
      } else least = stretch
    }
    return { count, named: found.toReversed().flatMap(rowsOf).slice(0, MOST_NAMED) }
  }
}

/** The first and, where there are more, the last row of a stretch: those between them may be numbered with gaps. */
function rowsOf({ columns, first, last, rows, later, fewer }: Stretch & { later: bigint; fewer: number }): WideRow[] {
  const all = BigInt(rows) === last - first + 1n && rows <= MOST_NAMED
  const numbers = all ? Array.from({ length: rows }, (_, i) => first + BigInt(i)) : rows === 1 ? [first] : [first, last]
  return numbers.map((row) => ({ row, columns, later, fewer }))
}
