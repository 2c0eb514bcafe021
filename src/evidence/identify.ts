/** Tells by its first bytes what an evidence is and which ingester reads it; never by its name. */
import { byCodeUnits } from './logical-path.ts'
import type { Source } from './source.ts'

/** How much of the beginning ingesters are shown. */
export const HEAD_LENGTH = 65_536

/** What an ingester says of the files it reads. */
export interface Reads {
  readonly id: string
  readonly confidence: number
  readonly accepts: (head: Uint8Array, size: number, read?: Source['read']) => boolean
}

export interface Identified<Ingester extends Reads> {
  /** Id of the ingester, or the name of a known format that none reads, or `unknown`. */
  readonly type: string
  readonly ingester?: Ingester
}

/** Labels of formats that no ingester may read; only so that a report names them. */
const MAGICS: readonly {
  readonly type: string
  readonly at?: number
  readonly magic: string
  readonly source: string
}[] = [
  { type: 'pdf', magic: '%PDF-', source: 'ISO 32000-2, 7.5.2' },
  { type: 'png', magic: '\x89PNG\r\n\x1a\n', source: 'PNG 3rd edition, 5.2' },
  { type: 'jpeg', magic: '\xff\xd8\xff', source: 'ITU-T T.81, B.1.1.3' },
  { type: 'gif', magic: 'GIF8', source: 'GIF89a, 17' },
  { type: 'bmp', magic: 'BM', source: 'Windows BITMAPFILEHEADER' },
  { type: 'riff', magic: 'RIFF', source: 'Multimedia Programming Interface 1.0' },
  { type: 'gzip', magic: '\x1f\x8b', source: 'RFC 1952, 2.3.1' },
  { type: 'bzip2', magic: 'BZh', source: 'bzip2 manual' },
  { type: 'xz', magic: '\xfd7zXZ\0', source: 'xz file format 1.2, 2.1.1.1' },
  { type: 'zstd', magic: '\x28\xb5\x2f\xfd', source: 'RFC 8878, 3.1.1' },
  { type: '7z', magic: '7z\xbc\xaf\x27\x1c', source: '7zFormat.txt' },
  { type: 'rar', magic: 'Rar!\x1a\x07', source: 'RAR 5.0 archive format' },
  { type: 'cab', magic: 'MSCF', source: '[MS-CAB] 2.1' },
  { type: 'tar', at: 257, magic: 'ustar', source: 'POSIX.1-2017, pax' },
  { type: 'zip', magic: 'PK\x03\x04', source: 'APPNOTE 6.3.10, 4.3.7' },
  { type: 'sqlite', magic: 'SQLite format 3\0', source: 'sqlite.org/fileformat.html, 1.3' },
  // Read with the database beside which they lie (`case/companions.ts`).
  { type: 'sqlite-wal', magic: '\x37\x7f\x06\x82', source: 'sqlite.org/fileformat.html, 4.1' },
  { type: 'sqlite-wal', magic: '\x37\x7f\x06\x83', source: 'sqlite.org/fileformat.html, 4.1' },
  { type: 'sqlite-journal', magic: '\xd9\xd5\x05\xf9\x20\xa1\x63\xd7', source: 'sqlite.org/fileformat.html, 3' },
  { type: 'sqlite-shm', magic: '\x18\xe2\x2d\0', source: 'sqlite.org/walformat.html, 2.1' },
  { type: 'ole2', magic: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', source: '[MS-CFB] 2.2' },
  { type: 'pst', magic: '!BDN', source: '[MS-PST] 2.2.2.6' },
  { type: 'rtf', magic: '{\\rtf', source: 'RTF 1.9.1' },
  { type: 'tnef', magic: '\x78\x9f\x3e\x22', source: '[MS-OXTNEF] 2.1.1' },
  { type: 'isobmff', at: 4, magic: 'ftyp', source: 'ISO/IEC 14496-12, 4.3' },
  { type: 'evtx', magic: 'ElfFile\0', source: '[MS-EVEN6]; libevtx' },
  { type: 'registry', magic: 'regf', source: 'libregf' },
  { type: 'lnk', magic: 'L\0\0\0\x01\x14\x02\0', source: '[MS-SHLLINK] 2.1' },
  { type: 'bplist', magic: 'bplist0', source: 'CFBinaryPList.c' },
  { type: 'elf', magic: '\x7fELF', source: 'System V ABI' },
  { type: 'pe', magic: 'MZ', source: 'PE format' },
  { type: 'xml', magic: '<?xml', source: 'XML 1.0, 2.8' },
]

/** Picks the ingester that accepts the head with the highest confidence; ties go to the id that sorts first. */
export function identify<Ingester extends Reads>(
  head: Uint8Array,
  size: number,
  ingesters: readonly Ingester[],
  read?: Source['read'],
): Identified<Ingester> {
  let ingester: Ingester | undefined
  for (const one of ingesters) if (isBefore(one, ingester) && one.accepts(head, size, read)) ingester = one
  return ingester === undefined ? { type: label(head, size) } : { type: ingester.id, ingester }
}

const isBefore = (a: Reads, b: Reads | undefined): boolean =>
  b === undefined || a.confidence > b.confidence || (a.confidence === b.confidence && byCodeUnits(a.id, b.id) < 0)

function label(head: Uint8Array, size: number): string {
  if (size === 0) return 'empty'
  return MAGICS.find(({ at = 0, magic }) => begins(head, at, magic))?.type ?? 'unknown'
}

function begins(head: Uint8Array, at: number, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (head[at + i] !== magic.charCodeAt(i)) return false
  return true
}
