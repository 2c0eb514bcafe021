/**
 * A database cell and the time it means. Encodings are those of profiles (`TIME_ENCODINGS`); their epochs and the
 * conventional values for "none" follow the tables measured over real application databases (SQLite, Core Data, Chrome, .NET).
 */
import { DAY, MILLISECOND, SECOND, civil, instant, micros, type Instant, type Micros } from '../../time/instant.ts'
import { FLOATING, UTC, withOffset, type Reading, type Zone } from '../../time/reading.ts'
import type { TimeEncoding } from './profile.ts'

/** A cell as better-sqlite3 gives it with safe integers: every INTEGER a bigint, every REAL a number. */
export type Cell = null | string | number | bigint | Uint8Array

/** Longest text that can be a time, and longest raw text that is kept. */
const LONGEST = 64

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/
/** GnuCash 2 and others: the same without marks. */
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/
const INTEGER = /^-?\d{1,19}$/
const REAL = /^-?\d{1,19}\.\d{1,20}$/

/** Only these years hold a day that means "none": a cheap test before the exact one. */
const NO_DAY_YEARS = new Set(['0000', '0001', '9999', '1601', '1899', '1900', '1970'])
const NO_COMPACT_DAY = /^(?:0000|00010101|99991231)/
/** Days written for "none": year 0 and 1, 9999, and the first moments of the usual epochs. */
const NO_DAY =
  /^(?:0000|0001-01-01|9999-12-31|(?:1601-01-01|1899-12-30|1900-01-01|1970-01-01)(?:$|[T ]00:00(?!.*[1-9])))/

interface Count {
  /** Microseconds of one unit, as a fraction. */
  readonly times: bigint
  readonly by: bigint
  /** Microseconds from the epoch to 1970. */
  readonly epoch: bigint
  /** Further values that mean "none". */
  readonly none?: readonly bigint[]
}

const FROM_1601 = 11_644_473_600_000_000n
const FROM_2001 = -978_307_200_000_000n
const FROM_YEAR_1 = 62_135_596_800_000_000n
const US_PER_DAY = 86_400_000_000n

const COUNTS: Readonly<Record<Exclude<TimeEncoding, 'iso' | 'date' | 'yyyymmdd'>, Count>> = {
  'unix-s': { times: 1_000_000n, by: 1n, epoch: 0n, none: [0x7fff_ffffn, 0xffff_ffffn] },
  'unix-ms': { times: 1_000n, by: 1n, epoch: 0n },
  'unix-us': { times: 1n, by: 1n, epoch: 0n },
  'unix-ns': { times: 1n, by: 1_000n, epoch: 0n },
  webkit: { times: 1n, by: 1n, epoch: FROM_1601 },
  'webkit-s': { times: 1_000_000n, by: 1n, epoch: FROM_1601 },
  // Apple's distant future, 4001-01-01, and distant past.
  cocoa: { times: 1_000_000n, by: 1n, epoch: FROM_2001, none: [63_113_904_000n, -63_114_076_800n] },
  filetime: { times: 1n, by: 10n, epoch: FROM_1601, none: [2_650_467_743_999_999_999n] },
  'dotnet-ticks': { times: 1n, by: 10n, epoch: FROM_YEAR_1, none: [3_155_378_975_999_999_999n] },
  'julian-day': { times: US_PER_DAY, by: 1n, epoch: 210_866_760_000_000_000n },
  ole: { times: US_PER_DAY, by: 1n, epoch: 2_209_161_600_000_000n },
}

const NONE: readonly bigint[] = [0n, -1n, 0x7fff_ffff_ffff_ffffn]
/** Cocoa counts seconds, and since iOS 11 and macOS 10.13 nanoseconds in the same column; seconds end far below this. */
const COCOA_NS = 100_000_000_000_000

const bad = (problem: 'out-of-range' | 'sentinel' | 'unreadable', zone: Zone): Reading => ({
  nominal: undefined,
  precision: micros(1),
  zone,
  problem,
})

/**
 * The time in a cell, or undefined for NULL. `zone` is what the profile says of times that state none themselves. Precision
 * is what the cell states: a day for a date, a second for whole seconds. Never throws.
 */
export function readCell(cell: Cell, encoding: TimeEncoding, zone: 'utc' | 'floating'): Reading | undefined {
  if (cell === null) return undefined
  const assumed = zone === 'utc' ? UTC : FLOATING
  if (encoding === 'iso' || encoding === 'date' || encoding === 'yyyymmdd') return written(cell, encoding, assumed)
  if (typeof cell === 'string') {
    if (cell === '') return bad('sentinel', assumed)
    if (INTEGER.test(cell)) return whole(BigInt(cell), encoding, assumed)
    return REAL.test(cell) ? fraction(Number(cell), encoding, assumed) : bad('unreadable', assumed)
  }
  if (typeof cell === 'bigint') return whole(cell, encoding, assumed)
  return typeof cell === 'number' ? fraction(cell, encoding, assumed) : bad('unreadable', assumed)
}

