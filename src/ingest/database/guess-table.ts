/**
 * A table that no profile knows, as a profile would state it: what it looks like, which columns are times, and which of them is
 * the recorded time. Read from a bounded sample. All its clocks are `database-guessed`: what is guessed never weighs as much as
 * what a profile states.
 */
import type { ProfileTable } from './profile.ts'
import { quote, rows, type Column, type Connection, type Table } from './sqlite-open.ts'
import type { Cell } from './time-cell.ts'
import { readCell } from './time-cell.ts'
import { recogniseColumn, type AmbiguousColumn, type TimeColumn } from './time-column.ts'
import { kindByName, recordedRank, risesPlainly, risesWithKey, roleOfTable, type TableRole } from './time-role.ts'
import { DAY } from '../../time/instant.ts'

export interface GuessedColumn extends TimeColumn {
  /** The event kind it is taken for; `db.cell.time` where nothing says what the time is of. */
  readonly kind: string
}

export interface GuessedTable {
  readonly spec: ProfileTable
  /** Why the table is taken for what it is, where its name says it. */
  readonly reason: string | undefined
  readonly columns: readonly GuessedColumn[]
  readonly ambiguous: readonly AmbiguousColumn[]
}

/** Rows looked at from each end of a table. */
const SAMPLE = 500
/** Tables by which Apple's frameworks are known: Core Data, and the database layer of messages and mail. */
const APPLE = `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('Z_METADATA', 'Z_PRIMARYKEY', '_SqliteDatabaseProperties', 'ZOBJECT')`

/** What a table without profile looks like; undefined if it has no time. Throws what the library throws when no row can be read. */
export function guessTable(db: Connection, table: Table): GuessedTable | undefined {
  if (table.columns.length === 0) return undefined
  return guessFrom(table, sampleOf(db, table), isCoreData(table) || rows(db, APPLE).get()?.[0] !== 0n)
}

const isCoreData = (table: Pick<Table, 'columns'>): boolean => table.columns.some((column) => column.name === 'Z_PK')

/**
 * The same from a sample that is at hand: rows in the order of insertion as far as `rowid` says that there is one, each an id
 * and then the cells of all columns. `apple`: see `Surroundings`.
 */
export function guessFrom(
  table: Pick<Table, 'name' | 'rowid'> & { readonly columns: readonly Pick<Column, 'name' | 'type'>[] },
  sample: readonly (readonly Cell[])[],
  apple: boolean,
): GuessedTable | undefined {
  const coreDataTable = table.columns.some((column) => column.name === 'Z_PK')
  const found = table.columns.flatMap(({ name, type }, i) => {
    const cells = sample.map((row) => row[i + 1] ?? null)
    if (apple && coreDataTable && /^timestamp$/i.test(type))
      return cells.some((cell) => cell !== null) ? [coreData(name)] : []
    const column = recogniseColumn(name, type, cells, { apple })
    return column === undefined ? [] : [column]
  })
  const times = found.filter((one) => 'encoding' in one)
  if (times.length === 0 && found.length === 0) return undefined
  const { is, reason } = roleOfTable(table.name)
  const columns = withKinds(times, is, table, sample)
  return {
    spec: {
      table: table.name,
      is,
      ...(table.rowid === undefined || is === 'other' ? {} : { key: 'rowid' }),
      times: columns.map(({ column, encoding, zone, kind }) => ({
        column,
        kind,
        encoding,
        zone,
        clock: 'database-guessed',
        claim: kind === 'db.row.recorded' || kind === 'db.session.login',
        sentinels: [],
      })),
      columns: [],
      copies: [],
      names: [],
    },
    reason,
    columns,
    ambiguous: found.filter((one) => 'encodings' in one),
  }
}

const coreData = (column: string): TimeColumn => ({
  column,
  encoding: 'cocoa',
  zone: 'utc',
  confidence: 'form',
  reasons: ['Core Data declares its times as TIMESTAMP: seconds since 2001'],
})

