/**
 * SQLite databases (sqlite.org/fileformat2.html): the header, the schema, and the rows that a profile or a time column
 * selects. Read from a private copy; where a -wal lies beside the evidence, with and without it.
 */
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import { EvidenceProblem, GUESS_MARK, type Artifact, type Clock, type Trait } from '../../model.ts'
import { whyUnreadable } from './no-database.ts'
import { AMOUNT_TRAITS, amountTraits } from './amount-digits.ts'
import { SHAPE_TRAITS, shapeOf } from './database-shape.ts'
import { GAP_EVENTS, GAP_TRAITS, gapArtifacts } from './gap-rows.ts'
import { guessTable } from './guess-table.ts'
import { guessedPlan, guessTraits } from './guessed-rows.ts'
import { LogOrder } from './log-order.ts'
import { indexWitnesses } from './index-witness.ts'
import { MANIFEST_EVENTS, MANIFEST_TRAITS, manifestFiles } from './ios-backup/manifest.ts'
import { DIGEST_TRAITS, digestTraits } from './row-digests.ts'
import type { Profile } from './profile.ts'
import { profilePlan, type Plan } from './profile-rows.ts'
import { COMPANION_TRAITS, companionTraits } from './companion-moment.ts'
import { openCompanions } from './raw-companions.ts'
import { OutOfTime, mergeRows, readRows } from './read-rows.ts'
import { changesOf } from './row-changes.ts'
import { ROW_EVENTS, ROW_TRAITS } from './row-vocabulary.ts'
import { openHistories, type Companions } from './sqlite/row-history.ts'
import type { Watch } from './watch.ts'
import { SCHEMA, schemaArtifact } from './schema-artifact.ts'
import { headerTraits, isSqlite, readHeader } from './sqlite-header.ts'
import { readWal } from './sqlite/wal.ts'
import { hasColumns, openDescribed, reason, rows, type Connection, type Opened, type Table } from './sqlite-open.ts'
import { cellText } from './time-cell.ts'
import { cloudTestimonies } from './witnesses/cloud-records.ts'
import { coreDataTestimonies } from './witnesses/core-data-history.ts'
import { fts4Testimonies } from './witnesses/full-text/fts4-index.ts'
import { fts5Testimonies } from './witnesses/full-text/fts5-index.ts'
import { namedRowTestimonies } from './witnesses/named-rows.ts'
import { copyTestimonies } from './witnesses/second-copies.ts'
import { countTestimonies } from './witnesses/statistics-counts.ts'
import { sampleTestimonies } from './witnesses/statistics-samples.ts'
import { testify, WITNESS_TRAITS } from './witnesses/testimony.ts'

/** Lines of problems that are kept; the rest are counted. */
const MOST_PROBLEMS = 100

