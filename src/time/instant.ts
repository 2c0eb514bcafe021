/**
 * Instants: integer microseconds since 1970-01-01T00:00:00Z. A JavaScript number holds them exactly from 1684 to 2255;
 * what lies outside has no instant (its raw text is kept).
 */
declare const instantBrand: unique symbol
declare const microsBrand: unique symbol

/** A moment: integer microseconds since 1970 UTC. */
export type Instant = number & { readonly [instantBrand]: true }
/** A length of time: integer microseconds, may be negative. */
export type Micros = number & { readonly [microsBrand]: true }

export const EARLIEST = -9_007_199_254_740_991 as Instant
export const LATEST = 9_007_199_254_740_991 as Instant

export const micros = (n: number): Micros => Math.round(n) as Micros
export const MILLISECOND = 1_000 as Micros
export const SECOND = 1_000_000 as Micros
export const MINUTE = 60_000_000 as Micros
export const HOUR = 3_600_000_000 as Micros
export const DAY = 86_400_000_000 as Micros
export const ZERO = 0 as Micros

/** The instant of so many microseconds since 1970, or undefined if it cannot be held exactly. */
export function instant(us: number): Instant | undefined {
  const whole = Math.round(us)
  return Number.isSafeInteger(whole) ? (whole as Instant) : undefined
}

/** The same from a bigint (FILETIME, ticks, nanoseconds scaled to microseconds). */
export function instantFromBigInt(us: bigint): Instant | undefined {
  return us >= BigInt(EARLIEST) && us <= BigInt(LATEST) ? (Number(us) as Instant) : undefined
}

/** Moves an instant; stays inside what a number holds. */
export function shift(at: Instant, by: number): Instant {
  return Math.max(EARLIEST, Math.min(LATEST, Math.round(at + by))) as Instant
}

/** How much later `b` is than `a`. */
export const gap = (a: Instant, b: Instant): Micros => (b - a) as Micros

const ISO = /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/

/** Reads ISO 8601 (a date alone is its first moment; no zone means UTC). Undefined if it is not one or names no real day. */
export function parseIso(text: string): Instant | undefined {
  const m = ISO.exec(text.trim())
  if (!m) return undefined
  const [, y, mo, d, h = '0', mi = '0', s = '0', fraction = '', zone = 'Z'] = m
  const local = civil(
    Number(y),
    Number(mo),
    Number(d),
    Number(h),
    Number(mi),
    Number(s),
    Number(fraction.padEnd(6, '0').slice(0, 6)),
  )
  if (local === undefined) return undefined
  if (zone === 'Z') return local
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return shift(local, (zone.startsWith('-') ? 1 : -1) * minutes * MINUTE)
}

/**
 * The instant at which a clock in UTC shows these civil numbers (month 1 to 12). A leap second is read as the next
 * minute's first. Undefined for days that do not exist, such as 31 February, and years a number cannot hold.
 */
export function civil(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  microsecond = 0,
): Instant | undefined {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return instant(date.getTime() * 1000 + ((hour * 60 + minute) * 60 + second) * 1e6 + microsecond)
}

/** ISO 8601 UTC with six decimals, as in every report. */
export function toIso(at: Instant): string {
  const ms = Math.floor(at / 1000)
  const text = new Date(ms).toISOString()
  return `${text.slice(0, -1)}${String(at - ms * 1000).padStart(3, '0')}Z`
}

/** ISO 8601 to the second, for people. */
export const toReadable = (at: Instant): string =>
  `${new Date(Math.floor(at / 1000)).toISOString().slice(0, 19).replace('T', ' ')} UTC`
