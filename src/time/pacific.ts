/**
<<<<<<< HEAD
 * The clock of California, in which Google's mail servers write their ids: eight hours behind UTC, seven in summer time, which lasts
 * from 2:00 on the second Sunday of March to 2:00 on the first Sunday of November (15 U.S.C. 260a, as amended by Public Law 109-58,
 * section 110, in force from 2007), before that from the first Sunday of April to the last Sunday of October (Public Law 99-359).
 */
import { HOUR, shift, type Instant } from './instant.ts'

const MILLISECOND = 1_000
const DAY_MS = 86_400_000

/** Midnight UTC of the nth Sunday (from 1) of a month (from 0), or of the last one (0), in ms. */
function sunday(year: number, month: number, nth: number): number {
  const first = nth === 0 ? Date.UTC(year, month + 1, -6) : Date.UTC(year, month, 1 + 7 * (nth - 1))
  return first + ((7 - new Date(first).getUTCDay()) % 7) * DAY_MS
}

interface Summer {
  readonly begins: number
  readonly ends: number
}
const SUMMERS = new Map<number, Summer>()

/** Summer time of a year, as moments in ms: it begins at 2:00 standard time (10:00 UTC) and ends at 2:00 summer time (9:00 UTC). */
function summerOf(year: number): Summer {
  const known = SUMMERS.get(year)
  if (known !== undefined) return known
  const [begins, ends] =
    year < 2007 ? [sunday(year, 3, 1), sunday(year, 9, 0)] : [sunday(year, 2, 2), sunday(year, 10, 1)]
  const summer = { begins: begins + 10 * 3_600_000, ends: ends + 9 * 3_600_000 }
  SUMMERS.set(year, summer)
  return summer
}

function isSummer(at: Instant): boolean {
  const ms = at / MILLISECOND
  const { begins, ends } = summerOf(new Date(ms).getUTCFullYear())
  return ms >= begins && ms < ends
}

/**
 * The moments at which a clock in California shows this wall time (given as if it were UTC): none in the hour that spring leaves out,
 * two in autumn's that comes twice. For 1987 to the next change of the law.
 */
export function pacificMoments(wall: Instant): readonly Instant[] {
  return [7, 8].flatMap((hours) => {
    const at = shift(wall, hours * HOUR)
    return isSummer(at) === (hours === 7) ? [at] : []
  })
=======
 * The offset of Pacific time, in which Google's servers write: the rules of the United States since 1987 (Uniform Time Act as amended in
 * 1986 and by the Energy Policy Act of 2005), by arithmetic, because every mail through Gmail asks several times. Held against the tz database in tests.
 */
import type { Instant } from './instant.ts'

export const PACIFIC_SUMMER = -420
export const PACIFIC_WINTER = -480

/** The n-th Sunday of a month (from 0; n from 1), as a day of the month. */
const sunday = (year: number, month: number, n: number): number =>
  1 + ((7 - new Date(Date.UTC(year, month, 1)).getUTCDay()) % 7) + 7 * (n - 1)

const LAST_SUNDAY_OF_OCTOBER = (year: number): number => 31 - new Date(Date.UTC(year, 9, 31)).getUTCDay()

/** Minutes from UTC at an instant from 1987 on; undefined before. */
export function pacificOffset(at: Instant): number | undefined {
  const ms = at / 1000
  const year = new Date(ms + PACIFIC_WINTER * 60_000).getUTCFullYear()
  if (year < 1987) return undefined
  // At two o'clock of the wall clock: 10:00 UTC in standard time, 9:00 UTC in summer time.
  const begins = year >= 2007 ? Date.UTC(year, 2, sunday(year, 2, 2), 10) : Date.UTC(year, 3, sunday(year, 3, 1), 10)
  const ends =
    year >= 2007 ? Date.UTC(year, 10, sunday(year, 10, 1), 9) : Date.UTC(year, 9, LAST_SUNDAY_OF_OCTOBER(year), 9)
  return ms >= begins && ms < ends ? PACIFIC_SUMMER : PACIFIC_WINTER
>>>>>>> 376717f (Lines of Gmail out of season, of Exchange Online out of UTC, zone names of servers, weekdays of quoted dates, Thunderbird against its Gecko, iPhone against its system)
}