export default defineIngester({
  id: 'sqlite',
  title: 'SQLite database',
  source: 'https://sqlite.org/fileformat2.html',
  accepts: (head) => isSqlite(head),
  confidence: 100,
  emits: {
    artifacts: ['database', 'schema', 'row', 'session'],
    events: {
      ...ROW_EVENTS,
      ...GAP_EVENTS,
      ...MANIFEST_EVENTS,
      'db.row.said': {
        clock: 'database',
        doc: 'A time of a row in an earlier version: in a log, a journal, or what is left of a freed record',
      },
      'db.row.says': { clock: 'database', doc: 'The same time in the version that followed it' },
      'db.index.said': { clock: 'database', doc: 'A time as an index has it, where the row has another one' },
      'db.witness.said': { clock: 'database', doc: 'A time of a row as another table of the database has it' },
      'db.witness.row-says': { clock: 'database', doc: 'The same time as the row has it' },
      'db.index.row-says': { clock: 'database', doc: 'The time that the row has' },
      'db.row.logged': {
        clock: 'database',
        doc: 'The recorded time of a row that the write-ahead log inserted, in the order of its commits',
      },
      'product.release': { clock: 'release', doc: 'Day of the release to which the schema belongs (profile)' },
    },
    traits: {
      'sqlite.version-number': 'Header offset 96: the library that wrote the file last, X*1000000 + Y*1000 + Z',
      'sqlite.version-odd': 'The same where it is no number of a release; never compared',
      'sqlite.header': 'A header field and its value, or a mark that needs a certain version',
      'sqlite.schema': 'A feature in the SQL of the schema that needs a certain version',
      'sqlite.user-version': 'Header offset 60: the version the application gave its schema',
      'sqlite.application-id': 'Header offset 68',
      'sqlite.page-size': 'Bytes of a page',
      ...ROW_TRAITS,
      'db.schema.column': 'PROFILE:table or PROFILE:table.column that came with a known release',
      'db.row.column': 'PROFILE:table.column in which the row holds a value that no upgrade fills',
      'db.row.column-unknown': 'The same where it is not known whether upgrades fill old rows',
      'db.row.change.recorded':
        'COLUMN: BEFORE -> AFTER of the recorded time, which two versions of a row state differently',
      'db.row.change.time': 'The same of another time',
      'db.row.change.amount': 'The same of a column whose name says amount',
      'db.row.change.user': 'The same of a column whose name says user',
      'db.row.change.filled': 'The same of a time, an amount or a user that the earlier version has not (NULL)',
      'db.row.change.most':
        'N of M columns that differ between the versions, where that is more than half of those with a value, or a commit in between lacks the row',
      'db.row.change.places': 'Where both versions stand: file, commit, page, byte',
      'db.row.change.from': 'Where the earlier version stands: residue, old log, journal, main, log',
      'db.row.change.table': 'What the profile says the table is, or unknown',
      'db.row.stored-columns':
        'How many columns the record of each version stores, of those of the table; only where one stores fewer',
      'db.index.remembers': 'COLUMN: INDEX VALUE against TABLE VALUE, where an index has another value than the row',
      'db.session.user': 'The user of this session, as the profile names the column',
      'db.session.machine': 'The machine of this session, as the profile names the column',
      'db.row.schema-step': 'The row tells of an installed release; the table',
      ...SHAPE_TRAITS,
      ...GAP_TRAITS,
      ...DIGEST_TRAITS,
      ...AMOUNT_TRAITS,
      ...WITNESS_TRAITS,
      ...MANIFEST_TRAITS,
      ...COMPANION_TRAITS,
      'db.table.hours':
        'TABLE.COLUMN and the hours and days at which, by a profile, work is done on it, and who says so',
      'db.version': 'Only one version has the row so: main (without the -wal) or with-wal',
    },
  },
  ingest,
})

function* ingest(source: Source, context: IngestContext): Generator<Artifact> {
  const header = readHeader(source.read(0, 100))
  const unreadable = whyUnreadable(source)
  const until = performance.now() + context.limits.seconds * 1000
  const problems: string[] = []
  let dropped = 0
  const problem = (line: string) => (problems.length < MOST_PROBLEMS ? problems.push(line) : dropped++)
  const watch: Watch = { until, problem: (line) => void problem(line) }

  const withWal = source.privateCopy(['-wal', '-journal'])
  const hasWal = withWal.companions.some((path) => path.endsWith('-wal'))
  const companions = openCompanions(withWal.companions)
  const alone = hasWal ? source.privateCopy() : withWal
  const main = openDescribed(alone.path, watch, '')
  const merged = hasWal ? openDescribed(withWal.path, watch, ' with its -wal') : undefined
  try {
    const log = companions.wal && readWal(companions.wal)
    const described = main ?? merged
    const profiles = described ? identify(described, merged, context.profiles) : []
    const shape = described && shapeOf(described, source, header, profiles, watch)
    const database: Artifact = {
      type: 'database',
      locator: { type: 'bytes', offset: 0, length: source.size },
      label: `SQLite database ${source.name}`,
      events: [],
      traits: [
        ...headerTraits(header),
        ...companionTraits(header, companions, log),
        ...(shape?.traits ?? []),
        ...(described ? amountTraits(described, profiles, watch) : []),
        ...(described ? digestTraits(described, profiles, watch) : []),
        ...profiles.map((p): Trait => ({ key: 'db.profile', value: p.id, locator: SCHEMA })),
        ...profiles.flatMap(hoursOf),
      ],
    }
    yield database
    const guesses: Trait[] = []
    if (described === undefined) throw new EvidenceProblem(unreadable ?? problems.join('; '))
    try {
      yield* gapArtifacts(described, shape?.gapped ?? [], database)
      const plans = yield* allRows(main, merged, profiles, database, watch, guesses)
      yield* earlierVersions(source, companions, log, plans, database, watch)
      yield* testimonies(merged ?? described, plans, profiles, database, watch)
      yield* manifestFiles(merged ?? described, database, watch)
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error
      problem(`reading stopped after ${context.limits.seconds} seconds; raise it with --limit seconds=N`)
    }
    if (dropped > 0) problems.push(`and ${dropped} more`)
    const schema = schemaArtifact(described, merged, profiles, database, problems)
    yield { ...schema, traits: [...schema.traits, ...guesses] }
  } finally {
    main?.db.close()
    merged?.db.close()
    companions.close()
  }
}

