/**
 * Times as pictures write them: Exif `YYYY:MM:DD HH:MM:SS` with its sub-seconds and offset (CIPA DC-008-2023, 4.6.6),
 * IIM dates (IPTC-NAA IIM 4.2, 2:55 and 2:60) and XMP dates (ISO 16684-1, 8.2.1.2). Never throws.
 */
import { DAY, MINUTE, SECOND, civil, gap, micros, shift, type Instant, type Micros } from './instant.ts'
import { FLOATING, UTC, withOffset, type Reading } from './reading.ts'

const EXIF =
  /^(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)(?:[ T](\d\d|  ):(\d\d|  )(?::(\d\d|  )?)?(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?)?$/
/** Blanks stand for "unknown" (CIPA DC-008, 4.6.6), zeros are what cameras without a clock put there. */
const NOTHING = /^[\s0:\-/.]*$/
/** What is shown by clocks that were never set: the beginnings of Unix's and the old Macintosh's time, of FAT's, and the year 0. */
const NEVER_SET = /^(?:0000:|(?:1970|1904|1980):01:01 00:00:00)/
const OFFSET = /^([+-])(\d\d):?(\d\d)$/

/**
 * Reads an Exif time. `subSeconds` are the digits behind the decimal point, `offset` the text of OffsetTime: where that is
 * missing or no offset, the reading is floating. Unknown seconds or hours make the precision a minute or a day.
 */
export function readExifDate(text: string, subSeconds = '', offset = ''): Reading {
  const bare = trimmed(text)
  if (NOTHING.test(bare) || NEVER_SET.test(bare)) return without('sentinel')
  const m = EXIF.exec(bare)
  if (!m) return without('unreadable')
  const [, y = '', mo = '', d = '', h = '', mi = '', s = '', ownFraction = '', ownZone = ''] = m
  const precision = h.trim() === '' || mi.trim() === '' ? DAY : s.trim() === '' ? MINUTE : SECOND
  const time: [number, number, number] = precision === DAY ? [0, 0, 0] : [Number(h), Number(mi), Number(s)]
  const second = civil(Number(y), Number(mo), Number(d), ...time)
  if (second === undefined) return without('unreadable')
  const wall = precision === SECOND ? fraction(second, ownFraction || trimmed(subSeconds)) : { at: second, precision }
  return zoned(wall.at, wall.precision, ownZone || trimmed(offset))
}

/** Date and time of the satellites' clock: UTC. Midnight to the second is what writers put that know the day only. */
export function readGpsDate(date: string, time: readonly number[]): Reading {
  const bare = trimmed(date)
  const [hour = Number.NaN, minute = Number.NaN, seconds = Number.NaN] = time
  if (NOTHING.test(bare) || NEVER_SET.test(bare) || (hour === 0 && minute === 0 && seconds === 0))
    return { ...without('sentinel'), zone: UTC }
  const m = /^(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)$/.exec(bare)
  const whole = [hour, minute].every(Number.isInteger) && seconds >= 0
  const at = m && whole ? civil(Number(m[1]), Number(m[2]), Number(m[3]), hour, minute, Math.floor(seconds)) : undefined
  return at === undefined ? { ...without('unreadable'), zone: UTC } : { nominal: at, precision: SECOND, zone: UTC }
}

/** `CCYYMMDD` with or without `HHMMSS±HHMM`; parts of the date that are 00 are unknown. */
export function readIptcDate(date: string, time = ''): Reading {
  if (/^0*$/.test(trimmed(date))) return without('sentinel')
  const m = /^(\d{4})(\d\d)(\d\d)$/.exec(trimmed(date))
  const day = m ? civil(Number(m[1]), Number(m[2]), Number(m[3])) : undefined
  if (day === undefined) return without('unreadable')
  const t = /^(\d\d)(\d\d)(\d\d)([+-]\d{4})?$/.exec(trimmed(time))
  if (!t) return { nominal: day, precision: DAY, zone: FLOATING }
  const [, h = '', mi = '', s = '', offset = ''] = t
  if (Number(h) > 23 || Number(mi) > 59 || Number(s) > 60) return { nominal: day, precision: DAY, zone: FLOATING }
  return zoned(shift(day, ((Number(h) * 60 + Number(mi)) * 60 + Number(s)) * SECOND), SECOND, offset)
}

// Some writers put Exif's colons between year, month and day.
const XMP =
  /^(\d{4})(?:[-:](\d\d)(?:[-:](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?)?)?)?$/

/** An XMP date, from a year alone to fractions of a second; without a zone it is floating. */
export function readXmpDate(text: string): Reading {
  const bare = trimmed(text)
  if (
    bare === '' ||
    /^(?:0000|0001-01-01)/.test(bare) ||
    /^(?:1970|1904)[-:]01[-:]01[T ]00:00:00(?:\.0+)?(?:Z|[+-]00:?00)?$/.test(bare)
  )
    return without('sentinel')
  const m = XMP.exec(bare)
  if (!m) return without('unreadable')
  const [, y = '', mo = '01', d = '01', h = '0', mi = '0', s = '0', digits = '', offset = ''] = m
  const at = civil(Number(y), Number(mo), Number(d), Number(h), Number(mi), Number(s))
  if (at === undefined) return without('unreadable')
  if (m[4] !== undefined) {
    const wall = m[6] === undefined ? { at, precision: MINUTE } : fraction(at, digits)
    return zoned(wall.at, wall.precision, offset)
  }
  return {
    nominal: at,
    precision: m[3] === undefined ? untilNext(at, Number(y), m[2] === undefined ? 13 : Number(mo) + 1) : DAY,
    zone: FLOATING,
  }
}

function untilNext(at: Instant, year: number, month: number): Micros {
  const end = month > 12 ? civil(year + 1, 1, 1) : civil(year, month, 1)
  return end === undefined ? DAY : gap(at, end)
}

/** Zeros alone are what writers put that have no finer clock: they make nothing more precise. */
function fraction(second: Instant, digits: string): { at: Instant; precision: Micros } {
  if (!/^\d{1,9}$/.test(digits) || /^0+$/.test(digits)) return { at: second, precision: SECOND }
  const us = Number(digits.padEnd(6, '0').slice(0, 6))
  return { at: shift(second, us), precision: micros(Math.max(1, 10 ** (6 - digits.length))) }
}

function zoned(wall: Instant, precision: Micros, offset: string): Reading {
  if (offset === 'Z') return { nominal: wall, precision, zone: UTC }
  const m = OFFSET.exec(offset)
  const minutes = m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : undefined
  // Beyond 14 hours there is no zone (tz database): such an offset states nothing.
  return minutes === undefined || Math.abs(minutes) > 840
    ? { nominal: wall, precision, zone: FLOATING }
    : withOffset(wall, minutes, precision)
}

const without = (problem: 'sentinel' | 'unreadable'): Reading => ({
  nominal: undefined,
  precision: SECOND,
  zone: FLOATING,
  problem,
})

// Exif strings end with NUL; some writers pad with blanks or repeat the NUL.
const trimmed = (text: string): string => (text.split('\0')[0] ?? '').trim()
