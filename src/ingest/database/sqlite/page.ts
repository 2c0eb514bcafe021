/** The head of a b-tree page and its cell pointers (sqlite.org/fileformat2.html, 1.6), checked before anything trusts them. */

export const PAGE_KINDS = { 2: 'index-interior', 5: 'table-interior', 10: 'index-leaf', 13: 'table-leaf' } as const
export type PageKind = (typeof PAGE_KINDS)[keyof typeof PAGE_KINDS]

export interface PageHead {
  readonly kind: PageKind
  readonly isLeaf: boolean
  readonly isTable: boolean
  /** Offset of the head: 100 on page 1, else 0. */
  readonly start: number
  readonly firstFreeblock: number
  readonly cells: number
  /** Where the cell content begins. */
  readonly content: number
  /** Bytes in gaps of one to three. */
  readonly fragmented: number
  /** Right-most child; 0 on a leaf. */
  readonly right: number
  /** Offset of the first cell pointer. */
  readonly pointers: number
}

const KIND_OF = new Map<number, PageKind>(Object.entries(PAGE_KINDS).map(([byte, kind]) => [Number(byte), kind]))

/** The page's head, or undefined if this is no b-tree page. */
export function pageHead(page: Buffer, number: number, usable: number): PageHead | undefined {
  const start = number === 1 ? 100 : 0
  const kind = KIND_OF.get(page[start] ?? 0)
  if (kind === undefined) return undefined
  const isLeaf = kind === 'index-leaf' || kind === 'table-leaf'
  const pointers = start + (isLeaf ? 8 : 12)
  const cells = page.readUInt16BE(start + 3)
  const content = page.readUInt16BE(start + 5) || 65_536
  if (pointers + 2 * cells > usable || content > Math.max(usable, 65_536)) return undefined
  return {
    kind,
    isLeaf,
    isTable: kind === 'table-leaf' || kind === 'table-interior',
    start,
    firstFreeblock: page.readUInt16BE(start + 1),
    cells,
    content: Math.min(content, usable),
    fragmented: page[start + 7] ?? 0,
    right: isLeaf ? 0 : page.readUInt32BE(start + 8),
    pointers,
  }
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** The chain of freeblocks, as far as it goes upward inside the page: a loop or a step back ends it. */
export function freeblocks(page: Buffer, head: PageHead, usable: number): readonly Span[] {
  const found: Span[] = []
  let at = head.firstFreeblock
  let last = head.pointers + 2 * head.cells
  while (at >= last && at + 4 <= usable) {
    const size = page.readUInt16BE(at + 2)
    if (size < 4 || at + size > usable) break
    found.push({ from: at, to: at + size })
    last = at + size
    at = page.readUInt16BE(at)
  }
  return found
}
