/**
 * Members of a tar archive (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU's long names): names, sizes,
 * times and where their bytes lie. Read a header at a time; nothing of a member is held.
 */

export interface TarMember {
  readonly name: string
  /** Offset of the bytes in the archive. */
  readonly at: number
  readonly size: number
  /** Seconds since 1970; undefined where none is stated. */
  readonly modified: number | undefined
  /** Offset of the header. */
  readonly header: number
}

type Read = (offset: number, length: number) => Uint8Array

const BLOCK = 512
/** Long names and extended headers above this are no such thing. */
const LONGEST = 1_048_576
const latin = new TextDecoder('latin1')
const utf8 = new TextDecoder('utf-8')

/** Text up to the first NUL. */
const text = (bytes: Uint8Array): string => utf8.decode(bytes).replace(/\0[^]*$/, '')

/** An octal number as POSIX writes it, or base 256 as GNU does for large ones; NaN for anything else. */
function number(bytes: Uint8Array): number {
  if ((bytes[0] ?? 0) === 0x80) return bytes.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0)
  const digits = latin
    .decode(bytes)
    .replace(/^[ ]+/, '')
    .replace(/[ \0]+$/, '')
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN
}

/** The checksum counts its own field as spaces. */
function holds(block: Uint8Array): boolean {
  let sum = 8 * 0x20
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0
  return sum === number(block.subarray(148, 156))
}

/** Records `LENGTH KEY=VALUE\n` of an extended header. */
function extended(bytes: Uint8Array): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at < bytes.length;) {
    const length = /^(\d{1,7}) /.exec(latin.decode(bytes.subarray(at, at + 8)))
    const end = at + Number(length?.[1] ?? NaN)
    if (length === null || !(end <= bytes.length) || end - at <= length[0].length) break
    const record = utf8.decode(bytes.subarray(at + length[0].length, end - 1))
    const equals = record.indexOf('=')
    if (equals > 0) found.set(record.slice(0, equals), record.slice(equals + 1))
    at = end
  }
  return found
}

/** Regular files in their order. Ends at the end mark, or with the reason at a block that is no header. */
export function* tarMembers(read: Read, size: number): Generator<TarMember, string | undefined> {
  let longName: string | undefined
  let more: ReadonlyMap<string, string> = new Map()
  for (let at = 0; at + BLOCK <= size;) {
    const block = read(at, BLOCK)
    if (block.length < BLOCK) break
    if (block.every((byte) => byte === 0)) return undefined
    if (!holds(block)) return `the block at byte ${at} of its tar is no header; what follows is not read`
    const stated = number(block.subarray(124, 136))
    const length = more.has('size') ? Number(more.get('size')) : stated
    const begin = at + BLOCK
    if (!Number.isSafeInteger(length) || length < 0 || begin + length > size)
      return `the member at byte ${at} of its tar is longer than the file; it is not read`
    const type = String.fromCharCode(block[156] ?? 0)
    if (type === 'x' || type === 'L') {
      if (length > LONGEST)
        return `the header at byte ${at} of its tar is longer than ${LONGEST} bytes; what follows is not read`
      if (type === 'x') more = extended(read(begin, length))
      else longName = text(read(begin, length))
    } else {
      const prefix = latin.decode(block.subarray(257, 262)) === 'ustar' ? text(block.subarray(345, 500)) : ''
      const short = `${prefix === '' ? '' : `${prefix}/`}${text(block.subarray(0, 100))}`
      const modified = Number(more.get('mtime') ?? number(block.subarray(136, 148)))
      if (type === '0' || type === '\0' || type === '7')
        yield {
          name: more.get('path') ?? longName ?? short,
          at: begin,
          size: length,
          modified: Number.isFinite(modified) && modified > 0 ? modified : undefined,
          header: at,
        }
      longName = undefined
      more = new Map()
    }
    at = begin + Math.ceil(length / BLOCK) * BLOCK
  }
  return 'its tar ends without an end mark'
}
