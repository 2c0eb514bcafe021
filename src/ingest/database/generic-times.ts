/**
 * Times in tables that no profile knows: a column is taken for a time when nearly all of its values lie between 1990 and
 * 2100 under one encoding and its name or declared type says so too. Decided by column, never by value; ties are left alone.
 */
import type { Artifact, Clock, Event } from '../../model.ts'
import { parseIso, type Instant } from '../../time/instant.ts'
import type { TimeEncoding } from './profile.ts'
import { inColumn, rowLocator, versionTrait, type Plan } from './profile-rows.ts'
import type { Row, Version } from './read-rows.ts'
import { quote, rows, type Connection, type Table } from './sqlite-open.ts'
import { cellText, readCell, type Cell } from './time-cell.ts'

export interface RecognisedColumn {
  readonly column: string
  readonly encoding: TimeEncoding
  readonly zone: 'utc' | 'floating'
}

const SAMPLE = 1000
const SHARE = 0.95
const FROM = parseIso('1990-01-01') ?? 0
const TO = parseIso('2100-01-01') ?? 0

const NAME =
  /time|date|stamp|created|creation|modified|updated|changed|added|accessed|visited|received|sent_|when|utc|_(?:at|ts|on)$|^ts$/i
const CAMEL = /[a-z](?:At|On)$/
const TYPE = /date|time/i

interface Candidate {
  readonly encoding: TimeEncoding
  /** How the cells must be stored. */
  readonly storage: 'text' | 'integer' | 'real'
  /** So specific that no hint is needed. */
  readonly specific: boolean
}

/** In the order of preference; those of one storage whose windows overlap are told apart below. */
const CANDIDATES: readonly Candidate[] = [
  { encoding: 'iso', storage: 'text', specific: true },
  { encoding: 'webkit', storage: 'integer', specific: true },
  { encoding: 'filetime', storage: 'integer', specific: true },
  { encoding: 'unix-us', storage: 'integer', specific: true },
  { encoding: 'unix-ns', storage: 'integer', specific: false },
  { encoding: 'dotnet-ticks', storage: 'integer', specific: false },
  { encoding: 'unix-ms', storage: 'integer', specific: false },
  { encoding: 'unix-s', storage: 'integer', specific: false },
  { encoding: 'yyyymmdd', storage: 'integer', specific: false },
  { encoding: 'unix-s', storage: 'real', specific: false },
  { encoding: 'julian-day', storage: 'real', specific: false },
  { encoding: 'ole', storage: 'real', specific: false },
]

const storageOf = (cell: string | bigint | number): Candidate['storage'] =>
  typeof cell === 'string' ? 'text' : typeof cell === 'bigint' ? 'integer' : 'real'

/**
 * Encodings of whose window another one's present-day values lie in: read as the other, the same numbers would be
 * recent. Cocoa seconds of 2010 to 2027 read as Unix seconds of 1990 to 1997; .NET ticks as nanoseconds of 1990.
 */
const AMBIGUOUS_BEFORE: Partial<Record<TimeEncoding, Instant | undefined>> = {
  'unix-s': parseIso('1998-01-01'),
  'unix-ns': parseIso('1991-01-01'),
}

/** The time column that these sampled cells are, if any. */
export function recogniseColumn(name: string, type: string, cells: readonly Cell[]): RecognisedColumn | undefined {
  const full = cells.filter((cell) => cell !== null && cell !== '' && cell !== 0n && cell !== -1n && cell !== 0)
  if (full.length === 0) return undefined
  const hinted = NAME.test(name) || CAMEL.test(name) || TYPE.test(type)
  for (const { encoding, storage, specific } of CANDIDATES) {
    if (!hinted && (!specific || full.length < 3)) continue
    // Eight digits as text are as often a version or a number as a day.
    if (!hinted && full.some((cell) => typeof cell === 'string' && !cell.includes('-'))) continue
    if (plausible(full, encoding, storage) < SHARE * full.length) continue
    const floating = storage === 'text' || encoding === 'yyyymmdd' || encoding === 'julian-day' || encoding === 'ole'
    return { column: name, encoding, zone: floating ? 'floating' : 'utc' }
  }
  return undefined
}

function plausible(cells: readonly Cell[], encoding: TimeEncoding, storage: Candidate['storage']): number {
  const from = AMBIGUOUS_BEFORE[encoding] ?? FROM
  let n = 0
  for (const cell of cells) {
    if (cell === null || typeof cell === 'object' || storageOf(cell) !== storage) continue
    const nominal = readCell(cell, encoding, 'utc')?.nominal
    if (nominal !== undefined && nominal >= from && nominal < TO) n++
  }
  return n
}

/** The rows up to the first that cannot be read; throws what the library throws if there is none before it. */
function sampled(statement: ReturnType<typeof rows>): readonly Row[] {
  const sample: Row[] = []
  try {
    for (const row of statement.iterate()) sample.push(row)
  } catch (error) {
    if (sample.length === 0) throw error
  }
  return sample
}

/** The time columns of a table, from its first 1,000 rows. Core Data's TIMESTAMP columns are Cocoa seconds by definition. */
export function recogniseTimes(db: Connection, table: Table): readonly RecognisedColumn[] {
  if (table.columns.length === 0) return []
  const short = table.columns.map(({ name }) => {
    const column = quote(name)
    return `CASE WHEN typeof(${column}) IN ('text', 'blob') THEN substr(${column}, 1, 65) ELSE ${column} END`
  })
  const sample = sampled(rows(db, `SELECT ${short.join(', ')} FROM ${quote(table.name)} NOT INDEXED LIMIT ${SAMPLE}`))
  const isCoreData = table.columns.some((column) => column.name === 'Z_PK')
  return table.columns.flatMap(({ name, type }, i) => {
    const cells = sample.map((row) => row[i] ?? null)
    if (isCoreData && /^timestamp$/i.test(type))
      return cells.some((cell) => cell !== null)
        ? [{ column: name, encoding: 'cocoa' as const, zone: 'utc' as const }]
        : []
    const found = recogniseColumn(name, type, cells)
    return found ? [found] : []
  })
}

/** The plan for a table that no profile knows: its recognised times as `db.cell.time`, without claim and sequence. */
export function genericPlan(table: Table, times: readonly RecognisedColumn[], database: Artifact): Plan {
  const clocks = times.map(({ column }): Clock => ({ kind: 'database', writer: `${table.name}.${column}` }))
  return {
    selection: { table, columns: times.map(({ column }) => quote(column)), values: [] },
    artifact,
    times,
    is: 'unknown',
  }

  function artifact(row: Row, version: Version, _changed: boolean, number: number): Artifact | undefined {
    const events: Event[] = []
    const locator = rowLocator(table.name, row, version, number)
    times.forEach(({ column, encoding, zone }, i) => {
      const cell = row[i + 1] ?? null
      const reading = readCell(cell, encoding, zone)
      const clock = clocks[i]
      if (reading === undefined || clock === undefined) return
      events.push({ kind: 'db.cell.time', clock, reading, raw: cellText(cell), locator: inColumn(locator, column) })
    })
    if (events.length === 0) return undefined
    const label = `${table.name} ${locator.row}`
    return { type: 'row', locator, label, parent: database, events, traits: versionTrait(version, locator) }
  }
}
