/**
 * Which serial types a column's values can have: what its affinity stores (sqlite.org/datatype3.html, 3), and what its live rows
 * show. Recovery holds every residue against them, so that no chance pattern becomes a row.
 */
import type { ColumnShape, TableShape } from './table-shape.ts'

type Class = 'null' | 'integer' | 'real' | 'text' | 'blob'

const classOf = (type: number): Class =>
  type === 0
    ? 'null'
    : type <= 6 || type === 8 || type === 9
      ? 'integer'
      : type === 7
        ? 'real'
        : type % 2 === 1
          ? 'text'
          : 'blob'

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
  /** High bytes of the UTF-16 units in live texts: letters of another script are a chance pattern. */
  readonly scripts = new Set<number>([0])
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

  /**
   * Whether live rows show NULL, reals and constants where these types have them; texts, blobs and integers differ in length from
   * row to row. Where the table has no live rows, half of the columns may be NULL.
   */
  areUsual(types: readonly number[]): boolean {
    if (this.counts.size === 0) return types.filter((type) => type === 0).length * 2 <= types.length
    return types.every(
      (type, place) => type >= 12 || (type >= 1 && type <= 6) || this.#types[place]?.has(type) === true,
    )
  }

  allowsAll(types: readonly number[]): boolean {
    return types.length <= this.width && types.every((type, place) => this.allows(place, type))
  }

  /** First serial types of records recovered where the table has no live rows: the commonest is taken for the likely one. */
  hint(firsts: readonly number[]): void {
    const counted = [...Map.groupBy(firsts, (type) => type)].sort((a, b) => b[1].length - a[1].length)
    const [likely] = counted[0] ?? []
    if (likely !== undefined) this.#types[0] = new Set([likely])
  }

  isAlias = (place: number): boolean => place === this.#aliasPlace
  /** Serial types that the first column is known to bear. */
  get firsts(): ReadonlySet<number> {
    return this.#types[0] ?? new Set()
  }
}
