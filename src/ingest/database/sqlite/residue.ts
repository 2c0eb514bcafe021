/** Regions of a page that no live cell covers, and the records carved from them: freeblocks, unallocated space, whole free pages. */
import type { Carved } from './carve.ts'
import { Carver } from './carve.ts'
import type { ColumnForms } from './column-forms.ts'
import { freeblocks, pageHead } from './page.ts'
import type { Encoding } from './geometry.ts'

/** Where a record was found that no live cell holds. */
export type Residue = 'freeblock' | 'unallocated' | 'freelist' | 'unreferenced'

export interface Found extends Carved {
  readonly where: Residue
  /** A cell pointer of its page leads to it. */
  readonly pointed: boolean
}

/** Carves a b-tree page that is in use. `gapForms` may hold more tables: a page that was reused keeps others' rows in its gap. */
export function* residueOfPage(
  page: Buffer,
  number: number,
  usable: number,
  encoding: Encoding,
  forms: readonly ColumnForms[],
  gapForms: readonly ColumnForms[],
): Generator<Found> {
  const head = pageHead(page, number, usable)
  if (head === undefined) return
  const carver = new Carver(page, usable, encoding, forms, !head.isLeaf)
  for (const { from, to } of freeblocks(page, head, usable))
    for (const one of carver.region(from, to, true)) yield { ...one, where: 'freeblock', pointed: false }
  const gap = new Carver(page, usable, encoding, gapForms, !head.isLeaf)
  const from = head.pointers + 2 * head.cells
  for (const one of gap.region(from, head.content, false)) yield { ...one, where: 'unallocated', pointed: false }
}

/** Carves a page of no tree from byte `from` on: by its old cell pointers where its head still stands, then what lies between. */
export function* residueOfFreePage(
  page: Buffer,
  from: number,
  usable: number,
  encoding: Encoding,
  forms: readonly ColumnForms[],
  where: Residue,
  pages: number,
): Generator<Found> {
  const head = from === 0 ? pageHead(page, 0, usable) : undefined
  // A dropped table's root is made an empty leaf before it is freed.
  const wasInterior = head === undefined || head.cells === 0 ? endsInChild(page, usable, pages) : !head.isLeaf
  const carver = new Carver(page, usable, encoding, forms, wasInterior)
  const taken: Found[] = []
  // The head of a first trunk page is overwritten, its cell pointers behind are not: they are tried all the same.
  const pointers = head === undefined ? (from === 8 && !wasInterior ? 8 : usable) : head.pointers
  const most = head === undefined ? Math.floor(usable / 8) : head.cells
  const seen = new Set<number>()
  for (let i = 0; i < most && pointers + 2 * i + 2 <= usable; i++) {
    const at = page.readUInt16BE(pointers + 2 * i)
    if (head === undefined && (at < pointers || at + 4 > usable)) break
    if (at < pointers || at + 4 > usable || seen.has(at)) continue
    seen.add(at)
    const cell = carver.cellAt(at, usable)
    if (cell !== undefined) taken.push({ ...cell, where, pointed: head !== undefined })
  }
  taken.sort((a, b) => a.offset - b.offset)
  let at = Math.max(from, pointers === usable ? 0 : pointers)
  for (const one of [...taken, undefined]) {
    const to = one?.offset ?? usable
    if (to > at) for (const more of carver.region(at, to, false)) yield { ...more, where, pointed: false }
    if (one === undefined || one.offset < at) continue
    yield one
    at = one.offset + one.length
  }
}

/**
 * A trunk page whose last bytes are a child page's number and a row id was an interior page: its cells grew down from the end over
 * whatever stood there.
 */
function endsInChild(page: Buffer, usable: number, pages: number): boolean {
  for (let length = 5; length <= 9; length++) {
    const child = page.readUInt32BE(usable - length)
    if (child < 1 || child > pages) continue
    const rowid = page.subarray(usable - length + 4, usable)
    if (rowid.every((byte, i) => byte >= 0x80 === i < rowid.length - 1)) return true
  }
  return false
}
