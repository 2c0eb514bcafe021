/** Short words for columns; sentences come from the reports' own. */
import type { FindingRow } from '../case/browse/findings.ts'
import type { Level } from '../model.ts'
import { inWords } from '../time/duration.ts'
import { EARLIEST, LATEST, instant, micros, toIso, toReadable } from '../time/instant.ts'

/** Levels as columns show them: told by the word, whatever the colour. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  informational: 'inform.',
}
/** One letter where a column has no more room. */
export const LEVEL_LETTERS: Readonly<Record<Level, string>> = {
  critical: 'C',
  high: 'H',
  medium: 'M',
  low: 'L',
  informational: 'i',
}

/** To the second, without the zone's name; an unbounded or unknown time in words. */
export function moment(us: number | null | undefined, zone?: 'utc' | 'offset' | 'floating'): string {
  if (us === null || us === undefined) return 'no moment'
  const at = instant(us)
  if (at === undefined || us <= EARLIEST || us >= LATEST) return 'unbounded'
  return toReadable(at).replace(' UTC', zone === 'floating' ? '' : 'Z')
}

export const day = (us: number | null | undefined): string => {
  const at = us === null || us === undefined || us <= EARLIEST || us >= LATEST ? undefined : instant(us)
  return at === undefined ? '' : toIso(at).slice(0, 10)
}

/** A length by its greatest unit. */
export const roughly = (us: number): string => inWords(micros(us)).split(' ').slice(0, 2).join(' ')

/** What a finding leaves possible, in a column. */
export function window(row: Pick<FindingRow, 'notBefore' | 'notAfter'>): string {
  const [from, to] = [day(row.notBefore), day(row.notAfter)]
  if (from !== '' && to !== '') return `${from}…${to.slice(2)}`
  return from === '' ? (to === '' ? '' : `≤ ${to}`) : `≥ ${from}`
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const
/** Decimal units, three figures. */
export function bytes(n: number): string {
  let unit = 0
  let value = n
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? Math.round(value) : value.toPrecision(3)} ${UNITS[unit] ?? ''}`
}