/** The hours of work that a profile states for its tables. */
const hoursOf = ({ tables }: Profile): readonly Trait[] =>
  tables.flatMap(({ table, hours, times }): Trait[] => {
    const recorded = times.find(({ kind }) => kind === 'db.row.recorded')
    if (hours === undefined || recorded === undefined) return []
    const { from, to, weekdays, source } = hours
    const value = `${table}.${recorded.column} from=${from} to=${to} days=${weekdays.join(',')} source=${source}`
    return [{ key: 'db.table.hours', value, locator: { type: 'row', table, row: '*' } }]
  })

/** What the file remembers of rows of the tables that were read: earlier versions, and values that only an index still has. */
function* earlierVersions(
  source: Source,
  companions: Companions,
  log: ReturnType<typeof readWal> | undefined,
  plans: ReadonlyMap<string, Plan>,
  database: Artifact,
  watch: Watch,
): Generator<Artifact> {
  const stop = () => performance.now() > watch.until
  const histories = openHistories(source, companions, stop, log)
  if ('reason' in histories) return
  const hasLog = companions.wal !== undefined
  for (const [name, { times, is }] of plans) {
    const shape = histories.tables.get(name)
    if (shape === undefined) continue
    const clocks = new Map<string, Clock>()
    const clockOf = (column: string): Clock => {
      const clock: Clock = clocks.get(column) ?? {
        kind: is === 'unknown' ? 'database-guessed' : 'database',
        writer: `${shape.name}.${column}${is === 'unknown' ? GUESS_MARK : ''}`,
      }
      clocks.set(column, clock)
      return clock
    }
    const log = new LogOrder(shape, times)
    for (const history of histories.of(name, hasLog)) {
      log.add(history)
      yield* changesOf(shape, history, times, is, database, clockOf)
    }
    if (is !== 'unknown') yield* log.rows(database, clockOf)
    yield* indexWitnesses(histories.last, shape, times, database, clockOf, stop)
    if (is === 'audit') yield* testify(sampleTestimonies(histories.last, shape, times, stop), database)
  }
  if (stop()) throw new OutOfTime()
}

/** What tables of the database remember of rows of others. */
function* testimonies(
  opened: Opened,
  plans: ReadonlyMap<string, Plan>,
  profiles: readonly Profile[],
  database: Artifact,
  watch: Watch,
): Generator<Artifact> {
  const stop = () => performance.now() > watch.until
  const specs = profiles.flatMap(({ tables }) => tables.filter(({ copies }) => copies.length > 0))
  const witnesses = [
    coreDataTestimonies(opened, plans),
    cloudTestimonies(opened, stop),
    fts4Testimonies(opened, stop),
    fts5Testimonies(opened, stop),
    countTestimonies(opened, new Set([...plans].flatMap(([name, { is }]) => (is === 'audit' ? [name] : [])))),
    ...specs.map((spec) => copyTestimonies(opened, spec)),
    ...profiles.flatMap((profile) => profile.tables.map((spec) => namedRowTestimonies(opened, profile, spec, stop))),
  ]
  for (const witness of witnesses) {
    if (stop()) throw new OutOfTime()
    try {
      yield* testify(witness, database)
    } catch (error) {
      watch.problem(`what its tables remember of one another could not be compared: ${reason(error)}`)
    }
  }
}

