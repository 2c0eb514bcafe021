/**
 * How the leaf pages of one table lie and in which order their cells were written (sqlite.org/fileformat2.html, section 1.6):
 * cells grow down from the end of a page, so rows that were appended fall in offset as they rise in key. A cell that lies below
 * both neighbours while these keep that order was written after them ("late cell", measured: research on SQLite, 1.5). In
 * indexes honest rows of several clocks look alike (docs/evaluation-databases.md), so only tables are looked at.
 */
import type { Source } from '../ingester.ts'
import { RecordWidths } from './record-widths.ts'
import { RowGaps } from './row-gaps.ts'
import { PageSet } from './sqlite/b-tree.ts'
import { VarintReader } from './sqlite/varint.ts'
import type { Watch } from './watch.ts'

export interface PageOrder {
  readonly leaves: number
  readonly cells: number
  /** Leaf pages whose number is below that of the leaf before them in key order. */
  readonly disorder: number
  /** Bytes of leaf pages that hold no cell. */
  readonly free: number
  /** Row ids of late cells, in key order; no more than `MOST_LATE`. */
  readonly late: readonly bigint[]
  readonly lateCount: number
  /** What the single rows say, along the row ids; absent unless asked for. */
  readonly rows: { readonly widths: RecordWidths; readonly gaps: RowGaps } | undefined
}

/** Late cells whose rows are kept. */
export const MOST_LATE = 1_000
/** Pages of one table that are looked at; longer tables are not judged. */
const MOST_PAGES = 500_000
const DEEPEST = 20
const TABLE_INTERIOR = 5
const TABLE_LEAF = 13
const varints = new VarintReader()

/**
 * Walks the tree below a root page; undefined where it is no sound table (or one without row ids). `pageSize` and `usable` in bytes.
 * `withRows`: each row's id and its record's header are read too.
 */
export function pageOrder(
  source: Source,
  root: number,
  pageSize: number,
  usable: number,
  watch: Watch,
  withRows: boolean,
): PageOrder | undefined {
  const seen = new PageSet(Math.ceil(source.size / pageSize))
  let met = 0
  // Each level of the tree reads its pages into the same memory.
  const memory: Buffer[] = []
  const rows = withRows ? { widths: new RecordWidths(), gaps: new RowGaps() } : undefined
  const late: bigint[] = []
  let [leaves, cells, disorder, free, lateCount, last] = [0, 0, 0, 0, 0, 0]

  const walk = (number: number, depth: number): boolean => {
    if (depth > DEEPEST || met >= MOST_PAGES || number < 1 || !seen.add(number)) return false
    if (met++ % 256 === 0 && performance.now() > watch.until) return false
    const into = (memory[depth] ??= Buffer.allocUnsafeSlow(pageSize))
    const bytes = source.read((number - 1) * pageSize, pageSize, into)
    if (bytes.length < pageSize) return false
    const page = Buffer.from(bytes.buffer, bytes.byteOffset, usable)
    const header = number === 1 ? 100 : 0
    const type = page[header]
    const count = page.readUInt16BE(header + 3)
    if (type === TABLE_LEAF) return leaf(page, header, count, number)
    if (type !== TABLE_INTERIOR) return false
    if (header + 12 + 2 * count > usable) return false
    for (let i = 0; i < count; i++) {
      const cell = page.readUInt16BE(header + 12 + 2 * i)
      if (cell + 4 > usable || !walk(page.readUInt32BE(cell), depth + 1)) return false
    }
    return walk(page.readUInt32BE(header + 8), depth + 1)
  }

  const leaf = (page: Buffer, header: number, count: number, number: number): boolean => {
    const pointers = header + 8
    const content = page.readUInt16BE(header + 5) || 65_536
    if (pointers + 2 * count > usable || content > usable) return false
    leaves++
    cells += count
    if (number < last) disorder++
    last = number
    free += content - (pointers + 2 * count) + (page[header + 7] ?? 0) + freeblocks(page, header)
    if (rows !== undefined) for (let i = 0; i < count; i++) addRow(rows, page, page.readUInt16BE(pointers + 2 * i))
    for (let i = 1; i + 1 < count; i++) {
      const [left, own, right] = [i - 1, i, i + 1].map((k) => page.readUInt16BE(pointers + 2 * k))
      if (left === undefined || own === undefined || right === undefined) continue
      if (!(own < left && own < right && right < left)) continue
      lateCount++
      const row = late.length < MOST_LATE ? rowOf(page, own) : undefined
      if (row !== undefined) late.push(row)
    }
    return true
  }

  return walk(root, 0) ? { leaves, cells, disorder, free, late, lateCount, rows } : undefined
}

/** Notes the row id, and counts the serial types in the header of the record; one whose header leaves the page, or is none, is left out. */
function addRow({ widths, gaps }: NonNullable<PageOrder['rows']>, page: Buffer, cell: number): void {
  const row = rowOf(page, cell)
  gaps.add(row)
  if (row === undefined) return
  const from = varints.at
  const length = varints.size(page, from, page.length)
  const end = from + length
  if (length < 1 || end > page.length) return
  let columns = 0
  let type = -1
  for (let at = varints.at; at < end; at = varints.at) {
    type = varints.size(page, at, end)
    if (type < 0) return
    columns++
  }
  widths.add(row, columns, type === 0)
}

/** Bytes in the chain of freeblocks, which rises; a chain that does not is left. */
function freeblocks(page: Buffer, header: number): number {
  let sum = 0
  let at = page.readUInt16BE(header + 1)
  let before = 0
  while (at > before && at + 4 <= page.length) {
    sum += page.readUInt16BE(at + 2)
    before = at
    at = page.readUInt16BE(at)
  }
  return sum
}

/** The row id of a cell of a table. */
function rowOf(page: Buffer, at: number): bigint | undefined {
  const payload = varints.signed(page, at, page.length)
  return payload === undefined ? undefined : varints.signed(page, varints.at, page.length)
}
