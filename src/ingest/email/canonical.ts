/**
 * The canonical forms in which DKIM and ARC sign a message (RFC 6376 section 3.4): `simple` and `relaxed`, for fields and for the body.
 * Text is latin1, byte for byte. A message stored with bare newlines was sent with CRLF, and is hashed so.
 */
import { createHash, hash } from 'node:crypto'

export type Canonicalization = 'simple' | 'relaxed'
export type HashName = 'sha1' | 'sha256'

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9

/** A field as it stands from the byte at `start`: name, colon, value, folded lines included, without the last line end. */
export function rawField(bytes: Buffer, start: number, end: number): string {
  let at = start
  for (;;) {
    const newline = bytes.indexOf(LF, at)
    if (newline === -1 || newline >= end) return bytes.toString('latin1', start, end)
    const next = bytes[newline + 1]
    if ((next !== 32 && next !== 9) || newline + 1 >= end)
      return bytes.toString('latin1', start, bytes[newline - 1] === CR ? newline - 1 : newline)
    at = newline + 1
  }
}

/** A field in its canonical form (sections 3.4.1 and 3.4.2), without the last line end. */
export function canonicalField(raw: string, form: Canonicalization): string {
  if (form === 'simple') return raw.replace(/\r?\n/g, '\r\n')
  const colon = raw.indexOf(':')
  const value = raw
    .slice(colon + 1)
    .replace(/\r?\n/g, '')
    .replace(/\t[ \t]*| [ \t]+/g, ' ')
  return `${raw.slice(0, colon).trimEnd().toLowerCase()}:${trimmed(value)}`
}

/** Runs of white space are single spaces by now. */
const trimmed = (value: string): string =>
  value.slice(value.startsWith(' ') ? 1 : 0, value.endsWith(' ') && value.length > 1 ? -1 : undefined)

/** A signature's field with the value of its tag b empty (section 3.7). */
export const withoutSignature = (raw: string): string => {
  const colon = raw.indexOf(':') + 1
  return raw.slice(0, colon) + raw.slice(colon).replace(/((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*/, '$1')
}

/** Bodies up to this size are brought to their form in memory that is kept. */
const KEPT = 1024 * 1024
let kept: Buffer | undefined

function memoryOf(size: number): Buffer {
  if (size > KEPT) return Buffer.allocUnsafeSlow(size)
  return (kept ??= Buffer.allocUnsafeSlow(KEPT))
}

/** The body in its canonical form (sections 3.4.3 and 3.4.4), in one pass. Good until the next call. */
export function canonicalBody(body: Buffer, form: Canonicalization): Buffer {
  const relaxed = form === 'relaxed'
  const out = memoryOf(body.length + bareLineFeeds(body) + 2)
  let end = 0
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0
    if (byte === LF) {
      if (end > 0 && out[end - 1] === CR) end--
      if (relaxed && end > 0 && out[end - 1] === SPACE) end--
      out[end++] = CR
      out[end++] = LF
    } else if (relaxed && (byte === SPACE || byte === TAB)) {
      if (end === 0 || out[end - 1] !== SPACE) out[end++] = SPACE
    } else out[end++] = byte
  }
  if (relaxed && end > 0 && out[end - 1] === SPACE) end--
  while (end >= 2 && out[end - 1] === LF && out[end - 2] === CR) end -= 2
  if (end === 0 && relaxed) return out.subarray(0, 0)
  out[end++] = CR
  out[end++] = LF
  return out.subarray(0, end)
}

function bareLineFeeds(body: Buffer): number {
  let count = 0
  for (let at = body.indexOf(LF); at !== -1; at = body.indexOf(LF, at + 1)) if (body[at - 1] !== CR) count++
  return count
}

/** In base64, as in the tag bh. */
export const hashOf = (bytes: Buffer, name: HashName, encoding: 'base64' | 'hex'): string => hash(name, bytes, encoding)

/** Lines that a list or a gateway may have added: footers and disclaimers have a few, long ones some dozens. */
const MOST_ADDED = 100

/**
 * Hashes, in base64, of what a canonical body was before its last lines were added: for each of the last hundred lines that are
 * not empty the beginning that ends with it. One pass over the body.
 */
export function hashesOfBeginnings(body: Buffer, name: HashName): ReadonlySet<string> {
  const ends: number[] = []
  for (let end = body.length - 2; end > 0 && ends.length <= MOST_ADDED;) {
    const start = body.lastIndexOf('\r\n', end - 1)
    if (end > (start === -1 ? 0 : start + 2)) ends.push(end + 2)
    end = start
  }
  const sum = createHash(name)
  const found = new Set<string>()
  let done = 0
  for (const end of ends.reverse()) {
    sum.update(body.subarray(done, end))
    done = end
    found.add(sum.copy().digest('base64'))
  }
  return found
}
