/**
 * Rows that come one after another out of a dump or an export, as artifacts: as a profile states them, or as the first rows
 * make it likely. What needs the whole table beforehand (columns that a release brought) is left to databases.
 */
import { GUESS_MARK, type Artifact, type Clock, type Event, type Trait } from '../../model.ts'
import { guessFrom } from './guess-table.ts'
import { guessTraits } from './guessed-rows.ts'
import type { Profile, ProfileTable } from './profile.ts'
import { inColumn, type RowLocator } from './profile-rows.ts'
import { cellText, readCell, type Cell } from './time-cell.ts'

export interface StreamedTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** A row as its file gives it: its number in the file or table, from 1, and the cells of all columns. */
export interface StreamedRow {
  readonly number: number
  readonly cells: readonly Cell[]
}

/** Rows looked at before a table without profile is read. */
const SAMPLE = 500

/**
 * Whether the order in the file is that in which rows were written: of an export line by line it is, of a dump it is the order
 * of its table's storage.
 */
export type FileOrder = 'written' | 'stored'

/** Takes the rows of one table and gives their artifacts; the first rows wait until it is known what they are. */
export interface RowSink {
  readonly add: (row: StreamedRow) => readonly Artifact[]
  /** What still waits, when there are no more rows. */
  readonly end: () => readonly Artifact[]
}

/** `guesses` receives what was guessed; a row without any time becomes nothing. */
export function rowSink(
  table: StreamedTable,
  profiles: readonly Profile[],
  database: Artifact,
  order: FileOrder,
  guesses: Trait[],
): RowSink {
  const stated = profiles.flatMap((profile) => profile.tables).find((spec) => same(spec.table, table.name))
  let make = stated === undefined ? undefined : rowMaker(stated, table, database, order)
  let known = stated !== undefined
  let waiting: StreamedRow[] = []
  return {
    add: (row) => {
      if (known) return make?.(row) ?? []
      waiting.push(row)
      return waiting.length < SAMPLE ? [] : decide()
    },
    end: () => (known ? [] : decide()),
  }

  function decide(): readonly Artifact[] {
    const sample = waiting.map(({ number, cells }): readonly Cell[] => [BigInt(number), ...cells])
    const guess = guessFrom({ ...table, rowid: 'row number' }, sample, false)
    if (guess !== undefined) {
      guesses.push(...guessTraits(guess, { type: 'row', table: table.name, row: '*' }))
      if (guess.columns.length > 0) make = rowMaker(guess.spec, table, database, order)
    }
    const rows = waiting
    known = true
    waiting = []
    return rows.flatMap((row) => make?.(row) ?? [])
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

function rowMaker(spec: ProfileTable, table: StreamedTable, database: Artifact, order: FileOrder) {
  const indexOf = (column: string) => table.columns.findIndex(({ name }) => same(name, column))
  const times = spec.times.flatMap((time) => {
    const at = indexOf(time.column)
    const mark = time.clock === 'database-guessed' ? GUESS_MARK : ''
    const clock: Clock = { kind: time.clock, writer: `${spec.table}.${time.column}${mark}` }
    return at < 0 ? [] : [{ ...time, at, clock, none: new Set(time.sentinels.map(String)) }]
  })
  const keyAt = spec.key === undefined || spec.key === 'rowid' ? -1 : indexOf(spec.key)
  const sessionAt = spec.session === undefined ? -1 : indexOf(spec.session.column)
  const sequence = `${spec.table}.rowid`
  const type = spec.is === 'session' ? 'session' : 'row'

  return ({ number, cells }: StreamedRow): readonly [Artifact] | undefined => {
    const key = keyAt < 0 ? null : (cells[keyAt] ?? null)
    const locator: RowLocator = { type: 'row', table: spec.table, row: key === null ? `#${number}` : cellText(key) }
    const byNumber = spec.key === 'rowid' && order === 'written' ? number : undefined
    const position = typeof key === 'bigint' && Number.isSafeInteger(Number(key)) ? Number(key) : byNumber
    const events: Event[] = []
    let claim: Event | undefined
    for (const time of times) {
      const cell = cells[time.at] ?? null
      const read = readCell(cell, time.encoding, time.zone)
      if (read === undefined) continue
      const raw = cellText(cell)
      const none = time.none.has(raw)
      const event: Event = {
        kind: time.kind,
        clock: time.clock,
        reading: none ? { ...read, nominal: undefined, problem: 'sentinel' } : read,
        raw,
        locator: inColumn(locator, time.column),
        ...(position !== undefined && time.kind === 'db.row.recorded' && read.nominal !== undefined && !none
          ? { places: [{ sequence, position }] }
          : {}),
      }
      events.push(event)
      if (time.claim && event.reading.nominal !== undefined) claim = event
    }
    if (events.length === 0) return undefined
    const traits: Trait[] = []
    const reference = sessionAt < 0 ? null : (cells[sessionAt] ?? null)
    if (spec.session !== undefined && reference !== null)
      traits.push({
        key: 'db.row.session',
        value: `${spec.session.table}:${cellText(reference)}`,
        locator: inColumn(locator, spec.session.column),
      })
    if (type === 'session' && key !== null)
      traits.push({ key: 'db.session', value: `${spec.table}:${cellText(key)}`, locator })
    const label = `${spec.table} ${locator.row}`
    return [{ type, locator, label, parent: database, events, traits, ...(claim === undefined ? {} : { claim }) }]
  }
}

/** The profiles all of whose tables and columns are there. A profile that is known by a query is for SQLite alone. */
export function profilesOf(tables: readonly StreamedTable[], profiles: readonly Profile[]): readonly Profile[] {
  const columns = new Map(
    tables.map(({ name, columns: own }) => [name.toLowerCase(), own.map((c) => c.name.toLowerCase())]),
  )
  return profiles.filter(
    ({ identify, identifyBy }) =>
      identifyBy === undefined &&
      Object.entries(identify).every(([table, needed]) => {
        const names = columns.get(table.toLowerCase())
        return names !== undefined && needed.every((column) => names.includes(column.toLowerCase()))
      }),
  )
}
