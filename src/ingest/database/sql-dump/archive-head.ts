/**
 * The header of a PostgreSQL dump in custom format (pg_dump -Fc), as `ReadHead` of pg_backup_archiver.c reads it: when it was
 * made, of which database server, by which pg_dump.
 */
import { civil, type Instant } from '../../../time/instant.ts'

export interface ArchiveHead {
  /** Version of the format, as 1.14. */
  readonly version: string
  /** Wall clock of the machine that made it, with the numbers as they stand; absent before 1.4. */
  readonly created?: { readonly nominal: Instant | undefined; readonly raw: string }
  readonly serverVersion?: string
  readonly program?: string
}

const MAGIC = 'PGDMP'
const LONGEST_TEXT = 200

export const isArchive = (head: Uint8Array): boolean => Buffer.from(head.subarray(0, 5)).toString('latin1') === MAGIC

/** Reads the first bytes; undefined if they are no such header. Never throws. */
export function archiveHead(bytes: Uint8Array): ArchiveHead | undefined {
  if (!isArchive(bytes)) return undefined
  let at = MAGIC.length
  const byte = (): number => bytes[at++] ?? 0
  const version = byte() * 256 + byte()
  const major = Math.floor(version / 256)
  const minor = version % 256
  if (version > 256) byte()
  const width = byte()
  if (width < 1 || width > 8) return undefined
  if (version >= 0x107) byte()
  byte()
  const text = `${major}.${minor}`
  if (version < 0x104) return { version: text }
  if (version >= 0x10f) byte()
  else int()
  const [second, minute, hour, day, month, year] = [int(), int(), int(), int(), int() + 1, int() + 1900]
  int()
  const two = (n: number) => String(n).padStart(2, '0')
  const created = {
    nominal: civil(year, month, day, hour, minute, second),
    raw: `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`,
  }
  string()
  const [serverVersion, program] = version >= 0x10a ? [string(), string()] : []
  return {
    version: text,
    created,
    ...(serverVersion === undefined ? {} : { serverVersion }),
    ...(program === undefined ? {} : { program }),
  }

  /** A byte for the sign, then the number, least significant byte first. */
  function int(): number {
    const sign = byte() === 0 ? 1 : -1
    let n = 0
    for (let i = 0; i < width; i++) n += byte() * 256 ** i
    return n === 0 ? 0 : sign * n
  }

  function string(): string | undefined {
    const length = int()
    if (length < 0 || length > bytes.length - at) return undefined
    const found = Buffer.from(bytes.subarray(at, at + Math.min(length, LONGEST_TEXT))).toString('utf8')
    at += length
    return found
  }
}
