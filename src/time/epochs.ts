/** Counts since an epoch become instants: seconds, milliseconds … as digits or BigInt, and dates written as digits only. */
import { HOUR, civil, instantFromBigInt, shift, type Instant } from './instant.ts'
import { BASE36, BASE62, bigEndian, fromBase64, fromDigits } from './radix.ts'

/** A reader of the digits in which a time is hidden; undefined if they mean none that can be held. */
export type ReadTime = (digits: string) => Instant | undefined

const count = (digits: string | bigint): bigint => (typeof digits === 'bigint' ? digits : BigInt(digits))

/** Decimal digits (or a count) of seconds, milliseconds … since 1970 UTC. The caller's shape has checked the digits. */
export const seconds = (n: string | bigint): Instant | undefined => instantFromBigInt(count(n) * 1_000_000n)
export const centiseconds = (n: string | bigint): Instant | undefined => instantFromBigInt(count(n) * 10_000n)
export const milliseconds = (n: string | bigint): Instant | undefined => instantFromBigInt(count(n) * 1_000n)
export const microseconds = (n: string | bigint): Instant | undefined => instantFromBigInt(count(n))
export const nanoseconds = (n: string | bigint): Instant | undefined => instantFromBigInt(count(n) / 1_000n)

/** Hexadecimal digits of the same. */
export const hexSeconds: ReadTime = (digits) => seconds(BigInt(`0x${digits}`))
export const hexMilliseconds: ReadTime = (digits) => milliseconds(BigInt(`0x${digits}`))

const two = (text: string, at: number) => Number(text.slice(at, at + 2))

/** `YYYYMMDD`, with or without `hhmmss` behind it (marks between are skipped), read as if UTC; undefined if no such day or hour exists. */
export const written: ReadTime = (text) => {
  const bare = text.replace(/\D/g, '')
  return civil(Number(bare.slice(0, 4)), two(bare, 4), two(bare, 6), two(bare, 8), two(bare, 10), two(bare, 12))
}

/** `YYMMDDhhmmss` of this century, read as if UTC. */
export const writtenShort: ReadTime = (text) => written(`20${text}`)

/** `YYYYMMDD`, with or without `hhmmss`, of a clock at UTC+8. */
export function writtenEast8(text: string): Instant | undefined {
  const wall = written(text)
  return wall === undefined ? undefined : shift(wall, -8 * HOUR)
}

const digits =
  (alphabet: string, read: (n: bigint) => Instant | undefined): ReadTime =>
  (text) => {
    const n = fromDigits(text, alphabet)
    return n === undefined ? undefined : read(n)
  }

export const base36Milliseconds = digits(BASE36, milliseconds)
/** In capitals, as Go programs write it. */
export const base36Nanoseconds = digits(BASE36.toUpperCase(), nanoseconds)
export const base62Seconds = digits(BASE62, seconds)

/** The first four bytes of base64url text: Unix seconds, most significant first. */
export const base64Seconds: ReadTime = (text) => {
  const n = bigEndian(fromBase64(text), 0, 4)
  return n === undefined ? undefined : seconds(n)
}
