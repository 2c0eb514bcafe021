/**
 * Fixed-width numbers as evidence shows them: decimal digits, or `0x` and hexadecimal digits with the most significant
 * byte first (the engine turns byte dumps of either order into that form). Conventional values for "no time" are named.
 */
import type { Part } from './decoder.ts'
import type { Instant } from './instant.ts'
import { only } from './fields.ts'

/** The number a decimal or `0x` text spells; hexadecimal digits of 4 or 8 bytes are signed (two's complement). */
export function integer(text: string): bigint | undefined {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text)
  if (!/^0x(?:[0-9a-f]{8}|[0-9a-f]{16})$/i.test(text)) return undefined
  return BigInt.asIntN((text.length - 2) * 4, BigInt(text))
}

const MEANINGS: readonly (readonly [value: bigint, meaning: string])[] = [
  [0n, 'zero: the field was never set'],
  [-1n, 'minus one (all bits set): no time'],
  [0xffff_ffffn, 'the largest unsigned 32-bit number: no time'],
  [0x7fff_ffff_ffff_ffffn, 'the largest 64-bit number: never'],
]

/** The largest signed 32-bit number, a sentinel only for counts that are kept in 32 bits. */
export const MAX_INT32 = 0x7fff_ffffn

/** Reads an integer count of time; its sentinels are named as such and never become a time. */
export function counted(
  text: string,
  label: string,
  read: (n: bigint) => Instant | undefined,
  sentinels: readonly (readonly [value: bigint, meaning: string])[] = [],
): readonly Part[] | undefined {
  const n = integer(text)
  if (n === undefined) return undefined
  const sentinel = [...MEANINGS, ...sentinels].find(([value]) => value === n)?.[1]
  return sentinel === undefined ? only(label, String(n), read(n)) : [{ label, value: String(n), sentinel }]
}

/** The number of a decimal text, or the IEEE double in the 8 bytes of a `0x` text; undefined if not finite. */
export function double(text: string): number | undefined {
  const bytes = /^0x([0-9a-f]{16})$/i.exec(text)?.[1]
  if (bytes === undefined && !/^-?\d{1,17}(?:\.\d{1,20})?$/.test(text)) return undefined
  const n = bytes === undefined ? Number(text) : Buffer.from(bytes, 'hex').readDoubleBE(0)
  return Number.isFinite(n) ? n : undefined
}