/** The cell as text, for quoting: blobs as `x'…'`, long ones cut. */
export function cellText(cell: Cell): string {
  if (cell === null) return 'NULL'
  if (typeof cell === 'string') return cell.length > LONGEST ? `${cell.slice(0, LONGEST)}…` : cell
  if (typeof cell !== 'object') return String(cell)
  const hex = Buffer.from(cell.subarray(0, LONGEST / 2)).toString('hex')
  return `x'${hex}${cell.length > LONGEST / 2 ? '…' : ''}'`
}

function written(cell: Cell, encoding: TimeEncoding, assumed: Zone): Reading {
  if (typeof cell === 'bigint' && (cell === 0n || cell === -1n)) return bad('sentinel', assumed)
  const text = typeof cell === 'bigint' || typeof cell === 'number' ? String(cell) : cell
  if (text === '') return bad('sentinel', assumed)
  if (typeof text !== 'string' || text.length > LONGEST) return bad('unreadable', assumed)
  const m = (encoding === 'yyyymmdd' ? undefined : ISO.exec(text)) ?? COMPACT.exec(text)
  if (!m) return bad('unreadable', assumed)
  if (isNoDay(text)) return bad('sentinel', assumed)
  const [, y, mo, d, h = '0', mi = '0', s, digits, stated] = m
  const us = digits === undefined ? 0 : Number(digits.padEnd(6, '0').slice(0, 6))
  const wall = civil(Number(y), Number(mo), Number(d), Number(h), Number(mi), Number(s ?? 0), us)
  if (wall === undefined) return bad('unreadable', assumed)
  const precision = m[4] === undefined ? DAY : s === undefined ? micros(60 * SECOND) : ofDigits(digits)
  return inZone(wall, precision, stated, assumed)
}

const isNoDay = (text: string): boolean =>
  NO_DAY_YEARS.has(text.slice(0, 4)) && (NO_DAY.test(text) || NO_COMPACT_DAY.test(text))

const ofDigits = (digits: string | undefined): Micros =>
  digits === undefined ? SECOND : micros(Math.max(1, 10 ** (6 - digits.length)))

function inZone(wall: Instant, precision: Micros, stated: string | undefined, assumed: Zone): Reading {
  if (stated === undefined) return { nominal: wall, precision, zone: assumed }
  if (stated === 'Z' || stated === 'UTC') return { nominal: wall, precision, zone: UTC }
  const minutes = Number(stated.slice(1, 3)) * 60 + (stated.length > 3 ? Number(stated.slice(-2)) : 0)
  return withOffset(wall, stated.startsWith('-') ? -minutes : minutes, precision)
}

type CountEncoding = keyof typeof COUNTS

function whole(n: bigint, encoding: CountEncoding, zone: Zone): Reading {
  const { times, by, epoch, none } = COUNTS[encoding]
  if (NONE.includes(n) || none?.includes(n) === true) return bad('sentinel', zone)
  if (encoding === 'cocoa' && (n > COCOA_NS || n < -COCOA_NS)) return at(floorDiv(n, 1_000n) - epoch, micros(1), zone)
  // A whole Julian day is noon, but is used for the civil day as well: both lie inside the day from midnight.
  const noon = encoding === 'julian-day' ? US_PER_DAY / 2n : 0n
  return at(floorDiv(n * times, by) - epoch - noon, micros(Math.max(1, Number(times / by))), zone)
}

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b
  return a % b < 0n ? q - 1n : q
}

function at(us: bigint, precision: Micros, zone: Zone): Reading {
  const nominal = us > -9_007_199_254_740_991n && us < 9_007_199_254_740_991n ? instant(Number(us)) : undefined
  return nominal === undefined ? bad('out-of-range', zone) : { nominal, precision, zone }
}

function fraction(n: number, encoding: CountEncoding, zone: Zone): Reading {
  if (!Number.isFinite(n)) return bad('out-of-range', zone)
  if (Number.isInteger(n)) return Math.abs(n) < 1e19 ? whole(BigInt(n), encoding, zone) : bad('out-of-range', zone)
  const { times, by, epoch } = COUNTS[encoding]
  const unit = Number(times) / Number(by)
  const days = encoding === 'julian-day' || encoding === 'ole'
  // Day counts are written to the millisecond; as a double they fall a few microseconds beside it.
  const step = days ? MILLISECOND : Math.max(1, Math.ceil(Math.abs(n) * Number.EPSILON * unit))
  const nominal = instant(Math.round((n * unit - Number(epoch)) / step) * step)
  if (nominal === undefined) return bad('out-of-range', zone)
  // Midnight in a count of days is how a date alone is written.
  return { nominal, precision: days && nominal % DAY === 0 ? DAY : micros(step), zone }
}
