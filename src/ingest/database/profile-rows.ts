/** Rows of a table that a profile knows become artifacts: their times events, their columns since a release traits. */
import { GUESS_MARK, type Artifact, type Clock, type Event, type Locator, type Trait } from '../../model.ts'
import type { Profile, ProfileTable } from './profile.ts'
import type { ChangeColumn } from './row-changes.ts'
import { readRows, type Row, type Selection, type Version } from './read-rows.ts'
import type { Watch } from './watch.ts'
import { columnOf, quote, type Column, type Connection, type Table } from './sqlite-open.ts'
import { cellText, readCell, type Cell } from './time-cell.ts'
import { parseIso } from '../../time/instant.ts'
import { range, type Reading } from '../../time/reading.ts'

/** How the rows of one table are read and what each becomes. */
export interface Plan {
  readonly selection: Selection
  /** The artifact of a row; undefined when it carries no time. `number` counts the rows of a table without row ids. */
  readonly artifact: (row: Row, version: Version, changed: boolean, number: number) => Artifact | undefined
  /** The time columns of the table, for its rows' earlier versions. */
  readonly times: readonly ChangeColumn[]
  /** What a profile says the table is; `unknown` without one. */
  readonly is: string
}

/** Times that the local clock wrote when the row was inserted: only these must follow the order of insertion. */
const PLACED: ReadonlySet<string> = new Set(['db.row.recorded', 'db.session.login'])

type TimeColumn = ProfileTable['times'][number]

/**
 * An event whose places are added after it is made. One object literal a shape: V8 (Node 24) compiles a function with two
 * over and over when one of them is no longer reached, and rows then take twice as long.
 */
type Placed = Event & { places?: Event['places'] & object }

/** A time column as the rows need it. */
interface Timed extends Pick<TimeColumn, 'column' | 'kind' | 'encoding' | 'zone' | 'claim'> {
  readonly clock: Clock
  /** Cells, as text, that mean "none". */
  readonly none: ReadonlySet<string>
}
type SinceColumn = ProfileTable['columns'][number]

/** How the traits name a table or column: `PROFILE:table` or `PROFILE:table.column`. */
export const traitValue = (profile: Profile, table: string, column?: string): string =>
  `${profile.id}:${table}${column === undefined ? '' : `.${column}`}`

export type RowLocator = Extract<Locator, { type: 'row' }>

/** Locator of a row: its id, and for a row that only one version of the database has so, which one. */
export function rowLocator(table: string, row: Row, version: Version, number: number): RowLocator {
  const id = row[0] === null || row[0] === undefined ? `#${number}` : String(row[0])
  return { type: 'row', table, row: version === 'with-wal' ? `${id} with -wal` : id }
}

/** Says which version of the database the row was read from, unless both have it so. */
export const versionTrait = (version: Version, locator: Locator): Trait[] =>
  version === 'both' ? [] : [{ key: 'db.version', value: version, locator }]

/**
 * The plan for a table of a profile. Reads the table once beforehand when it has columns of which the profile does not know
 * whether upgrades fill them: `db` and `watch` are for that.
 */
export function profilePlan(
  db: Connection,
  profile: Profile,
  spec: ProfileTable,
  table: Table,
  database: Artifact,
  watch: Watch,
): Plan {
  const times = spec.times.filter((time) => columnOf(table, time.column)).map((time) => timed(spec, time))
  const since = spec.columns.flatMap((column) => {
    const found = columnOf(table, column.column)
    return found && column.upgradeFills !== 'yes' ? [{ spec: column, column: found }] : []
  })
  const claimed = times.find((time) => time.claim) ?? times.find((time) => time.kind === 'db.row.recorded')
  const marks = since.map(({ spec: column, column: found }) => ({
    key: isTelling(db, table, column, found, claimed, watch) ? 'db.row.column' : 'db.row.column-unknown',
    value: traitValue(profile, spec.table, column.column),
    column: column.column,
  }))
  const keyed =
    spec.key !== undefined && (columnOf(table, spec.key) !== undefined || spec.key === 'rowid') ? spec.key : undefined
  const session = spec.session && columnOf(table, spec.session.column) ? spec.session : undefined
  const held = since.map(({ column }) => holds(column))

  const type = spec.is === 'session' ? 'session' : 'row'
  const seats = type === 'session' ? seatColumns(spec, table) : []
  const keyAt = 1 + times.length + since.length
  const sessionAt = keyAt + 1
  const sequence = `${spec.table}.rowid`
  const selection: Selection = {
    table,
    columns: [
      ...times.map((time) => quote(time.column)),
      ...held.map((h) => h.sql),
      keyed === undefined ? 'NULL' : keyed === 'rowid' ? (table.rowid ?? 'NULL') : quote(keyed),
      session === undefined ? 'NULL' : quote(session.column),
      ...seats.map(({ column }) => quote(column)),
    ],
    values: held.flatMap((h) => h.values),
  }
  return { selection, artifact, times, is: spec.is }

  // A million rows pass here: objects are written out, not spread.
  function artifact(row: Row, version: Version, changed: boolean, number: number): Artifact {
    const locator = rowLocator(spec.table, row, version, number)
    const key = row[keyAt] ?? null
    // A row that the -wal changed has its place already, by its form in the main file.
    const position = version === 'with-wal' && changed ? undefined : positionOf(key)
    const events: Event[] = []
    let claim: Event | undefined
    let recorded: Event | undefined
    let i = 1
    for (const time of times) {
      const event = eventOf(time, row[i++] ?? null, locator, position)
      if (event === undefined) continue
      events.push(event)
      if (event.reading.nominal === undefined) continue
      if (time.claim) claim = event
      if (time.kind === 'db.row.recorded') recorded ??= event
    }
    const by = recorded ?? claim
    const traits = versionTrait(version, locator)
    for (const { key: mark, value, column } of marks)
      if (row[i++] === 1n && by !== undefined) traits.push({ key: mark, value, locator: inColumn(locator, column), by })
    const reference = row[sessionAt] ?? null
    if (session && reference !== null) {
      const value = `${session.table}:${cellText(reference)}`
      traits.push({ key: 'db.row.session', value, locator: inColumn(locator, session.column) })
    }
    if (type === 'session' && key !== null)
      traits.push({ key: 'db.session', value: `${spec.table}:${cellText(key)}`, locator })
    for (const [n, { trait: seat, column }] of seats.entries()) {
      const cell = row[sessionAt + 1 + n] ?? null
      if (cell !== null) traits.push({ key: seat, value: cellText(cell), locator: inColumn(locator, column) })
    }
    if (spec.is === 'schema-history') traits.push({ key: 'db.row.schema-step', value: spec.table, locator })
    const label = `${spec.table} ${locator.row}`
    const made: Artifact & { claim?: Event } = { type, locator, label, parent: database, events, traits }
    if (claim !== undefined) made.claim = claim
    return made
  }

  function eventOf(time: Timed, cell: Cell, row: RowLocator, position: number | undefined): Event | undefined {
    const read = readCell(cell, time.encoding, time.zone)
    if (read === undefined) return undefined
    const none = time.none.size > 0 && time.none.has(cellText(cell))
    const reading: Reading = none ? noTime(read) : read
    const { kind, clock } = time
    const [raw, locator] = [cellText(cell), inColumn(row, time.column)]
    const event: Placed = { kind, clock, reading, raw, locator }
    if (position !== undefined && PLACED.has(kind) && reading.nominal !== undefined)
      event.places = [{ sequence, position }]
    return event
  }
}

