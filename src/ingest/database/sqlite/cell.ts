/** One cell of a leaf (or of an index tree's interior page): its rowid and its payload, put together where it overflows. */
import type { Pager } from './pager.ts'
import { Assembler, localLength } from './overflow.ts'
import { cellOffset, type TreePage } from './b-tree.ts'
import type { Problems } from './problems.ts'
import { VarintReader } from './varint.ts'

/** Reads cells one after another into itself. */
export class CellReader {
  readonly #varint = new VarintReader()
  readonly #pager: Pager
  readonly #overflow: Assembler
  readonly #problems: Problems
  /** Pages of the last cell's overflow chain. */
  chain: readonly number[] = []
  rowid = 0n
  /** Offset of the cell in its page. */
  offset = 0
  /** Where the payload stands: `bytes` from `from` to `to`. */
  bytes: Buffer = Buffer.alloc(0)
  from = 0
  to = 0

  constructor(pager: Pager, problems: Problems) {
    this.#pager = pager
    this.#overflow = new Assembler(pager)
    this.#problems = problems
  }

  /** Reads cell `index` of a page; false, with a problem, if it cannot be read. */
  read(tree: TreePage, index: number): boolean {
    const { page, head, number } = tree
    const { usable } = this.#pager.geometry
    const offset = cellOffset(tree, usable, index)
    if (offset === undefined) return this.#bad(number, index, 'its pointer leads out of the page')
    const varint = this.#varint
    const isTable = head.isTable
    this.offset = offset
    const payload = varint.size(page, head.isLeaf ? offset : offset + 4, usable)
    if (payload < 0) return this.#bad(number, index, 'its length cannot be read')
    let from = varint.at
    if (isTable) {
      const rowid = varint.signed(page, from, usable)
      if (rowid === undefined) return this.#bad(number, index, 'its row id cannot be read')
      this.rowid = rowid
      from = varint.at
    }
    const local = localLength(usable, isTable, payload)
    const to = from + local
    if (to + (local < payload ? 4 : 0) > usable) return this.#bad(number, index, 'it runs out of its page')
    if (local === payload) {
      this.bytes = page
      this.from = from
      this.to = to
      this.chain = []
      return true
    }
    const {
      payload: whole,
      pages,
      broken,
    } = this.#overflow.assemble(page.subarray(from, to), page.readUInt32BE(to), payload)
    if (broken !== undefined) this.#problems.add(`page ${number}, cell ${index}`, broken)
    this.bytes = whole
    this.from = 0
    this.to = whole.length
    this.chain = pages
    return true
  }

  #bad(page: number, cell: number, why: string): false {
    this.#problems.add(`page ${page}, cell ${cell}`, why)
    return false
  }
}
