/**
 * Which column of an unknown table is a time, and in which encoding. Decided by column, never by value: an encoding fits when
 * nearly all values are plausible times in it. Where two fit and nothing tells them apart the column stays unknown: a wrong
 * unit would make a wrong finding. Windows and collisions were computed for every encoding (research on SQLite, section 5).
 */
import { parseIso, toReadable, type Instant } from '../../time/instant.ts'
import { namesMoment, wordsOf } from './name-words.ts'
import { zoneOf, type TimeEncoding } from './profile.ts'
import { readCell, type Cell } from './time-cell.ts'

/** A column taken for a time. */
export interface TimeColumn {
  readonly column: string
  readonly encoding: TimeEncoding
  readonly zone: 'utc' | 'floating'
  /** form: the values can hardly be anything else. name: the values fit, and the name or the declared type says time. */
  readonly confidence: 'form' | 'name'
  /** Why, in whole clauses. */
  readonly reasons: readonly string[]
}

/** A column that may be a time, but in more than one encoding. */
export interface AmbiguousColumn {
  readonly column: string
  readonly encodings: readonly TimeEncoding[]
  readonly reasons: readonly string[]
}

/** What is known of the table around a column. */
export interface Surroundings {
  /** The database bears marks of Apple's frameworks, which alone count from 2001. */
  readonly apple: boolean
}

type Storage = 'text' | 'integer' | 'real'

interface Candidate {
  readonly encoding: TimeEncoding
  readonly storage: Storage
  /** Plausible moments: from the first day of the one year to the first day of the other. */
  readonly years: readonly [from: number, to: number]
  /** So specific that no name is needed. */
  readonly specific?: true
  /** Counts that only Apple's frameworks write: elsewhere they stand in the way of another encoding, and are never chosen. */
  readonly apple?: true
  readonly words: string
}

const CANDIDATES: readonly Candidate[] = [
  { encoding: 'iso', storage: 'text', years: [1900, 2100], specific: true, words: 'dates as text' },
  { encoding: 'webkit', storage: 'integer', years: [1990, 2100], specific: true, words: 'microseconds since 1601' },
  {
    encoding: 'filetime',
    storage: 'integer',
    years: [1990, 2100],
    specific: true,
    words: '100 nanoseconds since 1601',
  },
  { encoding: 'unix-us', storage: 'integer', years: [1990, 2040], specific: true, words: 'microseconds since 1970' },
  // Before 1991 .NET ticks of today look the same.
  { encoding: 'unix-ns', storage: 'integer', years: [1991, 2040], words: 'nanoseconds since 1970' },
  { encoding: 'dotnet-ticks', storage: 'integer', years: [1990, 2040], words: '100 nanoseconds since year 1' },
  { encoding: 'unix-ms', storage: 'integer', years: [1990, 2040], words: 'milliseconds since 1970' },
  { encoding: 'unix-s', storage: 'integer', years: [1990, 2040], words: 'seconds since 1970' },
  {
    encoding: 'cocoa',
    storage: 'integer',
    years: [2007, 2030],
    apple: true,
    words: 'seconds or nanoseconds since 2001',
  },
  { encoding: 'webkit-s', storage: 'integer', years: [1990, 2040], words: 'seconds since 1601' },
  { encoding: 'yyyymmdd', storage: 'integer', years: [1900, 2100], words: 'the digits of a date' },
  { encoding: 'unix-s', storage: 'real', years: [1990, 2040], words: 'seconds since 1970' },
  { encoding: 'cocoa', storage: 'real', years: [2007, 2030], apple: true, words: 'seconds since 2001' },
  { encoding: 'julian-day', storage: 'real', years: [1990, 2040], words: 'Julian days' },
  // From 2031 on a modified Julian day of 1990 looks the same.
  { encoding: 'ole', storage: 'real', years: [1990, 2031], words: 'days since 1899-12-30' },
]

const SHARE = 0.95
/** So many values must have the form before it is believed without a name. */
const FEW = 3
const TYPE = /date|time/i
/** Names that state the count. */
const UNIT: readonly (readonly [words: RegExp, encoding: TimeEncoding])[] = [
  [/^(?:ms|msec|millis|milliseconds)$/, 'unix-ms'],
  [/^(?:us|usec|micros|microseconds)$/, 'unix-us'],
  [/^(?:ns|nsec|nanos|nanoseconds)$/, 'unix-ns'],
  [/^ticks?$/, 'dotnet-ticks'],
  [/^filetime$/, 'filetime'],
  [/^(?:unix|epoch)$/, 'unix-s'],
  [/^(?:julian|jd)$/, 'julian-day'],
]