/** Who sat where: traits of a session. */
const seatColumns = (spec: ProfileTable, table: Table) =>
  (
    [
      ['db.session.user', spec.user],
      ['db.session.machine', spec.machine],
    ] as const
  ).flatMap(([trait, column]) => (column !== undefined && columnOf(table, column) ? [{ trait, column }] : []))

const noTime = ({ precision, zone }: Reading): Reading => ({ nominal: undefined, precision, zone, problem: 'sentinel' })

/** The cell of a row. */
export const inColumn = (row: RowLocator, column: string): RowLocator => ({
  type: 'row',
  table: row.table,
  row: row.row,
  column,
})

const timed = (spec: ProfileTable, { column, kind, encoding, zone, claim, clock, sentinels }: TimeColumn): Timed => ({
  column,
  kind,
  encoding,
  zone,
  claim,
  clock: { kind: clock, writer: `${spec.table}.${column}${clock === 'database-guessed' ? GUESS_MARK : ''}` },
  none: new Set(sentinels.map(String)),
})

const positionOf = (key: Cell): number | undefined => {
  const position = typeof key === 'bigint' ? Number(key) : undefined
  return position !== undefined && Number.isSafeInteger(position) ? position : undefined
}

/**
 * SQL that is 1 where a cell holds something of its own: not NULL, and not the default that every older row got with the
 * column. A default that is an expression is not executed; the column then cannot tell and only NULL counts.
 */
function holds(column: Column): { readonly sql: string; readonly values: Selection['values'] } {
  const name = quote(column.name)
  const fallback = column.fallback?.literal ?? null
  return fallback === null
    ? { sql: `${name} IS NOT NULL`, values: [] }
    : { sql: `(${name} IS NOT NULL AND ${name} COLLATE BINARY IS NOT ?)`, values: [fallback] }
}

/**
 * Whether a value in this column tells that its row was written after the column came. Where the profile does not know if
 * upgrades fill old rows, it tells only if some row older than the column lacks a value, and those that hold one differ:
 * an upgrade would have given all the same.
 */
function isTelling(
  db: Connection,
  table: Table,
  since: SinceColumn,
  column: Column,
  claimed: Pick<TimeColumn, 'column' | 'encoding' | 'zone'> | undefined,
  watch: Watch,
): boolean {
  if (column.fallback === undefined) return false
  if (since.upgradeFills === 'no') return true
  const edge = parseIso(since.since)
  if (claimed === undefined || edge === undefined) return false
  const { sql, values } = holds(column)
  const name = quote(column.name)
  const selection = { table, columns: [quote(claimed.column), sql, `substr(quote(${name}), 1, 200)`], values }
  let lacking = 0
  const seen = new Set<string>()
  for (const [, time = null, full, value] of readRows(db, selection, {
    until: watch.until,
    problem: () => undefined,
  })) {
    const reading = readCell(time, claimed.encoding, claimed.zone)
    const latest = reading && range(reading)?.latest
    if (latest === undefined || latest >= edge) continue
    if (full !== 1n) lacking++
    else if (seen.size < 2 && typeof value === 'string') seen.add(value)
    if (lacking > 0 && seen.size > 1) return true
  }
  return false
}
