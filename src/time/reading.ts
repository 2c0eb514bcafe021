/**
 * What one timestamp can mean. A reading has a nominal time, a precision (it means `nominal` up to but not including
 * `nominal + precision`) and a zone; from these follow the earliest and the latest instant it can mean against another clock.
 */
import { HOUR, MINUTE, shift, type Instant, type Micros } from './instant.ts'

/** Zone of a reading: true UTC, an offset that is stated beside the time, or unknown. */
export type Zone =
  { readonly type: 'utc' } | { readonly type: 'offset'; readonly minutes: number } | { readonly type: 'floating' }

export const UTC: Zone = { type: 'utc' }
export const FLOATING: Zone = { type: 'floating' }

/** A time as read from evidence. */
export interface Reading {
  /**
   * UTC for zones `utc` and `offset`; for `floating` the wall clock's numbers taken as if they were UTC.
   * Undefined when the text names no moment.
   */
  readonly nominal: Instant | undefined
  readonly precision: Micros
  readonly zone: Zone
  /** Why there is no nominal time; it becomes the trait `time.out-of-range`, `time.sentinel` or `time.unreadable`. */
  readonly problem?: 'out-of-range' | 'sentinel' | 'unreadable'
}

/** A wall clock can be 14 hours ahead of UTC (Kiritimati) and 12 behind (Baker Island): tz database, `etcetera` and `australasia`. */
export const FURTHEST_AHEAD = (14 * HOUR) as Micros
export const FURTHEST_BEHIND = (12 * HOUR) as Micros

/** The instants a reading can mean against another clock, precision and an unknown zone included. */
export function range(reading: Reading): { earliest: Instant; latest: Instant } | undefined {
  const { nominal, precision, zone } = reading
  if (nominal === undefined) return undefined
  const last = shift(nominal, Math.max(0, precision - 1))
  return zone.type === 'floating'
    ? { earliest: shift(nominal, 0 - FURTHEST_AHEAD), latest: shift(last, FURTHEST_BEHIND) }
    : { earliest: nominal, latest: last }
}

/** A wall-clock reading with its offset stated: nominal in UTC. */
export function withOffset(wall: Instant, minutes: number, precision: Micros): Reading {
  return { nominal: shift(wall, -minutes * MINUTE), precision, zone: { type: 'offset', minutes } }
}
