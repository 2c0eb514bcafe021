/**
 * Late cells of an audit table: those that lie in their leaf page below both neighbours while these keep the order of appending, and so were
 * written after them (measured: research on SQLite, 1.5). Left out is what SQLite itself moves: pages that it balanced after a deletion
 * (btree.c, `balance`), and pages that ALTER TABLE DROP COLUMN wrote anew (measured: SQLite 3.40.1 and 3.54.1).
 */
import { bodyLength } from './sqlite/record.ts'
import { VarintReader } from './sqlite/varint.ts'

/** A leaf page, in the order of the keys. */
interface Leaf {
  readonly cells: number
  /** Numbers missing between the leaf before and this one, and within it. */
  readonly before: number
  readonly within: number
  readonly late: readonly bigint[]
}

/** Late cells whose rows are kept. */
const MOST_LATE = 1_000
/** A page is balanced with its neighbours, three in all: so many leaves away, at most, cells are moved. */
const REACH = 2

export class LateCells {
  count = 0
  /** Row ids in key order; no more than `MOST_LATE`. */
  readonly rows: bigint[] = []
  /** The leaf that is judged next, `REACH` before it and what is known behind it. */
  readonly #near: Leaf[] = []
  #next = 0
  #last: bigint | undefined = 0n
  readonly #schemaFormat: number

  /** `schemaFormat`: at offset 44 of the file. */
  constructor(schemaFormat: number) {
    this.#schemaFormat = schemaFormat
  }

  /** A leaf page with the offsets of its cells, at least one; pages come in the order of the keys. */
  add(page: Buffer, offsets: readonly number[]): void {
    const [first, last] = [rowOf(page, offsets[0]), rowOf(page, offsets.at(-1))]
    const before = missing(this.#last, first)
    const within = first === undefined || last === undefined ? Infinity : Number(last - first) + 1 - offsets.length
    this.#last = last
    const below = offsets.filter((own, i) => {
      const [left, right] = [offsets[i - 1], offsets[i + 1]]
      return left !== undefined && right !== undefined && own < right && right < left
    })
    // Of a page that ALTER TABLE wrote anew the order of the cells says nothing.
    const isAltered =
      below.length > 0 && this.#schemaFormat === 4 && offsets.some((cell) => isOfDroppedColumn(page, cell))
    const late = isAltered ? [] : below.flatMap((cell) => rowOf(page, cell) ?? [])
    this.#near.push({ cells: offsets.length, before, within, late })
    if (this.#near.length > this.#next + REACH + 1) this.#judge()
  }

  end(): this {
    while (this.#next < this.#near.length) this.#judge()
    return this
  }

  #judge(): void {
    const late = this.#near[this.#next]?.late ?? []
    if (late.length > 0 && !this.#wasBalanced()) {
      this.count += late.length
      this.rows.push(...late.slice(0, MOST_LATE - this.rows.length))
    }
    if (this.#next < REACH) this.#next++
    else this.#near.shift()
  }

  /**
   * Whether a page near by may once have lost so much that SQLite balanced it: it does so where more than two thirds are empty, so no less than a
   * third of a page of rows is missing (rows differ in length), in the page or on either side.
   */
  #wasBalanced(): boolean {
    const full = Math.max(...this.#near.map(({ cells }) => cells))
    return this.#near
      .slice(0, this.#next + REACH + 1)
      .some(({ before, within }, i) => 3 * (before + within + (this.#near[i + 1]?.before ?? 0)) >= full)
  }
}

/** Numbers between two rows; what lies below the first row of a table was there, too, and was deleted. */
function missing(last: bigint | undefined, first: bigint | undefined): number {
  if (last === undefined || first === undefined) return Infinity
  return first > last ? Number(first - last) - 1 : 0
}

const varints = new VarintReader()

/** The row id of a cell of a table; undefined where the page ends before it. */
function rowOf(page: Buffer, cell: number | undefined): bigint | undefined {
  if (cell === undefined || varints.signed(page, cell, page.length) === undefined) return undefined
  return varints.signed(page, varints.at, page.length)
}

/**
 * Whether ALTER TABLE DROP COLUMN wrote this cell: it stores 0 and 1 as a byte (serial type 1), where every other writing stores them in the type
 * alone (8 and 9, fileformat2.html, 2.1). Only in databases of schema format 4; a row without such a value says nothing.
 */
function isOfDroppedColumn(page: Buffer, cell: number): boolean {
  if (rowOf(page, cell) === undefined) return false
  const from = varints.at
  const end = from + varints.size(page, from, page.length)
  if (end <= from || end > page.length) return false
  let body = end
  for (let at = varints.at; at < end; at = varints.at) {
    const type = varints.size(page, at, end)
    if (type < 0 || body >= page.length) return false
    if (type === 1 && (page[body] ?? 2) < 2) return true
    body += bodyLength(type)
  }
  return false
}
