/**
 * The tree of a Thread-Index ([MS-OXOMSG] 2.2.1.3): 22 bytes of root, then five bytes a reply, each the time since the reply
 * before. Outlook's newer form (first bytes 01 01) keeps a reserved byte and 40 bits of the FILETIME, but counts from the first
 * six bytes as if they were the time; so a reply's time is known modulo 2^54 steps, 57 years (measured on 22,791 replies).
 */
import type { Part } from './decoder.ts'
import { timed } from './fields.ts'
import { fromFiletime } from './filetime.ts'
import { bigEndian, fromBase64 } from './radix.ts'

const ROOT_BYTES = 22
const REPLY_BYTES = 5
const WRAP = 1n << 54n
/** 1996-01-01 as a FILETIME: no Thread-Index is older, and 57 years on the next wrap begins. */
const BEGAN = 124_649_280_000_000_000n

const lift = (ticks: bigint): bigint => ((((ticks - BEGAN) % WRAP) + WRAP) % WRAP) + BEGAN

/** Root, thread GUID and every reply as parts, times in UTC; undefined if the bytes are no conversation index. */
export function threadParts(text: string): readonly Part[] | undefined {
  const bytes = fromBase64(text)
  if (bytes[0] !== 1 || bytes.length < ROOT_BYTES || (bytes.length - ROOT_BYTES) % REPLY_BYTES !== 0) return undefined
  const newer = bytes[1] === 1
  const hex = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('hex')
  const root = begun(
    newer ? hex(1, 6) : hex(0, 6),
    newer ? (bigEndian(bytes, 1, 5) ?? 0n) << 24n : (bigEndian(bytes, 0, 6) ?? 0n) << 16n,
  )
  const parts: Part[] = [root, { label: 'thread GUID', value: hex(6, ROOT_BYTES) }]
  let sum = (bigEndian(bytes, 0, 6) ?? 0n) << 16n
  for (let at = ROOT_BYTES; at < bytes.length; at += REPLY_BYTES) {
    const child = bigEndian(bytes, at, 4) ?? 0n
    // The first bit says how the difference was cut: 0: its lowest 18 bits, 1 (over 1.7 years): its lowest 23.
    const long = child >> 31n === 1n
    sum += long ? (child & 0x7fff_ffffn) << 23n : child << 18n
    const label = `reply ${(at - ROOT_BYTES) / REPLY_BYTES + 1}`
    const value = hex(at, at + REPLY_BYTES)
    // A short difference in the newer form counts from a root that the bytes do not hold, any other from one that may be no time.
    const counts = newer ? long : root.time !== undefined
    const reply = !counts ? undefined : timed(`${label} begun`, value, fromFiletime(long ? lift(sum) : sum))
    parts.push(reply ?? { label, value })
  }
  return parts
}

/** The root's time. Some programs fill it with other bytes: what is not within 57 years from 1996 is no time. */
function begun(value: string, ticks: bigint): Part {
  const time = ticks === lift(ticks) ? fromFiletime(ticks) : undefined
  return (
    timed(`thread begun, upper ${value.length * 4} bits of FILETIME`, value, time) ?? {
      label: 'root, not a time',
      value,
    }
  )
}
