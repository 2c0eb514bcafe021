/** MS-DOS date and time as ZIP keeps them (APPNOTE 6.3.10, 4.4.6): local wall clock in steps of two seconds, zone unknown. */
import { civil, micros } from '../../time/instant.ts'
import { FLOATING, type Reading } from '../../time/reading.ts'

const TWO_SECONDS = micros(2_000_000)
/** 1980-01-01 00:00:00: what writers put that know no time (Office packages, reproducible builds). */
const EPOCH_DATE = 0x21

/** Both 16-bit words; 0 and the DOS epoch are conventional "no time", month 13 or hour 25 unreadable. */
export function readDos(date: number, time: number): Reading {
  const reading = { nominal: undefined, precision: TWO_SECONDS, zone: FLOATING }
  if (date === 0 || (date === EPOCH_DATE && time === 0)) return { ...reading, problem: 'sentinel' }
  const seconds = (time & 0x1f) * 2
  // civil() reads second 60 as a leap second; a DOS clock has none.
  const nominal = seconds > 58 ? undefined : civil(...dateParts(date), time >> 11, (time >> 5) & 0x3f, seconds)
  return nominal === undefined ? { ...reading, problem: 'unreadable' } : { ...reading, nominal }
}

const dateParts = (date: number): [number, number, number] => [1980 + (date >> 9), (date >> 5) & 0xf, date & 0x1f]
const two = (n: number): string => String(n).padStart(2, '0')

/** The numbers as they stand, whether or not such a day exists: `2020-03-05 14:07:58`. */
export function dosText(date: number, time: number): string {
  const [year, month, day] = dateParts(date)
  return `${year}-${two(month)}-${two(day)} ${two(time >> 11)}:${two((time >> 5) & 0x3f)}:${two((time & 0x1f) * 2)}`
}
