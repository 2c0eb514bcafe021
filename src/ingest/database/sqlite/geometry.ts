/** Sizes that the header gives every page (sqlite.org/fileformat2.html, 1.3 and 1.6), or the reason why there are none. */
import { isSqlite, pageSizeOf, readHeader } from '../sqlite-header.ts'

export type Encoding = 'utf8' | 'utf16le' | 'utf16be'

export interface Geometry {
  readonly pageSize: number
  /** Page size less the reserved bytes at the end of each page. */
  readonly usable: number
  readonly encoding: Encoding
  /** Pages of the file as it lies there; a last, cut page counts. */
  readonly pages: number
  /** 0 without auto-vacuum: no pointer-map pages. */
  readonly largestRoot: number
  readonly firstTrunk: number
  readonly freelistPages: number
}

export const isPageSize = (n: number): boolean => n >= 512 && n <= 65_536 && (n & (n - 1)) === 0

/** A payload local to its page: at most `most` bytes, and `least` where it overflows (1.6). */
export const localLimits = ({ usable }: Pick<Geometry, 'usable'>, isTable: boolean) => ({
  most: isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23,
  least: Math.floor(((usable - 12) * 32) / 255) - 23,
})

/** The page of the lock bytes (byte 1073741824), which never holds data. */
export const lockPage = ({ pageSize }: Pick<Geometry, 'pageSize'>): number => Math.floor(0x4000_0000 / pageSize) + 1

/** Why a file is no database that can be read, in one line that names what it seems to be. */
export interface Unreadable {
  readonly reason: string
}

/** Sizes out of the first 100 bytes. `size` is the file's. */
export function geometryOf(head: Uint8Array, size: number): Geometry | Unreadable {
  if (size === 0) return { reason: 'the file is empty (0 bytes): SQLite takes it for a database without tables' }
  if (!isSqlite(head)) return { reason: withoutMagic(head, size) }
  const header = readHeader(head)
  const pageSize = pageSizeOf(header)
  if (!isPageSize(pageSize))
    return { reason: `the header states a page size of ${header.pageSize}, which no SQLite database has (offset 16)` }
  if (pageSize - header.reserved < 480)
    return { reason: `the header reserves ${header.reserved} of ${pageSize} bytes a page; at least 480 must be usable` }
  return {
    pageSize,
    usable: pageSize - header.reserved,
    encoding: header.encoding === 2 ? 'utf16le' : header.encoding === 3 ? 'utf16be' : 'utf8',
    pages: Math.ceil(size / pageSize),
    largestRoot: header.largestRoot,
    firstTrunk: Buffer.from(head.buffer, head.byteOffset, head.length).readUInt32BE(32),
    freelistPages: header.freelistPages,
  }
}

/** Magic numbers of what is often found under a database's name. */
const OTHERS: readonly (readonly [start: string, what: string])[] = [
  ['377f0682', 'a write-ahead log (-wal) of an SQLite database, not the database'],
  ['377f0683', 'a write-ahead log (-wal) of an SQLite database, not the database'],
  ['d9d505f920a163d7', 'a rollback journal of an SQLite database, not the database'],
  ['504b0304', 'a ZIP archive'],
  ['1f8b', 'a gzip file'],
  ['25504446', 'a PDF document'],
  ['00010000', 'an Access or Berkeley database, or a font'],
  ['2a2a2054686973', 'a database of SQLite 2, an older format'],
]

function withoutMagic(head: Uint8Array, size: number): string {
  const start = Buffer.from(head.subarray(0, 16)).toString('hex')
  const other = OTHERS.find(([magic]) => start.startsWith(magic))
  if (other) return `the file is ${other[1]}`
  if (head.length >= 64 && size % 512 === 0 && looksRandom(head))
    return 'the file has no SQLite header and its bytes look random: an encrypted database (SQLCipher, SEE) or another encrypted file; its key is needed'
  return 'the file does not begin as an SQLite database does'
}

/** Many different byte values and about half of all bits set: text, numbers and zeros are not so. */
export function looksRandom(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096)
  const expected = 256 * (1 - (255 / 256) ** sample.length)
  let bits = 0
  for (const byte of sample) for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1
  return new Set(sample).size > 0.85 * expected && Math.abs(bits / (sample.length * 8) - 0.5) < 0.04
}