const storageOf = (cell: string | bigint | number): Storage =>
  typeof cell === 'string' ? 'text' : typeof cell === 'bigint' ? 'integer' : 'real'
const startOf = (year: number): Instant => parseIso(`${year}-01-01`) ?? (0 as Instant)

/** Cells that say "none" in every encoding. */
const isEmpty = (cell: Cell): boolean => cell === null || cell === '' || cell === 0n || cell === -1n || cell === 0

/**
 * The time column that these sampled cells are, or the encodings among which nothing decides; undefined if they are no time.
 * `type` is the declared type. Core Data's TIMESTAMP columns are Cocoa seconds by definition.
 */
export function recogniseColumn(
  name: string,
  type: string,
  cells: readonly Cell[],
  { apple }: Surroundings,
): TimeColumn | AmbiguousColumn | undefined {
  const full = cells.filter((cell) => !isEmpty(cell))
  if (full.length === 0) return undefined
  const hint = hintOf(name, type)
  const fits = CANDIDATES.flatMap((candidate) => {
    const found = fit(full, candidate)
    return found.n >= SHARE * full.length ? [{ ...candidate, ...found }] : []
  })
  const believable = fits.filter(
    ({ specific, storage }) =>
      hint !== undefined ||
      // Eight digits as text are as often a version or a number as a day.
      (specific === true && full.length >= FEW && (storage !== 'text' || full.every(isMarked))),
  )
  const stated = believable.filter(({ encoding }) => encoding === unitOf(name))
  const left = stated.length === 1 ? stated : rivalsOf(believable, apple)
  const [only] = left
  if (only === undefined) return undefined
  const reasons = left.map(
    ({ n, words, first, last }) =>
      `${n} of ${full.length} sampled values are times between ${toReadable(first).slice(0, 10)} and ${toReadable(last).slice(0, 10)} when read as ${words}`,
  )
  if (hint !== undefined) reasons.push(hint)
  if (left.length > 1 || (only.apple === true && !apple)) {
    const encodings = [...new Set(left.map(({ encoding }) => encoding))]
    return { column: name, encodings, reasons }
  }
  const { encoding } = only
  return { column: name, encoding, zone: zoneOf(encoding), confidence: only.specific ? 'form' : 'name', reasons }
}

/**
 * Those that have to be told apart. Cocoa times of today read as Unix times of the nineties: marks of Apple's frameworks decide
 * for the one. .NET ticks of any year read as Cocoa nanoseconds of one half-year: without such marks nobody writes these.
 */
function rivalsOf<C extends Candidate>(fits: readonly C[], apple: boolean): readonly C[] {
  const ticks = fits.filter(({ encoding }) => encoding === 'dotnet-ticks')
  const cocoa = fits.filter((one) => one.apple === true)
  if (apple && cocoa.length > 0) return [...ticks, ...cocoa]
  return ticks.length > 0 ? fits.filter((one) => one.apple !== true) : fits
}

const isMarked = (cell: Cell): boolean => typeof cell === 'string' && cell.includes('-')
const unitOf = (name: string): TimeEncoding | undefined =>
  UNIT.find(([unit]) => wordsOf(name).some((word) => unit.test(word)))?.[1]

function hintOf(name: string, type: string): string | undefined {
  if (TYPE.test(type)) return `it is declared as ${type.slice(0, 40)}`
  return namesMoment(name) ? 'its name says that it is a time' : undefined
}

function fit(cells: readonly Cell[], { encoding, storage, years }: Candidate) {
  const from = startOf(years[0])
  const to = startOf(years[1])
  let n = 0
  let first: Instant = to
  let last: Instant = from
  for (const cell of cells) {
    if (cell === null || typeof cell === 'object' || storageOf(cell) !== storage) continue
    const nominal = readCell(cell, encoding, 'utc')?.nominal
    if (nominal === undefined || nominal < from || nominal >= to) continue
    n++
    if (nominal < first) first = nominal
    if (nominal > last) last = nominal
  }
  return { n, first, last }
}
