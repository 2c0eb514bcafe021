/** Durations as rule files write them (`0s`, `10m`, `36h`, `7d`, `2y`) and as sentences say them. */
import { DAY, HOUR, MINUTE, SECOND, micros, type Micros } from './instant.ts'

const UNITS = { us: 1, ms: 1_000, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, y: 365.25 * DAY } as const
const SHAPE = /^(-?\d+(?:\.\d+)?)(us|ms|s|m|h|d|w|y)$/

/** Reads a duration; undefined if the text is none. A year is 365.25 days. */
export function parseDuration(text: string): Micros | undefined {
  const m = SHAPE.exec(text.trim())
  if (!m) return undefined
  return micros(Number(m[1]) * UNITS[m[2] as keyof typeof UNITS])
}

/** A duration as a rule file writes it, in the largest unit that holds it whole: `10m`, `36h`, `1500ms`. Days at most: months and years differ in length. */
export function durationText(length: Micros): string {
  const unit = (['d', 'h', 'm', 's', 'ms'] as const).find((one) => length % UNITS[one] === 0) ?? 'us'
  return length === 0 ? '0s' : `${length / UNITS[unit]}${unit}`
}

const plural = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`

/** A duration in words, two units at most: `4 years 202 days`, `3 hours 5 minutes`, `12 seconds`. The sign is dropped. */
export function inWords(length: Micros): string {
  const us = Math.abs(length)
  if (us >= 365.25 * DAY) return two(us, 365.25 * DAY, 'year', DAY, 'day')
  if (us >= 2 * DAY) return two(us, DAY, 'day', HOUR, 'hour')
  if (us >= HOUR) return two(us, HOUR, 'hour', MINUTE, 'minute')
  if (us >= MINUTE) return two(us, MINUTE, 'minute', SECOND, 'second')
  if (us >= SECOND) return plural(Math.round(us / 1e5) / 10, 'second')
  return plural(us / 1000, 'millisecond')
}

function two(us: number, big: number, bigName: string, small: number, smallName: string): string {
  const bigs = Math.floor(us / big)
  const smalls = Math.floor((us - bigs * big) / small)
  return smalls === 0 ? plural(bigs, bigName) : `${plural(bigs, bigName)} ${plural(smalls, smallName)}`
}
