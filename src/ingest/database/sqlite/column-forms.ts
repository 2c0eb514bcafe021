/**
 * Which serial types a column's values can have: what its affinity stores (sqlite.org/datatype3.html, 3), and what its live rows
 * show. Recovery holds every residue against them, so that no chance pattern becomes a row.
 */
import type { ColumnShape, TableShape } from './table-shape.ts'

type Class = 'null' | 'integer' | 'real' | 'text' | 'blob'

const classOf = (type: number): Class =>
  type === 0 ? 'null' : type <= 6 || type === 8 || type === 9 ? 'integer' : type === 7 ? 'real' : type % 2 === 1 ? 'text' : 'blob'

const STORES: Readonly<Record<ColumnShape['affinity'], readonly Class[]>> = {
  integer: ['null', 'integer', 'real'],
  real: ['null', 'integer', 'real'],
  numeric: ['null', 'integer', 'real', 'text'],
  text: ['null', 'text'],
  blob: ['null', 'integer', 'real', 'text', 'blob'],
}

/** Distinct serial types kept of a column. */
const MOST = 512

export class ColumnForms {
  readonly shape: TableShape
  /** In the order of the record. */
  readonly #columns: readonly (ColumnShape | undefined)[]
  readonly #aliasPlace: number
  readonly #classes: Set<Class>[]
  readonly #types: Set<number>[]
  /** Numbers of columns that live records store. */
  readonly counts = new Set<number>()

  constructor(shape: TableShape) {
    this.shape = shape
    const columns: (ColumnShape | undefined)[] = []
    shape.columns.forEach((column, i) => {
      columns[shape.places[i] ?? i] = column
    })
    this.#columns = columns
    this.#aliasPlace = shape.alias < 0 ? -1 : (shape.places[shape.alias] ?? -1)
    this.#classes = columns.map((column) => new Set(column === undefined ? [] : STORES[column.affinity]))
    this.#types = columns.map(() => new Set())
  }

  /** Columns of a full record. */
  get width(): number {
    return this.#columns.length
  }

  /** Learns from a record that is known to be one. */
  learn(types: readonly number[]): void {
    this.counts.add(types.length)
    types.forEach((type, i) => {
      const seen = this.#types[i]
      if (seen === undefined || seen.size >= MOST) return
      seen.add(type)
      this.#classes[i]?.add(classOf(type))
    })
  }

  /** Whether a column (by its place in the record) can hold a value of this serial type. */
  allows(place: number, type: number): boolean {
    if (type === 10 || type === 11) return false
    if (place === this.#aliasPlace) return type === 0
    const column = this.#columns[place]
    if (type === 0 && column?.notNull === true) return false
    return this.#classes[place]?.has(classOf(type)) ?? false
  }

  allowsAll(types: readonly number[]): boolean {
    return types.length <= this.width && types.every((type, place) => this.allows(place, type))
  }

  /** A record recovered whole: its types are likely ones where the table has no live rows. */
  hint(types: readonly number[]): boolean {
    const first = types[0]
    const seen = this.#types[0]
    if (first === undefined || seen === undefined || seen.has(first) || seen.size >= MOST) return false
    seen.add(first)
    return true
  }

  isAlias = (place: number): boolean => place === this.#aliasPlace
  known = (place: number): ReadonlySet<number> => this.#types[place] ?? new Set()
}
