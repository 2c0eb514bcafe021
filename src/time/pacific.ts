/**
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
}

export const PACIFIC_SUMMER = -420
export const PACIFIC_WINTER = -480

/** Minutes from UTC of a clock in California at a moment. For 1987 to the next change of the law. */
export const pacificOffset = (at: Instant): number => (isSummer(at) ? PACIFIC_SUMMER : PACIFIC_WINTER)
