/**
 * Pages of one state of a database: the file's own, or those that a log or a journal lays over them. Reads a window at a
 * time; what is kept is the source's business (8 MB of a large file) and one overlay entry a page.
 */
import { geometryOf, type Geometry, type Unreadable } from './geometry.ts'

/** Random access to bytes: a `Source` of the evidence is one. */
export interface Bytes {
  readonly size: number
  /** `into`: memory that may hold the result, until it is used again. */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array
}

/** Where another image of a page stands. */
export interface Image {
  readonly bytes: Bytes
  /** Offset of the page's first byte. */
  readonly offset: number
}

export interface Pager {
  readonly geometry: Geometry
  /** Pages of this state. */
  readonly pages: number
  /**
   * The page's bytes, `pageSize` long, or undefined where the file ends before it. Pages count from 1. `into`: memory of one page that
   * may hold them, until it is used again; whoever looks at one page after the other makes no new memory for each.
   */
  page(number: number, into?: Uint8Array): Buffer | undefined
  /** Where the page's bytes stand. */
  place(number: number): Image
}

export const isUnreadable = (found: Geometry | Unreadable): found is Unreadable => 'reason' in found

/**
 * The pages of `file` under `overlay`. `pages` is the size of this state where the overlay changes it. The header is that
 * of page 1 as this state has it.
 */
export function pagerOf(file: Bytes, overlay?: ReadonlyMap<number, Image>, pages?: number): Pager | Unreadable {
  const first = overlay?.get(1)
  const head = first ? first.bytes.read(first.offset, 100) : file.read(0, 100)
  const found = geometryOf(file.size === 0 ? head : file.read(0, 4096), file.size)
  if (isUnreadable(found) && first === undefined) return found
  const own = geometryOf(head, Math.max(file.size, 1))
  // A log of another page size cannot lie over these pages.
  if (isUnreadable(own)) return own
  if (!isUnreadable(found) && own.pageSize !== found.pageSize)
    return { reason: `its first page states a page size of ${own.pageSize}, the file one of ${found.pageSize}` }
  const { pageSize } = own
  const count = pages ?? Math.ceil(file.size / pageSize)
  const place = (number: number): Image => overlay?.get(number) ?? { bytes: file, offset: (number - 1) * pageSize }
  return {
    geometry: { ...own, pages: count },
    pages: count,
    place,
    page: (number, into) => {
      if (number < 1 || number > count) return undefined
      const { bytes, offset } = place(number)
      const read = bytes.read(offset, pageSize, into)
      if (read.length === pageSize) return Buffer.from(read.buffer, read.byteOffset, pageSize)
      // A cut last page is read as far as it goes; the rest counts as zero.
      if (read.length < 512) return undefined
      const whole = Buffer.alloc(pageSize)
      whole.set(read)
      return whole
    },
  }
}
