/** Dates as people state them (2011, 2011-06, 2011-06-30, with or without a time) as spans from their first to their last moment, UTC. */
import { DAY, MINUTE, SECOND, gap, micros, parseIso, shift, type Instant, type Micros } from '../time/instant.ts'

export interface Span {
  readonly first: Instant
  /** How long after `from` this span ends. */
  readonly after: (from: Instant) => Micros
}

const YEAR = /^\d{4}$/
const MONTH = /^(\d{4})-(\d\d)$/
const DATE = /^\d{4}-\d\d-\d\d$/
const TO_THE_MINUTE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)?$/

/** Undefined if the text is no date. */
export function spanOf(text: string): Span | undefined {
  const [first, end] = ends(text.trim())
  if (first === undefined || end === undefined) return undefined
  return { first, after: (from) => gap(from, end) }
}

function ends(text: string): [Instant | undefined, Instant | undefined] {
  if (YEAR.test(text)) return [parseIso(`${text}-01-01`), parseIso(`${next(text)}-01-01`)]
  const month = MONTH.exec(text)
  if (month) {
    const [, y = '', m = ''] = month
    return [parseIso(`${y}-${m}-01`), m === '12' ? parseIso(`${next(y)}-01-01`) : parseIso(`${y}-${next(m, 2)}-01`)]
  }
  const first = parseIso(text)
  if (first === undefined) return [undefined, undefined]
  return [
    first,
    shift(first, DATE.test(text) ? DAY : TO_THE_MINUTE.test(text) ? MINUTE : text.includes('.') ? micros(1) : SECOND),
  ]
}

const next = (digits: string, width = 4): string => String(Number(digits) + 1).padStart(width, '0')
