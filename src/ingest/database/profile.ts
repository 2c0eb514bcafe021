/**
 * Profiles: how the tables of a known database become events, and which release brought which table and column.
 * One YAML a product in `rules/profiles/`; this file is their schema.
 */
import { z } from 'zod'
import { CLOCK_KINDS } from '../../model.ts'

/**
 * How a cell holds a time. Text encodings are ISO 8601; `date` is a day alone; `yyyymmdd` an integer such as 20190827 or
 * 20190827101112; `webkit` counts microseconds and `webkit-s` seconds since 1601.
 */
export const TIME_ENCODINGS = [
  'iso',
  'date',
  'yyyymmdd',
  'unix-s',
  'unix-ms',
  'unix-us',
  'unix-ns',
  'webkit',
  'webkit-s',
  'cocoa',
  'filetime',
  'dotnet-ticks',
  'julian-day',
  'ole',
] as const
export type TimeEncoding = (typeof TIME_ENCODINGS)[number]

/** Encodings that count from a moment in UTC; all others hold what a wall clock showed, unless the text states a zone. */
const IN_UTC: ReadonlySet<TimeEncoding> = new Set([
  'unix-s',
  'unix-ms',
  'unix-us',
  'unix-ns',
  'webkit',
  'webkit-s',
  'cocoa',
  'filetime',
])

/** The zone of an encoding where nobody states one. */
export const zoneOf = (encoding: TimeEncoding): 'utc' | 'floating' => (IN_UTC.has(encoding) ? 'utc' : 'floating')

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const timeColumn = z.strictObject({
  column: z.string(),
  /** Event kind: `db.row.recorded` (transaction time), `db.row.booked` (valid time), `db.session.login`, … */
  kind: z.string(),
  encoding: z.enum(TIME_ENCODINGS),
  zone: z.enum(['utc', 'floating']),
  clock: z.enum(CLOCK_KINDS),
  /** The event by which the row itself says when it was made. One a table. */
  claim: z.boolean().default(false),
  /** Cell values that mean "none". */
  sentinels: z.array(z.union([z.string(), z.number(), z.null()])).default([]),
})

const sinceColumn = z.strictObject({
  column: z.string(),
  /** Earliest day on which the product can have written the column. */
  since: day,
  release: z.string(),
  /** Whether upgrading an old database fills the column in old rows. */
  upgradeFills: z.enum(['yes', 'no', 'unknown']),
  source: z.string(),
})

/** `copy` of the row of `table` whose `key` is the row id says what `column` says: the product writes both in one step. */
const secondCopy = z.strictObject({
  column: z.string(),
  table: z.string(),
  key: z.string(),
  copy: z.string(),
  source: z.string(),
})

/**
 * `column` holds the row id of a row of `table` (or an earlier row of its own) that the product put in before this one, or with it. Both
 * tables' claims are their insertion times, which the product never writes anew.
 */
const namedRow = z.strictObject({ column: z.string(), table: z.string(), source: z.string() })

/**
 * When work is done on a table, as somebody who knows the office states: by the numbers of its recorded time, `to` not included, past
 * midnight where `to` is not after `from`.
 */
const workingHours = z.strictObject({
  from: z.number().int().min(0).max(23),
  to: z.number().int().min(1).max(24),
  weekdays: z.array(z.enum(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])).min(1),
  source: z.string(),
})

export const profileTable = z.strictObject({
  table: z.string(),
  is: z.enum(['audit', 'session', 'history', 'ledger', 'message', 'schema-history', 'other']),
  /** Column that only grows with insertion: the sequence `TABLE.rowid`. */
  key: z.string().optional(),
  /** Column that names the session a row was written in; with the session table's `key` it is the reference. */
  session: z.strictObject({ column: z.string(), table: z.string() }).optional(),
  /** Of a session table: the columns that name the user and the machine of a session. */
  user: z.string().optional(),
  machine: z.string().optional(),
  times: z.array(timeColumn),
  columns: z.array(sinceColumn).default([]),
  copies: z.array(secondCopy).default([]),
  names: z.array(namedRow).default([]),
  hours: workingHours.optional(),
  since: z.strictObject({ since: day, release: z.string(), source: z.string() }).optional(),
})

export const profileSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  references: z.array(z.string()).min(1),
  /** A database is of this product when it has all these tables, each with all these columns. */
  identify: z.record(z.string(), z.array(z.string())),
  /** And, where present, when this query over `sqlite_master` and `pragma_table_info` alone gives this value (maps of SQLECmd). */
  identifyBy: z.strictObject({ query: z.string(), value: z.string() }).optional(),
  /** Releases and the day of each; events of kind `product.release`. */
  releases: z.array(z.strictObject({ version: z.string(), date: day, source: z.string() })).default([]),
  /**
   * Where the database itself says which schema release it has: a query of one cell over tables that `identify` names.
   * `releases` turns the cell into a version of `releases` above; where it is empty the cell is such a version itself.
   */
  version: z.strictObject({ query: z.string(), releases: z.record(z.string(), z.string()).default({}) }).optional(),
  tables: z.array(profileTable),
})

export type Profile = z.infer<typeof profileSchema>
export type ProfileTable = z.infer<typeof profileTable>
