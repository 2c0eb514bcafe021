/**
 * What travels from a worker to the writer of the case: a part of one root, packed, with ids counted within the root in
 * the order of reading. A part is the unit of work: its rows and its mark `done` commit together.
 */
import type { Sha256 } from '../model.ts'

export type Cell = string | number | null

export const PART_TABLES = {
  evidence: ['id', 'path', 'sha256', 'size', 'type', 'status', 'error', 'parent', 'parent_artifact', 'exhibit'],
  artifact: ['id', 'evidence', 'type', 'locator', 'locator_key', 'label', 'parent', 'claim'],
  clock: ['id', 'evidence', 'kind', 'writer'],
  event: [
    'id',
    'evidence',
    'artifact',
    'clock',
    'kind',
    'zone',
    'zone_offset',
    'nominal',
    'width',
    'earliest',
    'latest',
    'raw',
    'locator',
  ],
  sequence: ['id', 'evidence', 'artifact', 'name'],
  place: ['sequence', 'position', 'event'],
  /** `key` and `value` as text; the writer keeps the dictionary. */
  trait: ['id', 'artifact', 'event', 'key', 'value', 'locator'],
  problem: ['id', 'evidence', 'text'],
} as const
export type PartTable = keyof typeof PART_TABLES
const TABLES = Object.keys(PART_TABLES) as readonly PartTable[]

/** The columns that hold text, in whatever table; all others hold numbers. */
const TEXTS: ReadonlySet<string> = new Set([
  ...['path', 'sha256', 'type', 'status', 'error', 'exhibit', 'locator', 'locator_key', 'label', 'kind', 'writer'],
  ...['zone', 'raw', 'name', 'key', 'value', 'text'],
])

/** One of something for each table. */
export const perTable = <T>(make: (table: PartTable) => T): Record<PartTable, T> => ({
  evidence: make('evidence'),
  artifact: make('artifact'),
  clock: make('clock'),
  event: make('event'),
  sequence: make('sequence'),
  place: make('place'),
  trait: make('trait'),
  problem: make('problem'),
})

const IS_TEXT = perTable((table) => PART_TABLES[table].map((column) => TEXTS.has(column)))

/** The rows of all tables, one after the other: two objects, whatever their number, go from thread to thread. */
export interface PackedRows {
  /** How many rows each table has, in the order of `PART_TABLES`. */
  readonly counts: readonly number[]
  /** A cell each, row after row: its number, or the length of its text; NaN: null. */
  readonly cells: Float64Array
  /** The texts of all cells, one after the other. */
  readonly text: string
}

/** Packs the values of each table, row after row. */
export function pack(tables: Readonly<Record<PartTable, readonly Cell[]>>): PackedRows {
  const cells = new Float64Array(TABLES.reduce((sum, table) => sum + tables[table].length, 0))
  const texts: string[] = []
  let at = 0
  for (const table of TABLES)
    for (const cell of tables[table]) {
      if (typeof cell === 'string') texts.push(cell)
      cells[at++] = typeof cell === 'string' ? cell.length : (cell ?? NaN)
    }
  const counts = TABLES.map((table) => tables[table].length / PART_TABLES[table].length)
  return { counts, cells, text: texts.join('') }
}

/** Reads packed rows from front to back, a cell at a time: nothing is made but that cell. */
export class PackedReader {
  readonly #rows: PackedRows
  #at = 0
  #from = 0

  constructor(rows: PackedRows) {
    this.#rows = rows
  }

  /** The tables with the number of their rows, in the order in which the cells are read. */
  tables(): readonly (readonly [table: PartTable, rows: number])[] {
    return TABLES.map((table, i) => [table, this.#rows.counts[i] ?? 0])
  }

  /** The next cell, which stands in this column of its row. */
  next(table: PartTable, column: number): Cell {
    const cell = this.#rows.cells[this.#at++] ?? NaN
    if (Number.isNaN(cell)) return null
    if (IS_TEXT[table][column] !== true) return cell
    return this.#rows.text.slice(this.#from, (this.#from += cell))
  }
}

/** No rows of any table. */
export const emptyTables = (): Record<PartTable, Cell[]> => perTable(() => [])

export interface Part {
  readonly root: number
  /** 0, 1, 2, … within the root. */
  readonly number: number
  readonly rows: PackedRows
  /** How many of the rows are events. */
  readonly events: number
  /** Evidence among the rows that was not wholly read. */
  readonly unread: number
  /** About how many bytes this part holds: bounds the queue to the writer. */
  readonly bytes: number
  /** Of the root's bytes as they were read; absent where they could not be read. A resumed ingest compares it with that of the parts it has. */
  readonly sha256?: Sha256
  /** Set on the last part of a root. `changed`: the file differs from what was read. */
  readonly last?: { readonly changed: boolean }
}
