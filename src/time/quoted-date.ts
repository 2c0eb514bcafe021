/**
 * Dates that a mail program writes into the text of a reply or a forwarded message ("On Tue, Mar 14, 2023 at 10:26 AM … wrote:",
 * "Gesendet: Dienstag, 14. März 2023 10:26"). They follow the reader's language and have no zone. What may be read in two ways is not read.
 */
import { MONTH_NAMES } from './month-names.ts'
import { DAY, MINUTE, SECOND, civil } from './instant.ts'
import { FLOATING, type Reading } from './reading.ts'

/** Lower case, without accents. */
export function plain(text: string): string {
  const letters = NOT_ASCII.test(text) ? text.normalize('NFD').replace(/\p{Mn}/gu, '') : text
  return letters.toLowerCase()
}
const NOT_ASCII = /[^\x00-\x7f]/

const YEAR = /19[89]\d|20\d\d/
const YEAR_FIRST = /\b(19[89]\d|20\d\d)-(\d{2})-(\d{2})\b/
const DAY_FIRST = /\b(\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?(\p{L}{3,12})\.?,?\s+(?:de\s+)?(19[89]\d|20\d\d)\b/u
const MONTH_FIRST = /\b(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(19[89]\d|20\d\d)\b/u
const TIME = /\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:\s*([ap])\.?m\b)?/i
const LONGEST = 200

/** The reading of a line's date; undefined where it has none, or one that may be read in two ways. Linear in 200 characters. */
export function readQuotedDate(line: string): Reading | undefined {
  if (!YEAR.test(line)) return undefined
  const text = plain(line.slice(0, LONGEST))
  const day = dayOf(text)
  if (day === undefined) return undefined
  const [, hour, minute, second, half] = TIME.exec(text.slice(day.end)) ?? TIME.exec(text.slice(0, day.start)) ?? []
  const hours =
    hour === undefined ? 0 : half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0)
  const dated = new Date(Date.UTC(day.year, day.month - 1, day.day))
  if (dated.getUTCDate() !== day.day || hours > 23 || Number(minute ?? 0) > 59) return undefined
  const nominal = civil(day.year, day.month, day.day, hours, Number(minute ?? 0), Number(second ?? 0), 0)
  if (nominal === undefined) return undefined
  return { nominal, precision: hour === undefined ? DAY : second === undefined ? MINUTE : SECOND, zone: FLOATING }
}

function dayOf(text: string) {
  const iso = YEAR_FIRST.exec(text)
  if (iso) return found(iso, iso[1], Number(iso[2]), iso[3])
  const first = DAY_FIRST.exec(text)
  const month = first && MONTH_NAMES.get(first[2] ?? '')
  if (first && month !== undefined && month !== null) return found(first, first[3], month, first[1])
  const later = MONTH_FIRST.exec(text)
  const named = later && MONTH_NAMES.get(later[1] ?? '')
  return later && named !== undefined && named !== null ? found(later, later[3], named, later[2]) : undefined
}

const found = (match: RegExpExecArray, year: string | undefined, month: number, day: string | undefined) => ({
  year: Number(year),
  month,
  day: Number(day),
  start: match.index,
  end: match.index + match[0].length,
})
