/**
 * Plain SQL dumps of MySQL, MariaDB, PostgreSQL and SQLite: what the dump says of itself, and the rows of its tables. Read in
 * two passes, the first for the tables, so that a profile is known before the first row; memory stays flat.
 */
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import type { Artifact, Clock, Event, Trait } from '../../model.ts'
import { FLOATING } from '../../time/reading.ts'
import { ROW_EVENTS, ROW_TRAITS } from './row-vocabulary.ts'
import { dialectOf, timeIn, traitIn, type Dialect } from './sql-dump/dump-comments.ts'
import { statements } from './sql-dump/statements.ts'
import { plainCell } from './sql-dump/values.ts'
import { profilesOf, rowSink, type RowSink, type StreamedTable } from './streamed-rows.ts'
import type { Cell } from './time-cell.ts'

const DUMP_EVENTS = {
  'db.dump.started': { clock: 'software', doc: 'When the dump began: wall clock of the machine it was made on' },
  'db.dump.made': { clock: 'software', doc: 'When the dump was complete: wall clock of the machine it was made on' },
} as const

export default defineIngester({
  id: 'sql-dump',
  title: 'SQL dump (MySQL, MariaDB, PostgreSQL, SQLite)',
  source:
    'What mysqldump, mariadb-dump, pg_dump, phpMyAdmin and the sqlite3 shell write; postgresql.org/docs/current/sql-copy.html',
  accepts: (head) => dialectOf(new TextDecoder('utf-8').decode(head.subarray(0, 4_096))) !== undefined,
  confidence: 60,
  emits: {
    artifacts: ['database', 'schema', 'row', 'session'],
    events: { ...ROW_EVENTS, ...DUMP_EVENTS },
    traits: {
      ...ROW_TRAITS,
      'sql-dump.dialect': 'mysql, postgresql or sqlite',
      'sql-dump.program': 'The program that wrote the dump, with its version',
      'sql-dump.server-version': 'Version of the database server',
      'sql-dump.php-version': 'Version of PHP under which phpMyAdmin ran',
    },
  },
  ingest,
})

/** Tables and distinct comments that are kept; a dump of more is read without them. */
const MOST_TABLES = 20_000
const CHECK_EVERY = 4_096

function* ingest(source: Source, { limits, profiles }: IngestContext): Generator<Artifact> {
  const dialect = dialectOf(new TextDecoder('utf-8').decode(source.read(0, 4_096)))
  if (dialect === undefined) return
  const until = performance.now() + limits.seconds * 1000
  const outline = outlineOf(source, dialect, until)
  const known = profilesOf([...outline.tables.values()], profiles)
  const database: Artifact = {
    type: 'database',
    locator: { type: 'bytes', offset: 0, length: source.size },
    label: `SQL dump ${source.name}`,
    events: outline.events,
    ...(outline.made === undefined ? {} : { claim: outline.made }),
    traits: [
      { key: 'sql-dump.dialect', value: dialect.name, locator: WHOLE },
      ...outline.traits,
      ...known.map(({ id }): Trait => ({ key: 'db.profile', value: id, locator: WHOLE })),
    ],
  }
  yield database
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

const WHOLE = { type: 'row', table: '*', row: '*' } as const
const untyped = (name: string) => ({ name, type: '' })

interface Outline {
  readonly tables: ReadonlyMap<string, StreamedTable>
  readonly events: readonly Event[]
  readonly made: Event | undefined
  readonly traits: readonly Trait[]
  readonly problems: readonly string[]
}

/** The first pass: tables, what the comments say, and whether the dump is whole. */
function outlineOf(source: Source, dialect: Dialect, until: number): Outline {
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
