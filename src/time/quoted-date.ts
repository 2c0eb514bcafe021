/**
 * Dates that a mail program writes into the text of a reply or a forwarded message ("On Tue, Mar 14, 2023 at 10:26 AM … wrote:",
 * "Gesendet: Dienstag, 14. März 2023 10:26"). They follow the reader's language and have no zone. What may be read in two ways is not read.
 */
import { DAY, MINUTE, SECOND, civil } from './instant.ts'
import { FLOATING, type Reading } from './reading.ts'

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'nb', 'fi', 'pl', 'cs']
/** Beginnings of names of months, without accents, that mean one month in all languages; others are left out. */
let months: ReadonlyMap<string, number> | undefined

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()

function monthNames(): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const twice = new Set<string>()
  for (const language of LANGUAGES)
    for (const style of ['long', 'short'] as const)
      for (const form of [{ month: style }, { month: style, day: 'numeric' }] as const) {
        const format = new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' })
        for (let month = 1; month <= 12; month++) {
          const part = format.formatToParts(Date.UTC(2023, month - 1, 14)).find(({ type }) => type === 'month')
          const name = plain(part?.value ?? '').replace(/\.$/, '')
          if (!/^\p{L}{3,}$/u.test(name)) continue
          if ((found.get(name) ?? month) !== month) twice.add(name)
          found.set(name, month)
        }
      }
  for (const name of twice) found.delete(name)
  return found
}

const YEAR_FIRST = /\b(19[89]\d|20\d\d)-(\d{2})-(\d{2})\b/
const DAY_FIRST = /\b(\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?(\p{L}{3,12})\.?,?\s+(?:de\s+)?(19[89]\d|20\d\d)\b/u
const MONTH_FIRST = /\b(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(19[89]\d|20\d\d)\b/u
const TIME = /\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:\s*([ap])\.?m\b)?/i
const LONGEST = 200

/** The reading of a line's date; undefined where it has none, or one that may be read in two ways. Linear in 200 characters. */
export function readQuotedDate(line: string): Reading | undefined {
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
  months ??= monthNames()
  const iso = YEAR_FIRST.exec(text)
  if (iso) return found(iso, iso[1], Number(iso[2]), iso[3])
  const first = DAY_FIRST.exec(text)
  const month = first && months.get(first[2] ?? '')
  if (first && month !== undefined && month !== null) return found(first, first[3], month, first[1])
  const later = MONTH_FIRST.exec(text)
  const named = later && months.get(later[1] ?? '')
  return later && named !== undefined && named !== null ? found(later, later[3], named, later[2]) : undefined
}

const found = (match: RegExpExecArray, year: string | undefined, month: number, day: string | undefined) => ({
  year: Number(year),
  month,
  day: Number(day),
  start: match.index,
  end: match.index + match[0].length,
})
