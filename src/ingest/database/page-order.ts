/**
 * How the leaf pages of one table lie and in which order their cells were written (sqlite.org/fileformat2.html, section 1.6):
 * cells grow down from the end of a page, so rows that were appended fall in offset as they rise in key. In indexes honest rows of
 * several clocks look alike (docs/evaluation-databases.md), so only tables are looked at.
 */
import type { Source } from '../ingester.ts'
import { LateCells } from './late-cells.ts'
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
  /** What the single rows say, along the row ids; absent unless asked for. */
  readonly rows: { readonly widths: RecordWidths; readonly gaps: RowGaps; readonly late: LateCells } | undefined
}

/** Pages of one table that are looked at; longer tables are not judged. */
const MOST_PAGES = 500_000
const DEEPEST = 20
const TABLE_INTERIOR = 5
const TABLE_LEAF = 13
const varints = new VarintReader()

/**
 * Walks the tree below a root page; undefined where it is no sound table (or one without row ids). `pageSize` and `usable` in bytes.
 * `schemaFormat` (offset 44) where the single rows are asked for: each row's id and its record's header are then read too.
 */
export function pageOrder(
  source: Source,
  root: number,
  pageSize: number,
  usable: number,
  watch: Watch,
  schemaFormat: number | undefined,
): PageOrder | undefined {
  const seen = new PageSet(Math.ceil(source.size / pageSize))
  let met = 0
  // Each level of the tree reads its pages into the same memory.
  const memory: Buffer[] = []
  const rows =
    schemaFormat === undefined
      ? undefined
      : { widths: new RecordWidths(), gaps: new RowGaps(), late: new LateCells(schemaFormat) }
  let [leaves, cells, disorder, free, last] = [0, 0, 0, 0, 0]

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
    if (rows === undefined || count === 0) return true
    const offsets = Array.from({ length: count }, (_, i) => page.readUInt16BE(pointers + 2 * i))
    for (const cell of offsets) addRow(rows, page, cell)
    rows.late.add(page, offsets)
    return true
  }

  if (!walk(root, 0)) return undefined
  rows?.late.end()
  return { leaves, cells, disorder, free, rows }
}

/** Notes the row id, and counts the serial types in the header of the record; one whose header leaves the page, or is none, is left out. */
function addRow({ widths, gaps }: NonNullable<PageOrder['rows']>, page: Buffer, cell: number): void {
  const payload = varints.signed(page, cell, page.length)
  const row = payload === undefined ? undefined : varints.signed(page, varints.at, page.length)
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
