/**
 * Rollback journals (sqlite.org/fileformat2.html, 3): pages as they stood before the last transaction. Hot: that transaction
 * was not finished. Zeroed header: it was, and the old pages stay readable (journal_mode=PERSIST).
 */
import type { Bytes, Image } from './pager.ts'

const MAGIC = 'd9d505f920a163d7'

export interface Journal {
  readonly state: 'hot' | 'zeroed'
  /** Size of the database before the transaction; undefined where the header is gone. */
  readonly pages: number | undefined
  /** Old image of each page, the first one written. */
  readonly before: ReadonlyMap<number, Image>
}

/** Reads a journal for a database of this page size; a reason in words where nothing can be read. */
export function readJournal(
  bytes: Bytes,
  pageSize: number,
  databasePages: number,
): Journal | { readonly reason: string } {
  if (bytes.size === 0) return { reason: 'is empty (journal_mode=TRUNCATE): the last transaction was finished' }
  const head = asBuffer(bytes.read(0, 28))
  if (head.length < 28) return { reason: `has ${head.length} bytes, less than a header` }
  if (head.toString('hex', 0, 8) === MAGIC) return hot(bytes, head, pageSize)
  if (head.some((byte) => byte !== 0)) return { reason: 'does not begin as a rollback journal does' }
  // The header went, with it nonce and sector size: the records tell both.
  for (const sector of [512, 4096, 1024, 2048, 8192, 16_384, 32_768, 65_536]) {
    const before = new Map<number, Image>()
    records(bytes, sector, pageSize, Infinity, undefined, before, Math.max(databasePages * 4, 1024))
    if (before.size > 0) return { state: 'zeroed', pages: undefined, before }
  }
  return { reason: 'has a zeroed header and no page behind it that could be read' }
}

function hot(bytes: Bytes, head: Buffer, pageSize: number): Journal | { readonly reason: string } {
  const stated = head.readUInt32BE(24)
  if (stated !== pageSize) return { reason: `is of a database with pages of ${stated} bytes; this one has ${pageSize}` }
  const sector = Math.max(512, Math.min(head.readUInt32BE(20), 65_536))
  const before = new Map<number, Image>()
  for (let at = 0; at + 28 <= bytes.size;) {
    const part = asBuffer(bytes.read(at, 28))
    if (part.toString('hex', 0, 8) !== MAGIC) break
    const count = part.readUInt32BE(8)
    const most = count === 0 || count === 0xffff_ffff ? Infinity : count
    const end = records(bytes, at + sector, pageSize, most, part.readUInt32BE(12), before, 0xffff_ffff)
    at = Math.max(at + sector, Math.ceil(end / sector) * sector)
  }
  return { state: 'hot', pages: head.readUInt32BE(16), before }
}

/** Reads records until one does not hold its checksum; returns where they end. */
function records(
  bytes: Bytes,
  from: number,
  pageSize: number,
  most: number,
  stated: number | undefined,
  into: Map<number, Image>,
  highest: number,
): number {
  let nonce = stated
  let at = from
  for (let n = 0; n < most && at + 8 + pageSize <= bytes.size; n++, at += 8 + pageSize) {
    const record = asBuffer(bytes.read(at, 8 + pageSize))
    if (record.length < 8 + pageSize) break
    const page = record.readUInt32BE(0)
    if (page === 0 || page > highest) break
    const sum = (record.readUInt32BE(4 + pageSize) - sampled(record, pageSize)) >>> 0
    if (nonce !== undefined && sum !== nonce) break
    nonce = sum
    if (!into.has(page)) into.set(page, { bytes, offset: at + 4 })
  }
  return at
}

/** Every 200th byte from the end of the page (3, checksum). */
function sampled(record: Buffer, pageSize: number): number {
  let sum = 0
  for (let i = pageSize - 200; i > 0; i -= 200) sum += record[4 + i] ?? 0
  return sum
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