/** The profiles all of whose named tables and columns the database has, in either version. */
function identify(main: Opened, merged: Opened | undefined, profiles: readonly Profile[]): readonly Profile[] {
  const bears = ({ db, tables }: Opened, profile: Profile) =>
    answers(db, profile) &&
    Object.entries(profile.identify).every(([table, columns]) => hasColumns(tables, table, columns))
  return profiles.filter((profile) => bears(main, profile) || (merged !== undefined && bears(merged, profile)))
}

/** Whether the profile's query, where it has one, gives the value it names. */
function answers(db: Connection, { identifyBy }: Profile): boolean {
  if (identifyBy === undefined) return true
  try {
    return cellText(rows(db, identifyBy.query).get()?.[0] ?? null) === identifyBy.value
  } catch {
    // A schema that cannot be asked is not of this product.
    return false
  }
}

function* allRows(
  main: Opened | undefined,
  merged: Opened | undefined,
  profiles: readonly Profile[],
  database: Artifact,
  watch: Watch,
  guesses: Trait[],
): Generator<Artifact, ReadonlyMap<string, Plan>> {
  const plans = new Map<string, Plan>()
  if (performance.now() > watch.until) throw new OutOfTime()
  const names = new Set([...(main?.tables.keys() ?? []), ...(merged?.tables.keys() ?? [])])
  for (const name of names) {
    if (performance.now() > watch.until) throw new OutOfTime()
    const [a, b] = [main?.tables.get(name), merged?.tables.get(name)]
    try {
      yield* tableRows(name, main && a ? [main.db, a] : undefined, merged && b ? [merged.db, b] : undefined)
    } catch (error) {
      if (error instanceof OutOfTime) throw error
      watch.problem(`table ${cellText(name)}: ${reason(error)}`)
    }
  }
  return plans

  function* tableRows(
    key: string,
    own: readonly [Connection, Table] | undefined,
    wal: readonly [Connection, Table] | undefined,
  ): Generator<Artifact> {
    const [db, table] = wal ?? own ?? []
    if (db === undefined || table === undefined) return
    const plan = planFor(db, table, key)
    if (plan === undefined) return
    plans.set(key, plan)
    const { selection } = plan
    if (own !== undefined && wal !== undefined && table.rowid !== undefined && sameColumns(own[1], wal[1])) {
      const rowsOf = ([from]: readonly [Connection, Table]) => readRows(from, selection, watch)
      for (const { row, version, changed } of mergeRows(rowsOf(own), rowsOf(wal))) {
        const artifact = plan.artifact(row, version, changed, 0)
        if (artifact) yield artifact
      }
      return
    }
    if (own !== undefined && wal !== undefined)
      watch.problem(
        `table ${cellText(table.name)}: read with the -wal only; its form differs from that of the main file or it has no row ids`,
      )
    const version = main === undefined || merged === undefined || (own && wal) ? 'both' : wal ? 'with-wal' : 'main'
    let number = 0
    for (const row of readRows(db, selection, watch)) {
      const artifact = plan.artifact(row, version, false, ++number)
      if (artifact) yield artifact
    }
  }

  function planFor(db: Connection, table: Table, key: string): Plan | undefined {
    for (const profile of profiles) {
      const spec = profile.tables.find((t) => t.table.toLowerCase() === key)
      if (spec) return profilePlan(db, profile, spec, table, database, watch)
    }
    const guess = guessTable(db, table)
    if (guess === undefined) return undefined
    guesses.push(...guessTraits(guess, SCHEMA))
    return guessedPlan(db, guess, table, database, watch)
  }
}

const sameColumns = (a: Table, b: Table): boolean =>
  a.rowid === b.rowid &&
  a.columns.length === b.columns.length &&
  a.columns.every((c, i) => c.name === b.columns[i]?.name)
