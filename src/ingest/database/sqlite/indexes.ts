/**
 * Entries of plain indexes, read raw, against the rows of their table: which row an index still finds under another value (a cell
 * that was changed without SQLite leaves its index as it was; integrity_check names such rows, quick_check does not).
 */
import type { Cell } from '../time-cell.ts'
import { walkTree, PageSet } from './b-tree.ts'
import { CellReader } from './cell.ts'
import type { RawDatabase } from './open-raw.ts'
import { RecordReader } from './record.ts'
import { rowsOf } from './rows.ts'
import { tokens } from './sql-tokens.ts'
import type { TableShape } from './table-shape.ts'

export interface PlainIndex {
  readonly name: string
  readonly root: number
  /** Places of its columns in the table's columns. */
  readonly columns: readonly number[]
}

export interface Disagreement {
  readonly index: string
  readonly column: string
  readonly rowid: bigint
  readonly inIndex: Cell
  readonly inTable: Cell
}

/** Indexes over plain columns of a rowid table. Partial ones and those over expressions are left out, as are those that SQLite makes itself. */
export function plainIndexes({ schema }: RawDatabase, shape: TableShape): readonly PlainIndex[] {
  if (shape.withoutRowid) return []
  return schema.entries.flatMap(({ type, name, table, rootPage, sql }) => {
    if (type !== 'index' || table.toLowerCase() !== shape.name.toLowerCase() || rootPage < 2) return []
    const columns = columnsOf(sql)?.map((c) =>
      shape.columns.findIndex((one) => one.name.toLowerCase() === c.toLowerCase()),
    )
    return columns === undefined || columns.includes(-1) ? [] : [{ name, root: rootPage, columns }]
  })
}

/** Names between the parentheses, or undefined where anything but names, COLLATE, ASC and DESC stands there or behind. */
function columnsOf(sql: string): readonly string[] | undefined {
  const all = tokens(sql)
  const open = all.findIndex(({ kind, text }) => kind === 'mark' && text === '(')
  const close = all.findLastIndex(({ kind, text }) => kind === 'mark' && text === ')')
  if (open < 0 || close !== all.length - 1) return undefined
  const names: string[] = []
  let expected = true
  for (let i = open + 1; i < close; i++) {
    const token = all[i]
    if (token === undefined) return undefined
    if (token.kind === 'mark' && token.text === ',') expected = true
    else if (expected && (token.kind === 'word' || token.kind === 'quoted')) {
      names.push(token.text)
      expected = false
    } else if (/^collate$/i.test(token.text)) i++
    else if (!/^(?:asc|desc)$/i.test(token.text)) return undefined
  }
  return names
}

/** Disagreements that are told of one index. */
const MOST = 1_000
/** Rows held at once while they are compared: one stretch of row ids after the other. */
const STRETCH = 200_000

/** One number that stands for a value; equal values have equal ones. */
function digest(cell: Cell, seed: number): number {
  let hash = seed
  const text =
    cell === null
      ? 'n'
      : typeof cell === 'string'
        ? `s${cell}`
        : typeof cell === 'object'
          ? Buffer.from(cell).toString('latin1')
          : `i${String(cell)}`
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193)
  return hash >>> 0
}

/** Rows that the index has under other values. Sums over both sides are held against each other first: most agree. */
export function* disagreements(
  raw: RawDatabase,
  shape: TableShape,
  index: PlainIndex,
  stop: () => boolean,
): Generator<Disagreement> {
  let [sum, count] = [0, 0]
  const change = (rowid: bigint, cells: readonly Cell[], sign: number): void => {
    let hash = digest(rowid, 0x811c_9dc5)
    for (const cell of cells) hash = digest(cell, hash)
    sum = (sum + sign * hash) % 4_294_967_296
    count += sign
  }
  const inTable = (values: readonly Cell[]): Cell[] => index.columns.map((i) => values[i] ?? null)
  for (const row of rowsOf(raw.pager, shape, raw.problems)) {
    if (stop()) return
    if (row.rowid !== undefined) change(row.rowid, inTable(row.values), 1)
  }
  for (const { rowid, values } of entries(raw, index, shape)) {
    if (stop()) return
    change(rowid, values, -1)
  }
  if (sum === 0 && count === 0) return
  let told = 0
  for (let from = -0x8000_0000_0000_0000n; ;) {
    const rows = new Map<bigint, Cell[]>()
    let next: bigint | undefined
    for (const row of rowsOf(raw.pager, shape, raw.problems)) {
      if (row.rowid === undefined || row.rowid < from) continue
      if (rows.size >= STRETCH) {
        next = row.rowid
        break
      }
      rows.set(row.rowid, inTable(row.values))
    }
    for (const { rowid, values } of entries(raw, index, shape)) {
      if (stop() || told >= MOST) return
      const row = rows.get(rowid)
      const at = row?.findIndex((cell, i) => digest(cell, 1) !== digest(values[i] ?? null, 1)) ?? -1
      if (row === undefined || at < 0) continue
      told++
      const column = shape.columns[index.columns[at] ?? 0]?.name ?? ''
      yield { index: index.name, column, rowid, inIndex: values[at] ?? null, inTable: row[at] ?? null }
    }
    if (next === undefined) return
    from = next
  }
}

function* entries(
  { pager, problems }: RawDatabase,
  { root, columns }: PlainIndex,
  shape: TableShape,
): Generator<{ readonly rowid: bigint; readonly values: readonly Cell[] }> {
  const cells = new CellReader(pager, problems)
  const record = new RecordReader(pager.geometry.encoding)
  for (const step of walkTree(pager, root, false, new PageSet(pager.pages), problems)) {
    const [from, to] = step.cell === undefined ? [0, step.head.cells] : [step.cell, step.cell + 1]
    for (let i = from; i < to; i++) {
      if (!cells.read(step, i) || record.open(cells.bytes, cells.from, cells.to) !== undefined) continue
      if (record.stored !== columns.length + 1) continue
      const rowid = record.value(columns.length)
      if (typeof rowid !== 'bigint') continue
      const values = columns.map((column, n) => {
        const cell = record.value(n)
        return typeof cell === 'bigint' && shape.columns[column]?.affinity === 'real' ? Number(cell) : cell
      })
      yield { rowid, values }
    }
  }
}