/** Gives each column its kind; one column at most is the recorded time, and each end of a session. */
function withKinds(
  times: readonly TimeColumn[],
  is: TableRole,
  table: Parameters<typeof guessFrom>[0],
  sample: readonly (readonly Cell[])[],
): readonly GuessedColumn[] {
  const taken = new Set<string>()
  const named = times.map((time) => {
    const kind = kindByName(time.column, is)
    if (kind === undefined || taken.has(kind)) return undefined
    taken.add(kind)
    return kind
  })
  const recorded = is === 'audit' || is === 'ledger' ? recordedOf() : undefined
  return times.map((time, i) => {
    if (time === recorded?.time)
      return { ...time, kind: 'db.row.recorded', reasons: [...time.reasons, recorded.reason] }
    return { ...time, kind: named[i] ?? (is === 'ledger' && wholeDays(time) ? 'db.row.booked' : 'db.cell.time') }
  })

  function recordedOf(): { readonly time: TimeColumn; readonly reason: string } | undefined {
    if (table.rowid === undefined) return undefined
    const free = times.filter((_, i) => named[i] === undefined)
    const byName = free
      .flatMap((time) => {
        const rank = recordedRank(time.column)
        return rank === undefined || !risesWithKey(valuesOf(time)) ? [] : [{ time, rank }]
      })
      .sort((a, b) => a.rank - b.rank)[0]
    if (byName !== undefined)
      return {
        time: byName.time,
        reason: 'its name says when the row was written, and its values rise with the row ids',
      }
    const [only, second] = free.filter((time) => !wholeDays(time))
    return is === 'audit' && only !== undefined && second === undefined && risesPlainly(valuesOf(only))
      ? { time: only, reason: 'it is the only time of a log, and its values rise with the row ids' }
      : undefined
  }

  function valuesOf({ column, encoding, zone }: TimeColumn): readonly number[] {
    const at = 1 + table.columns.findIndex(({ name }) => name === column)
    return sample.flatMap((row) => readCell(row[at] ?? null, encoding, zone)?.nominal ?? [])
  }

  function wholeDays({ column, encoding, zone }: TimeColumn): boolean {
    const at = 1 + table.columns.findIndex(({ name }) => name === column)
    const read = sample.flatMap((row) => readCell(row[at] ?? null, encoding, zone) ?? [])
    const timed = read.filter(({ nominal }) => nominal !== undefined)
    return timed.length > 0 && timed.every(({ precision, nominal }) => precision >= DAY || (nominal ?? 0) % DAY === 0)
  }
}

/** The first and the last rows of a table in the order of their ids: the id, then all columns, texts cut. */
function sampleOf(db: Connection, table: Table): readonly (readonly Cell[])[] {
  const short = table.columns.map(({ name }) => {
    const column = quote(name)
    return `CASE WHEN typeof(${column}) IN ('text', 'blob') THEN substr(${column}, 1, 65) ELSE ${column} END`
  })
  const sql = `SELECT ${[table.rowid ?? 'NULL', ...short].join(', ')} FROM ${quote(table.name)} NOT INDEXED`
  if (table.rowid === undefined) return readable(rows(db, `${sql} LIMIT ${2 * SAMPLE}`), true)
  const first = readable(rows(db, `${sql} ORDER BY ${table.rowid} LIMIT ${SAMPLE}`), true)
  if (first.length < SAMPLE) return first
  const edge = first.at(-1)?.[0]
  const last = readable(rows(db, `${sql} ORDER BY ${table.rowid} DESC LIMIT ${SAMPLE}`), false)
  const beyond = last.filter((row) => typeof row[0] === 'bigint' && typeof edge === 'bigint' && row[0] > edge)
  return [...first, ...beyond.reverse()]
}

/** The rows up to the first that cannot be read; `must`: throws what the library throws if there is none before it. */
function readable(statement: ReturnType<typeof rows>, must: boolean): readonly Cell[][] {
  const sample: Cell[][] = []
  try {
    for (const row of statement.iterate()) sample.push(row)
  } catch (error) {
    if (must && sample.length === 0) throw error
  }
  return sample
}
