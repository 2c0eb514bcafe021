/**
 * Walks a b-tree in key order (sqlite.org/fileformat2.html, 1.6), page by page: bounded in depth, and no page twice, so that
 * hostile pointers end in one named problem and the rest is read.
 */
import { pageHead, type PageHead } from './page.ts'
import type { Pager } from './pager.ts'
import type { Problems } from './problems.ts'

/** SQLite's own bound is 20 (BTCURSOR_MAX_DEPTH). */
const DEEPEST = 40

/** A set of page numbers, one bit a page. */
export class PageSet {
  readonly #bits: Uint8Array
  constructor(pages: number) {
    this.#bits = new Uint8Array((pages >>> 3) + 1)
  }
  has(page: number): boolean {
    return ((this.#bits[page >>> 3] ?? 0) & (1 << (page & 7))) !== 0
  }
  /** False if the page was in it already, or is outside. */
  add(page: number): boolean {
    const at = page >>> 3
    const byte = this.#bits[at]
    const bit = 1 << (page & 7)
    if (byte === undefined || (byte & bit) !== 0) return false
    this.#bits[at] = byte | bit
    return true
  }
}

export interface TreePage {
  readonly number: number
  readonly page: Buffer
  readonly head: PageHead
}

/** A leaf, or (in index trees) one cell of an interior page, in key order. */
export type TreeStep = TreePage & { readonly cell?: number }

interface Level extends TreePage {
  next: number
}

/** Offset of a cell inside its page; undefined when its pointer leads out of the content. */
export function cellOffset({ page, head }: TreePage, usable: number, cell: number): number | undefined {
  const at = page.readUInt16BE(head.pointers + 2 * cell)
  return at >= head.pointers + 2 * head.cells && at + 4 <= usable ? at : undefined
}

/**
 * Leaves of the tree at `root` in key order; of an index tree also the cells of its interior pages, between their children.
 * `seen` gets every page of the tree; `met` is told of each as it is opened. A step is good until the next is taken.
 */
export function* walkTree(
  pager: Pager,
  root: number,
  isTable: boolean,
  seen: PageSet,
  problems: Problems,
  met: (page: number) => void = () => undefined,
): Generator<TreeStep> {
  const { usable, pageSize } = pager.geometry
  // Each level of the tree reads its pages into the same memory.
  const memory: Buffer[] = []
  const levels: Level[] = []
  const first = open(root, 'the schema')
  if (first === undefined) return
  if (first.head.isLeaf) {
    yield first
    return
  }
  levels.push(first)
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const { next, head } = level
    if (next > head.cells) {
      levels.pop()
      continue
    }
    if (next > 0 && !isTable) yield { number: level.number, page: level.page, head, cell: next - 1 }
    level.next++
    const child = childOf(level, next)
    const below = child === undefined ? undefined : open(child, `page ${level.number}`)
    if (below === undefined) continue
    if (below.head.isLeaf) yield below
    else if (levels.length < DEEPEST) levels.push(below)
    else problems.add(`page ${below.number}`, `lies deeper than ${DEEPEST} levels in its tree`)
  }

  function childOf({ number, page, head }: TreePage, cell: number): number | undefined {
    if (cell === head.cells) return head.right
    const at = cellOffset({ number, page, head }, usable, cell)
    if (at !== undefined) return page.readUInt32BE(at)
    problems.add(`page ${number}`, 'a cell pointer leads out of the page')
    return undefined
  }

  function open(number: number, from: string): Level | undefined {
    const page = pager.page(number, (memory[levels.length] ??= Buffer.allocUnsafeSlow(pageSize)))
    const place = `page ${number}`
    if (page === undefined) problems.add(place, `${from} names it, but the file has ${pager.pages} pages`)
    else if (!seen.add(number)) problems.add(place, `is reached a second time, from ${from}; it is read once`)
    else {
      const head = pageHead(page, number, usable)
      if (head === undefined) problems.add(place, `${from} names it, but it is no page of a b-tree`)
      else if (head.isTable !== isTable)
        problems.add(place, `is a page of ${head.isTable ? 'a table' : 'an index'}, where ${from} needs the other kind`)
      else {
        met(number)
        return { number, page, head, next: 0 }
      }
    }
    return undefined
  }
}
