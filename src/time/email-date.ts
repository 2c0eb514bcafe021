/**
 * Dates of mail headers: RFC 5322 sections 3.3 and 4.3 (obsolete zones, comments, two-digit years) and the broken forms that
 * genuine mail shows: no seconds, ISO 8601, asctime, dots for colons, names after numeric zones.
 */
import { MINUTE, SECOND, ZERO, civil, micros, shift, type Instant, type Micros } from './instant.ts'
import { FLOATING, UTC, withOffset, type Reading, type Zone } from './reading.ts'

export interface EmailDate {
  readonly reading: Reading
  /** Whether the name of the day fits the date; undefined if none is given or the date is none. */
  readonly weekdayRight: boolean | undefined
  /** The offset from UTC as it is stated, in minutes; undefined if it is unknown. */
  readonly offsetMinutes: number | undefined
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const TIME = String.raw`(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,](\d{1,9}))?)?`
const WEEKDAY = String.raw`(?:([A-Za-z]{3,9})[.,]*\s*)?`
const ZONE = String.raw`(?:\s*([A-Za-z]{1,9}|(?:GMT|UTC?)?\s*[+-]\s*\d{1,2}:?\d{2}|-?\+?\d{4}))?`
/** `Tue, 14 Mar 2023 09:26:53 +0000`, `14-Mar-23 9:26`. */
const RFC = new RegExp(
  `^${WEEKDAY}(\\d{1,2})[\\s-]+([A-Za-z]{3,9})\\.?,?[\\s-]+(\\d{2,6})[,\\s]+${TIME}${ZONE}(?=\\s|$)`,
  'i',
)
/** `Tue Mar 14 09:26:53 2023`, with a zone before or after the year: asctime, mbox, ctime of broken clients. */
const ASCTIME = new RegExp(
  `^${WEEKDAY}([A-Za-z]{3,9})\\s+(\\d{1,2}),?\\s+${TIME}(?:\\s+([A-Za-z]{1,9}|[+-]\\d{4}))?\\s+(\\d{4,6})${ZONE}(?=\\s|$)`,
  'i',
)
/** `Tue, Mar 14 2023 09:26:53 +0000`. */
const MONTH_FIRST = new RegExp(
  `^${WEEKDAY}([A-Za-z]{3,9})\\s+(\\d{1,2}),?\\s+(\\d{4,6})[,\\s]+${TIME}${ZONE}(?=\\s|$)`,
  'i',
)
/** `2023-03-14T09:26:53+01:00`. */
const ISO = new RegExp(`^(\\d{4,6})-(\\d{1,2})-(\\d{1,2})[T\\s]+${TIME}${ZONE}(?=\\s|$)`, 'i')

interface Civil {
  readonly weekday: string | undefined
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: string
  readonly minute: string
  readonly second: string | undefined
  readonly fraction: string | undefined
  readonly zone: string | undefined
}

/** What a longer text would still say is no date. */
const LONGEST = 400

const none = (problem: NonNullable<Reading['problem']>): EmailDate => ({
  reading: { nominal: undefined, precision: ZERO, zone: FLOATING, problem },
  weekdayRight: undefined,
  offsetMinutes: undefined,
})

/**
 * Reads a header date. A zone that is missing or unknown (`CET` is not in RFC 5322) leaves the reading floating, never UTC.
 * Days that do not exist are `unreadable`; the years 1 and 9999 and the first moments of 1601 and 1970 are `sentinel`; other
 * years outside 1684 to 2255 `out-of-range`. Never throws; linear in the text.
 */
export function readEmailDate(text: string): EmailDate {
  const parts = text.length > LONGEST ? undefined : split(withoutComments(text).trim())
  if (parts === undefined) return none('unreadable')
  const { year, month, day } = parts
  const [hour, minute, second] = [Number(parts.hour), Number(parts.minute), Number(parts.second ?? 0)]
  const dayOf = new Date(0)
  dayOf.setUTCFullYear(year, month - 1, day)
  const real = month >= 1 && month <= 12 && day >= 1 && dayOf.getUTCDate() === day && dayOf.getUTCMonth() === month - 1
  if (!real || hour > 23 || minute > 59 || second > 60) return none('unreadable')
  if (year === 1 || year === 9999 || (year === 1601 && month === 1 && day === 1)) return none('sentinel')
  const fraction = parts.fraction ?? ''
  const at = civil(year, month, day, hour, minute, second, Number(fraction.padEnd(6, '0').slice(0, 6)))
  if (at === undefined) return none('out-of-range')
  const zone = zoneOf(parts.zone)
  const reading = readingOf(at, zone, precisionOf(parts.second, fraction))
  if (reading.nominal === 0) return none('sentinel')
  const weekday =
    parts.weekday === undefined ? -1 : DAYS.findIndex((name) => name === parts.weekday?.slice(0, 3).toLowerCase())
  return {
    reading,
    weekdayRight: weekday === -1 ? undefined : weekday === dayOf.getUTCDay(),
    offsetMinutes: zone.type === 'offset' ? zone.minutes : undefined,
  }
}

function precisionOf(second: string | undefined, fraction: string): Micros {
  if (second === undefined) return MINUTE
  return fraction === '' ? SECOND : micros(10 ** Math.max(0, 6 - fraction.length))
}

function readingOf(wall: Instant, zone: Zone, precision: Micros): Reading {
  return zone.type === 'offset'
    ? withOffset(wall, zone.minutes, precision)
    : { nominal: shift(wall, 0), precision, zone }
}

function split(text: string): Civil | undefined {
  const rfc = RFC.exec(text)
  if (rfc) {
    const [, weekday, day, month = '', year = '', ...time] = rfc
    return civilOf(weekday, fullYear(year), monthOf(month), day, time)
  }
  const asctime = ASCTIME.exec(text)
  if (asctime) {
    const [, weekday, month = '', day, hour = '', minute = '', second, fraction, before, year, after] = asctime
    return civilOf(weekday, Number(year), monthOf(month), day, [hour, minute, second, fraction, after ?? before])
  }
  const monthFirst = MONTH_FIRST.exec(text)
  if (monthFirst) {
    const [, weekday, month = '', day, year, ...time] = monthFirst
    return civilOf(weekday, Number(year), monthOf(month), day, time)
  }
  const [whole, year, month, day, ...time] = ISO.exec(text) ?? []
  return whole === undefined ? undefined : civilOf(undefined, Number(year), Number(month), day, time)
}

function civilOf(
  weekday: string | undefined,
  year: number,
  month: number | undefined,
  day: string | undefined,
  [hour = '', minute = '', second, fraction, zone]: readonly (string | undefined)[],
): Civil | undefined {
  if (month === undefined) return undefined
  return { weekday, year, month, day: Number(day), hour, minute, second, fraction, zone }
}

function monthOf(name: string): number | undefined {
  const index = MONTHS.findIndex((month) => month === name.slice(0, 3).toLowerCase())
  return index === -1 ? undefined : index + 1
}

/** Section 4.3: two digits are 1950 to 2049, three are added to 1900. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length > 3) return year
  return digits.length === 2 && year < 50 ? year + 2000 : year + 1900
}

/** The named zones of section 4.3, in minutes. Other names mean different offsets to different people: unknown. */
const NAMED: Readonly<Record<string, number>> = {
  UT: 0,
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
}
const NUMERIC = /^(?:GMT|UTC?)?\s*([+-]+)\s*(\d{1,2}):?(\d{2})$/i

function zoneOf(text: string | undefined): Zone {
  if (text === undefined) return FLOATING
  const [, sign = '', hours, rest] = NUMERIC.exec(text) ?? []
  if (hours !== undefined && sign.length === 1) {
    const minutes = Number(hours) * 60 + Number(rest)
    // Section 3.3: -0000 is UTC, written by a system that does not say where it stands.
    if (minutes === 0 && sign === '-') return UTC
    // No zone is more than 14 hours from UTC (tz database): such an offset says nothing about the moment.
    return minutes > 14 * 60 || Number(rest) > 59
      ? FLOATING
      : { type: 'offset', minutes: sign === '-' ? -minutes : minutes }
  }
  const named = NAMED[text.toUpperCase()]
  return named === undefined ? FLOATING : { type: 'offset', minutes: named }
}

/** Comments in parentheses may nest and quote with a backslash (section 3.2.2); one that never ends runs to the end. */
function withoutComments(text: string): string {
  const open = text.indexOf('(')
  if (open === -1) return text
  // Nearly every date has one comment, at its end.
  if (text.endsWith(')') && !text.includes('\\') && text.lastIndexOf('(') === open) return text.slice(0, open)
  let result = ''
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? ''
    if (c === '\\' && depth > 0) at++
    else if (c === '(') depth++
    else if (c === ')' && depth > 0) {
      depth--
      result += ' '
    } else if (depth === 0) result += c
  }
  return result
}
