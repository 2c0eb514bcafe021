/**
 * The tree of a Thread-Index ([MS-OXOMSG] 2.2.1.3): 22 bytes of root, then five bytes a reply. Outlook's newer form
 * (first bytes 01 01) keeps a reserved byte and 40 bits of the FILETIME, but computes each reply against the first six bytes
 * as if they were the time; so the sum wraps at 2^54 (measured: 22,630 replies).
 */
import type { Part } from './decoder.ts'
import { timed } from './fields.ts'
import { fromFiletime } from './filetime.ts'
import { bigEndian, fromBase64 } from './radix.ts'

const ROOT_BYTES = 22
const REPLY_BYTES = 5
const WRAP = 1n << 54n

/** Root, thread GUID and every reply as parts, times in UTC; undefined if the bytes are no conversation index. */
export function threadParts(text: string): readonly Part[] | undefined {
  const bytes = fromBase64(text)
  if (bytes[0] !== 1 || bytes.length < ROOT_BYTES || (bytes.length - ROOT_BYTES) % REPLY_BYTES !== 0) return undefined
  const newer = bytes[1] === 1
  const six = bigEndian(bytes, 0, 6) ?? 0n
  const root = newer ? (bigEndian(bytes, 1, 5) ?? 0n) << 24n : six << 16n
  const hex = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('hex')
  const begun = timed(
    newer ? 'thread begun, FILETIME (40 bits)' : 'thread begun, FILETIME (48 bits)',
    hex(newer ? 1 : 0, 6),
    fromFiletime(root),
  )
  if (begun === undefined) return undefined
  const parts: Part[] = [begun, { label: 'thread GUID', value: hex(6, ROOT_BYTES) }]
  let sum = six << 16n
  for (let at = ROOT_BYTES; at < bytes.length; at += REPLY_BYTES) {
    const child = bigEndian(bytes, at, 4) ?? 0n
    // The first bit says how the difference was cut: 0: its lowest 18 bits, 1 (over 1.7 years): its lowest 23.
    sum += child >> 31n === 0n ? child << 18n : (child & 0x7fff_ffffn) << 23n
    const late = (((sum - root) % WRAP) + WRAP) % WRAP
    const reply = timed(
      `reply ${(at - ROOT_BYTES) / REPLY_BYTES + 1} begun`,
      hex(at, at + REPLY_BYTES),
      fromFiletime(root + late),
    )
    if (reply === undefined) return undefined
    parts.push(reply)
  }
  return parts
}
