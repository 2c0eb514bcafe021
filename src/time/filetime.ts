/**
 * The two Microsoft counts of 100 nanoseconds: FILETIME since 1601 ([MS-DTYP] 2.3.3) and .NET ticks since year 1
 * (System.DateTime.Ticks). All in BigInt; what is finer than a microsecond is cut off.
 */
import { instantFromBigInt, type Instant } from './instant.ts'
import { fromHex } from './radix.ts'

/** Seconds from 1601-01-01 to 1970-01-01. */
const FROM_1601 = 11_644_473_600n
/** Seconds from 0001-01-01 to 1970-01-01. */
const FROM_YEAR_1 = 62_135_596_800n

/** 100 ns since 1601-01-01 UTC. */
export const fromFiletime = (ticks: bigint): Instant | undefined =>
  instantFromBigInt(ticks / 10n - FROM_1601 * 1_000_000n)

/** 100 ns since 0001-01-01. */
export const fromNetTicks = (ticks: bigint): Instant | undefined =>
  instantFromBigInt(ticks / 10n - FROM_YEAR_1 * 1_000_000n)

/** Microseconds since 1601-01-01 UTC (WebKit). */
export const fromMicrosSince1601 = (us: bigint): Instant | undefined => instantFromBigInt(us - FROM_1601 * 1_000_000n)

/** A FILETIME written as two hexadecimal halves. */
export function fromFiletimeHalves(high: string, low: string): Instant | undefined {
  const [h, l] = [fromHex(high), fromHex(low)]
  return h === undefined || l === undefined ? undefined : fromFiletime((h << 32n) | l)
}
