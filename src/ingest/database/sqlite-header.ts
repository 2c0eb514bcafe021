/**
 * The first 100 bytes of an SQLite file (sqlite.org/fileformat2.html, 1.3), read without a library: what they say about
 * the program that wrote the file last, as traits.
 */
import type { Locator, Trait } from '../../model.ts'

const MAGIC = 'SQLite format 3\0'

export interface Header {
  /** As stored: 1 means 65,536. */
  readonly pageSize: number
  readonly writeVersion: number
  readonly readVersion: number
  readonly reserved: number
  readonly changeCounter: number
  readonly pages: number
  readonly freelistPages: number
  readonly schemaCookie: number
  readonly schemaFormat: number
  readonly largestRoot: number
  readonly encoding: number
  readonly userVersion: number
  readonly incrementalVacuum: number
  readonly applicationId: number
  readonly versionValidFor: number
  /** SQLITE_VERSION_NUMBER of the library that wrote last: X*1000000 + Y*1000 + Z. 0 before 3.7.0. */
  readonly versionNumber: number
}

/** True if the bytes begin as an SQLite file does. */
export const isSqlite = (head: Uint8Array): boolean =>
  head.length >= 100 && Buffer.from(head.subarray(0, 16)).toString('latin1') === MAGIC

/** Reads the header of at least 100 bytes that `isSqlite` accepted. */
export function readHeader(head: Uint8Array): Header {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  return {
    pageSize: bytes.readUInt16BE(16),
    writeVersion: bytes.readUInt8(18),
    readVersion: bytes.readUInt8(19),
    reserved: bytes.readUInt8(20),
    changeCounter: bytes.readUInt32BE(24),
    pages: bytes.readUInt32BE(28),
    freelistPages: bytes.readUInt32BE(36),
    schemaCookie: bytes.readUInt32BE(40),
    schemaFormat: bytes.readUInt32BE(44),
    largestRoot: bytes.readUInt32BE(52),
    encoding: bytes.readUInt32BE(56),
    userVersion: bytes.readInt32BE(60),
    incrementalVacuum: bytes.readUInt32BE(64),
    applicationId: bytes.readUInt32BE(68),
    versionValidFor: bytes.readUInt32BE(92),
    versionNumber: bytes.readUInt32BE(96),
  }
}

/** Bytes of a page. */
export const pageSizeOf = ({ pageSize }: Header): number => (pageSize === 1 ? 65_536 : pageSize)

const at = (offset: number, length: number): Locator => ({ type: 'bytes', offset, length })

/** A number of a release of line 3. Private builds write others (300700567 was seen); those are never compared. */
const isRelease = (n: number): boolean => n >= 3_000_000 && n < 4_000_000 && n % 1000 < 100

/** The header as traits. `sqlite.header` values name a field and its value; those with `!=0` are marks that need a certain version. */
export function headerTraits(header: Header): Trait[] {
  const traits: Trait[] = []
  const add = (key: string, value: string, offset: number, length: number) =>
    traits.push({ key, value, locator: at(offset, length) })
  const field = (value: string, offset: number, length: number) => add('sqlite.header', value, offset, length)
  const { versionNumber } = header
  if (versionNumber !== 0)
    add(isRelease(versionNumber) ? 'sqlite.version-number' : 'sqlite.version-odd', String(versionNumber), 96, 4)
  add('sqlite.page-size', String(pageSizeOf(header)), 16, 2)
  add('sqlite.user-version', String(header.userVersion), 60, 4)
  add('sqlite.application-id', String(header.applicationId), 68, 4)
  if (header.pageSize === 1) field('page-size=1', 16, 2)
  field(`write-version=${header.writeVersion}`, 18, 1)
  field(`read-version=${header.readVersion}`, 19, 1)
  field(`reserved=${header.reserved}`, 20, 1)
  field(`change-counter=${header.changeCounter}`, 24, 4)
  field(`pages=${header.pages}`, 28, 4)
  field(`freelist-pages=${header.freelistPages}`, 36, 4)
  field(`schema-cookie=${header.schemaCookie}`, 40, 4)
  field(`schema-format=${header.schemaFormat}`, 44, 4)
  if (header.largestRoot !== 0) field('largest-root!=0', 52, 4)
  if (header.incrementalVacuum !== 0) field('incremental-vacuum!=0', 64, 4)
  if (header.applicationId !== 0) field('application-id!=0', 68, 4)
  field(`version-valid-for=${header.versionValidFor}`, 92, 4)
  if (header.versionValidFor !== 0) field('version-valid-for!=0', 92, 4)
  if (header.versionValidFor !== header.changeCounter) field('version-valid-for!=change-counter', 92, 4)
  return traits
}
