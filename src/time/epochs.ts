/** Counts since an epoch become instants: seconds, milliseconds … as digits or BigInt, and dates written as digits only. */
import { civil, instantFromBigInt, type Instant } from './instant.ts'

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

/** `YYYYMMDD`, with or without `hhmmss` behind it, read as if UTC; undefined if no such day or hour exists. */
export const written: ReadTime = (text) =>
  civil(Number(text.slice(0, 4)), two(text, 4), two(text, 6), two(text, 8), two(text, 10), two(text, 12))

/** `YYMMDDhhmmss` of this century, read as if UTC. */
export const writtenShort: ReadTime = (text) => written(`20${text}`)
