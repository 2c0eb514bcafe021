/**
 * The tables and rows of a plain SQL dump, in two passes: the first for the tables, so that a profile is known before the first
 * row, and for what the dump says of itself. Memory stays flat.
 */
import type { IngestContext } from '../../ingester.ts'
import { limitProblem } from '../../../evidence/limit-problem.ts'
import type { Artifact, Clock, Event, Trait } from '../../../model.ts'
import { FLOATING } from '../../../time/reading.ts'
import type { Profile } from '../profile.ts'
import { rowSink, type RowSink, type StreamedTable } from '../streamed-rows.ts'
import type { Cell } from '../time-cell.ts'
import { timeIn, traitIn, type Dialect } from './dump-comments.ts'
import { statements } from './statements.ts'
import { plainCell } from './values.ts'

/** What both kinds of dumps emit besides rows. */
export const DUMP_EVENTS = {
  'db.dump.started': { clock: 'software', doc: 'When the dump began: wall clock of the machine it was made on' },
  'db.dump.made': { clock: 'software', doc: 'When the dump was made: wall clock of the machine it was made on' },
} as const
export const DUMP_TRAITS = {
  'sql-dump.dialect': 'mysql, postgresql or sqlite',
  'sql-dump.program': 'The program that wrote the dump, with its version',
  'sql-dump.server-version': 'Version of the database server',
} as const

/** Plain SQL that can be read twice. */
export interface PlainSql {
  chunks(): Iterable<Uint8Array>
}

/** Tables and distinct comments that are kept; a dump of more is read without them. */
const MOST_TABLES = 20_000
const CHECK_EVERY = 4_096

/** The rows of all tables, and last the schema with what was guessed. `known`: the profiles of these tables. */
export function* rowsAndSchema(
  source: PlainSql,
  dialect: Dialect,
  outline: Outline,
  known: readonly Profile[],
  database: Artifact,
  { limits }: IngestContext,
  until: number,
): Generator<Artifact> {
  const guesses: Trait[] = []
  const problems = [...outline.problems]
  const sinks = new Map<string, { readonly sink: RowSink; readonly table: StreamedTable; number: number }>()
  let read = 0
  for (const one of statements(source.chunks(), dialect.backslash)) {
    if (one.type !== 'row') continue
    if (++read % CHECK_EVERY === 0 && performance.now() > until) {
      problems.push(limitProblem('seconds', limits, 'reading it takes').message)
      break
    }
    const key = one.table.toLowerCase()
    let to = sinks.get(key)
    if (to === undefined) {
      const table = outline.tables.get(key) ?? { name: one.table, columns: (one.columns ?? []).map(untyped) }
      if (sinks.size >= MOST_TABLES || table.columns.length === 0) continue
      to = { sink: rowSink(table, known, database, 'stored', guesses), table, number: 0 }
      sinks.set(key, to)
    }
    yield* to.sink.add({ number: ++to.number, cells: inOrder(one.cells, one.columns, to.table) })
  }
  for (const { sink } of sinks.values()) yield* sink.end()
  yield {
    type: 'schema',
    locator: WHOLE,
    label: `schema, ${outline.tables.size} tables`,
    parent: database,
    events: [],
    traits: guesses,
    ...(problems.length > 0 ? { problems } : {}),
  }
}

export const WHOLE = { type: 'row', table: '*', row: '*' } as const
const untyped = (name: string) => ({ name, type: '' })

export interface Outline {
  readonly tables: ReadonlyMap<string, StreamedTable>
  readonly events: readonly Event[]
  readonly made: Event | undefined
  readonly traits: readonly Trait[]
  readonly problems: readonly string[]
}

/** The first pass: tables, what the comments say, and whether the dump is whole. */
export function outlineOf(source: PlainSql, dialect: Dialect, until: number): Outline {
  const tables = new Map<string, StreamedTable>()
  const events: Event[] = []
  const traits: Trait[] = []
  const seen = new Set<string>()
  const clock: Clock = { kind: 'software', writer: 'the machine that made the dump' }
  let made: Event | undefined
  let cut = false
  let closed = dialect.closes === undefined
  let read = 0
  for (const one of statements(source.chunks(), dialect.backslash)) {
    if (++read % CHECK_EVERY === 0 && performance.now() > until) break
    if (one.type === 'table' && tables.size < MOST_TABLES) tables.set(one.table.name.toLowerCase(), one.table)
    if (one.type === 'cut short') cut = true
    if (one.type !== 'comment') continue
    if (dialect.closes?.test(one.text) === true) closed = true
    const trait = traitIn(one.text)
    if (trait !== undefined && !seen.has(trait.key)) {
      seen.add(trait.key)
      traits.push({ ...trait, locator: WHOLE })
    }
    const time = timeIn(one.text)
    const kind = `db.dump.${time?.is ?? ''}`
    if (time === undefined || seen.has(kind)) continue
    seen.add(kind)
    const { nominal, precision, raw } = time
    const reading = {
      nominal,
      precision,
      zone: FLOATING,
      ...(nominal === undefined ? { problem: 'unreadable' as const } : {}),
    }
    const event: Event = { kind, clock, reading, raw, locator: WHOLE }
    events.push(event)
    if (time.is === 'made' && nominal !== undefined) made = event
  }
  const problems = cut
    ? ['it ends inside a statement: the dump was cut short; compare with another copy of the file']
    : closed
      ? []
      : ['the line that ends a complete dump is missing: the dump was cut short, or the line was taken out']
  return { tables, events, made, traits, problems }
}

const INTEGER = /^(?:(?:tiny|small|medium|big)?int|integer|(?:big|small)?serial|oid|bool|bit)/i
const REAL = /^(?:double|real|float|numeric|decimal)/i

/** The cells in the order of the table's columns, those of number columns as numbers; texts of COPY bear no type themselves. */
function inOrder(
  cells: readonly Cell[],
  columns: readonly string[] | undefined,
  { columns: own }: StreamedTable,
): readonly Cell[] {
  const places = columns?.map((name) => name.toLowerCase())
  return own.map(({ name, type }, i) => {
    const at = places === undefined ? i : places.indexOf(name.toLowerCase())
    const cell = cells[at] ?? null
    return typeof cell === 'string' && (INTEGER.test(type) || REAL.test(type)) ? plainCell(cell) : cell
  })
}
