/**
 * Live rows of one state of a database, read from its cells in key order, each with where it stands and how many columns its
 * record stores. A million rows pass here: nothing is made that a row does not need.
 */
import type { Cell } from '../time-cell.ts'
import { PageSet, walkTree, type TreePage } from './b-tree.ts'
import { CellReader } from './cell.ts'
import type { Pager } from './pager.ts'
import type { Problems } from './problems.ts'
import { RecordReader } from './record.ts'
import type { TableShape } from './table-shape.ts'

export interface StoredRow {
  /** Undefined in a WITHOUT ROWID table. */
  readonly rowid: bigint | undefined
  /** In the order of the declared columns; integers as bigint. */
  readonly values: readonly Cell[]
  /** Columns that the record itself holds; the values behind are the columns' defaults. */
  readonly stored: number
  readonly page: number
  /** Offset of the cell in its page. */
  readonly offset: number
}

/** Makes rows out of the cells of a table's pages. */
export class RowReader {
  readonly #shape: TableShape
  readonly #problems: Problems
  readonly cell: CellReader
  readonly record: RecordReader

  constructor(pager: Pager, shape: TableShape, problems: Problems) {
    this.#shape = shape
    this.#problems = problems
    this.cell = new CellReader(pager, problems)
    this.record = new RecordReader(pager.geometry.encoding)
  }

  /** The row in a cell, or undefined, with a problem, if it cannot be read. */
  row(tree: TreePage, index: number): StoredRow | undefined {
    const { cell, record } = this
    if (!cell.read(tree, index)) return undefined
    const wrong = record.open(cell.bytes, cell.from, cell.to)
    if (wrong !== undefined) {
      this.#problems.add(`page ${tree.number}, cell ${index}`, wrong)
      return undefined
    }
    const rowid = this.#shape.withoutRowid ? undefined : cell.rowid
    return {
      rowid,
      values: valuesOf(this.#shape, record, rowid),
      stored: record.stored,
      page: tree.number,
      offset: cell.offset,
    }
  }
}

/** The values of an opened record as SQL gives them: the row id in its column, REAL columns as reals, defaults behind the end. */
export function valuesOf(shape: TableShape, record: RecordReader, rowid: bigint | undefined): Cell[] {
  const { columns, places, alias } = shape
  const values: Cell[] = new Array<Cell>(columns.length)
  for (let i = 0; i < columns.length; i++) {
    const place = places[i] ?? i
    const column = columns[i]
    if (i === alias && rowid !== undefined) values[i] = rowid
    else if (place >= record.stored) values[i] = column?.fallback ?? null
    else {
      const value = record.value(place)
      values[i] = typeof value === 'bigint' && column?.affinity === 'real' ? Number(value) : value
    }
  }
  return values
}

/** All rows of a table in key order. `seen` gets the pages of its tree. Problems are named; nothing is thrown. */
export function* rowsOf(
  pager: Pager,
  shape: TableShape,
  problems: Problems,
  seen = new PageSet(pager.pages),
): Generator<StoredRow> {
  const reader = new RowReader(pager, shape, problems)
  for (const step of walkTree(pager, shape.root, !shape.withoutRowid, seen, problems)) {
    if (step.cell !== undefined) {
      const row = reader.row(step, step.cell)
      if (row !== undefined) yield row
      continue
    }
    for (let i = 0; i < step.head.cells; i++) {
      const row = reader.row(step, i)
      if (row !== undefined) yield row
    }
  }
}
