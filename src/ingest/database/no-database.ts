/**
 * Why a file that a database's name announces is none, in one line: encrypted, of another kind, of an older one. Only named files are
 * asked, so that not every file of random bytes is called a database; what a file is, its bytes alone decide.
 */
import type { Source } from '../ingester.ts'
import { geometryOf, looksRandom } from './sqlite/geometry.ts'
import { isSqlite } from './sqlite-header.ts'

const NAMED = /\.(?:db|db3|s3db|sl3|sqlite|sqlite2|sqlite3|sqlitedb|storedata)$/i
const HEAD = 4096
/** The list of an iOS backup, by its own name or as the last level of a name in an archive. */
const MANIFEST = /(?:^|%2F)Manifest\.db$/
/** libimobiledevice, issue 1344: the list is encrypted with the backup since iOS 10.2. */
const ENCRYPTED_BACKUP =
  'the file has no SQLite header and its bytes look random, as the list of an encrypted iOS backup does; decrypt the backup with its password and examine the result'
/** SQLCipher leaves this much of the header plain where a program asks for it (cipher_plaintext_header_size, as on iOS). */
const PLAIN = 32

/** For a file that no ingester reads; undefined where the name announces no database, or where nothing more can be said. */
export function whyNoDatabase(source: Pick<Source, 'name' | 'size' | 'read'>): string | undefined {
  if (!NAMED.test(source.name)) return undefined
  const head = source.read(0, HEAD)
  if (MANIFEST.test(source.name) && !isSqlite(head) && head.length >= 64 && looksRandom(head)) return ENCRYPTED_BACKUP
  const found = geometryOf(head, source.size)
  return 'reason' in found && !found.reason.startsWith('the file does not begin') ? found.reason : undefined
}

/** For a file with the magic of SQLite: why its pages cannot be read. */
export function whyUnreadable(source: Pick<Source, 'size' | 'read'>): string | undefined {
  const head = source.read(0, HEAD)
  const found = geometryOf(head, source.size)
  if ('reason' in found) return found.reason
  const isEncrypted = isSqlite(head) && !PAGE_TYPES.has(head[100] ?? 0) && looksRandom(head.subarray(PLAIN))
  return isEncrypted
    ? 'the file has an SQLite header and behind it its bytes look random: an encrypted database (SQLCipher with a plain header); its key is needed'
    : undefined
}

/** What the first page may be: a leaf or an interior page of a table (fileformat2.html, 1.6). */
const PAGE_TYPES: ReadonlySet<number> = new Set([5, 13])
