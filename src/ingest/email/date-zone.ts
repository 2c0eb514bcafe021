/** What the zone in Date says of itself (RFC 5322 sections 3.3 and 4.3): offsets that no place keeps, and names in comments that contradict them. */
import type { Event } from '../../model.ts'
import type { Instant } from '../../time/instant.ts'
import type { MessageDraft } from './message-draft.ts'

export const DATE_ZONE_TRAITS = {
  'email.date.zone':
    'Kind of the offset in Date: kept somewhere, kept nowhere, place withheld (-0000), beyond a day, another unit, none',
  'email.date.zone-name':
    'Whether the name in the comment of Date fits its offset and season: fits, other offset, out of season',
} as const

/** All offsets that a place kept since 1990 (tz database), in minutes. */
const KEPT = new Set([
  -720, -660, -600, -570, -540, -510, -480, -420, -360, -300, -270, -240, -210, -180, -150, -120, -60, 0, 60, 120, 180,
  210, 240, 270, 300, 330, 345, 360, 390, 420, 450, 480, 510, 525, 540, 570, 600, 630, 660, 690, 720, 765, 780, 825,
  840,
])

type Season = 'summer' | 'winter' | undefined
/**
 * Names with the offsets that they stand for, and the northern season outside which nobody uses them with the first (PST is Philippine time,
 * EDT Australian time, too; Algeria and Tunisia keep CET all year). Names in use in many places are left out.
 */
const NAMES: Readonly<Record<string, readonly [offsets: readonly number[], season: Season]>> = {
  GMT: [[0], undefined],
  UTC: [[0], undefined],
  PDT: [[-420], 'summer'],
  PST: [[-480, 480], 'winter'],
  MDT: [[-360], 'summer'],
  CDT: [[-300, -240], undefined],
  EDT: [[-240, 660], 'summer'],
  CET: [[60], undefined],
  MET: [[60], undefined],
  CEST: [[120], 'summer'],
  MEST: [[120], 'summer'],
  EEST: [[180], 'summer'],
  WEST: [[60], 'summer'],
  JST: [[540], undefined],
  NZST: [[720], undefined],
  NZDT: [[780], undefined],
}
/** Months (from 1) in which a season never holds: those around a change are left out. */
const NEVER: Readonly<Record<'summer' | 'winter', ReadonlySet<number>>> = {
  summer: new Set([12, 1, 2]),
  winter: new Set([5, 6, 7, 8, 9]),
}

/**
 * Whether four digits that are no hours and minutes are an offset that a place keeps, in whole minutes (+0060), hundredths of an
 * hour (+0575) or seconds (+3600): programs that print a number of their own where hours and minutes belong.
 */
const isOtherUnit = (sign: string, digits: number): boolean =>
  [digits, (digits * 60) / 100, digits / 60].some((minutes) => KEPT.has(sign === '-' ? -minutes : minutes))

/** `raw` is the value of Date, `date` its event. */
export function dateZone(draft: MessageDraft, raw: string, date: Event): void {
  const [, sign = '', hours, minutes] = /([+-])(\d\d)(\d\d)\s*(?:\([A-Z]{3,4}\))?\s*$/.exec(raw.slice(-60)) ?? []
  const trait = (key: keyof typeof DATE_ZONE_TRAITS, value: string): void => {
    draft.trait(key, value, date.locator, date)
  }
  if (hours === undefined) {
    if (!/[A-Za-z]\s*$/.test(raw)) trait('email.date.zone', 'none')
    return
  }
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (sign === '-' && offset === 0) trait('email.date.zone', 'place withheld')
  else if (Math.abs(offset) > 840 || Number(minutes) > 59)
    trait('email.date.zone', isOtherUnit(sign, Number(hours) * 100 + Number(minutes)) ? 'another unit' : 'beyond a day')
  else trait('email.date.zone', KEPT.has(offset) ? 'kept somewhere' : 'kept nowhere')
  const named = date.reading.nominal === undefined ? undefined : zoneName(raw, date.reading.nominal)
  if (named !== undefined) trait('email.date.zone-name', named)
}

/** What the name in the comment of a date says of its offset and season; undefined without a name of one meaning. */
export function zoneName(raw: string, nominal: Instant): 'fits' | 'other offset' | 'out of season' | undefined {
  const [, sign = '', hours, minutes, name] = /([+-])(\d\d)(\d\d)\s*\(([A-Z]{3,4})\)\s*$/.exec(raw.slice(-60)) ?? []
  const known = name === undefined ? undefined : NAMES[name]
  // -0000 says that the place is withheld (RFC 5322 section 3.3): a name beside it contradicts nothing.
  if (known === undefined || `${sign}${hours ?? ''}${minutes ?? ''}` === '-0000') return undefined
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  const [offsets, season] = known
  if (!offsets.includes(offset)) return 'other offset'
  const month = new Date(nominal / 1000 + offset * 60_000).getUTCMonth() + 1
  return season !== undefined && offset === offsets[0] && NEVER[season].has(month) ? 'out of season' : 'fits'
}
