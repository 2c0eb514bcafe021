/**
 * SQLite databases (sqlite.org/fileformat2.html): the header, the schema, and the rows that a profile or a time column
 * selects. Read from a private copy; where a -wal lies beside the evidence, with and without it.
 */
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import { EvidenceProblem, type Artifact, type Trait } from '../../model.ts'
import { SHAPE_TRAITS, shapeTraits } from './database-shape.ts'
import { DIGEST_TRAITS, digestTraits } from './row-digests.ts'
import { genericPlan, recogniseTimes } from './generic-times.ts'
import type { Profile } from './profile.ts'
import { profilePlan, type Plan } from './profile-rows.ts'
import { OutOfTime, mergeRows, readRows } from './read-rows.ts'
import type { Watch } from './watch.ts'
import { SCHEMA, schemaArtifact } from './schema-artifact.ts'
import { headerTraits, isSqlite, readHeader } from './sqlite-header.ts'
import { openDescribed, reason, type Connection, type Opened, type Table } from './sqlite-open.ts'
import { cellText } from './time-cell.ts'

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
      'db.row.recorded': {
        clock: 'database',
        doc: 'Transaction time: when the program inserted the row, by its machine (profile)',
      },
      'db.row.changed': { clock: 'database', doc: 'When the program last changed the row (profile)' },
      'db.row.booked': {
        clock: 'user-entry',
        doc: 'Valid time: the date the row is about, as a user entered it (profile)',
      },
      'db.row.event': {
        clock: 'software',
        doc: 'A time of the thing the row is about: a start, a visit, a deadline (profile)',
      },
      'db.row.content': {
        clock: 'software',
        doc: 'A time another machine gave: a sender, a server, a synchronised device (profile)',
      },
      'db.session.login': { clock: 'database', doc: 'Start of a session (profile)' },
      'db.session.logout': { clock: 'database', doc: 'End of a session (profile)' },
      'db.cell.time': { clock: 'database', doc: 'A time column of a table that no profile knows; informational' },
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
      'db.profile': 'Id of a profile whose tables the database has',
      'db.schema.column': 'PROFILE:table or PROFILE:table.column that came with a known release',
      'db.row.column': 'PROFILE:table.column in which the row holds a value that no upgrade fills',
      'db.row.column-unknown': 'The same where it is not known whether upgrades fill old rows',
      'db.row.session': 'TABLE:KEY of the session in which the row was written',
      'db.session': 'TABLE:KEY of this session',
      'db.session.user': 'The user of this session, as the profile names the column',
      'db.session.machine': 'The machine of this session, as the profile names the column',
      'db.row.schema-step': 'The row tells of an installed release; the table',
      ...SHAPE_TRAITS,
      ...DIGEST_TRAITS,
      'db.version': 'Only one version has the row so: main (without the -wal) or with-wal',
    },
  },
  ingest,
})

function* ingest(source: Source, context: IngestContext): Generator<Artifact> {
  const header = readHeader(source.read(0, 100))
  const until = performance.now() + context.limits.seconds * 1000
  const problems: string[] = []
  let dropped = 0
  const problem = (line: string) => (problems.length < MOST_PROBLEMS ? problems.push(line) : dropped++)
  const watch: Watch = { until, problem: (line) => void problem(line) }

  const withWal = source.privateCopy(['-wal'])
  const hasWal = withWal.companions.length > 0
  const alone = hasWal ? source.privateCopy() : withWal
  const main = openDescribed(alone.path, watch, '')
  const merged = hasWal ? openDescribed(withWal.path, watch, ' with its -wal') : undefined
  try {
    const described = main ?? merged
    const profiles = described ? identify(described, merged, context.profiles) : []
    const database: Artifact = {
      type: 'database',
      locator: { type: 'bytes', offset: 0, length: source.size },
      label: `SQLite database ${source.name}`,
      events: [],
      traits: [
        ...headerTraits(header),
        ...(described ? shapeTraits(described, source, header, profiles, watch) : []),
        ...(described ? digestTraits(described, profiles, watch) : []),
        ...profiles.map((p): Trait => ({ key: 'db.profile', value: p.id, locator: SCHEMA })),
      ],
    }
    yield database
    if (described === undefined) throw new EvidenceProblem(problems.join('; '))
    try {
      yield* allRows(main, merged, profiles, database, watch)
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error
      problem(`reading stopped after ${context.limits.seconds} seconds; raise it with --limit seconds=N`)
    }
    if (dropped > 0) problems.push(`and ${dropped} more`)
    yield schemaArtifact(described, merged, profiles, database, problems)
  } finally {
    main?.db.close()
    merged?.db.close()
  }
}

/** The profiles all of whose named tables and columns the database has, in either version. */
function identify(main: Opened, merged: Opened | undefined, profiles: readonly Profile[]): readonly Profile[] {
  const bears = ({ tables }: Opened, profile: Profile) =>
    Object.entries(profile.identify).every(([table, columns]) => {
      const names = tables.get(table.toLowerCase())?.columns.map((c) => c.name.toLowerCase())
      return names !== undefined && columns.every((column) => names.includes(column.toLowerCase()))
    })
  return profiles.filter((profile) => bears(main, profile) || (merged !== undefined && bears(merged, profile)))
}

function* allRows(
  main: Opened | undefined,
  merged: Opened | undefined,
  profiles: readonly Profile[],
  database: Artifact,
  watch: Watch,
): Generator<Artifact> {
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

  function* tableRows(
    key: string,
    own: readonly [Connection, Table] | undefined,
    wal: readonly [Connection, Table] | undefined,
  ): Generator<Artifact> {
    const [db, table] = wal ?? own ?? []
    if (db === undefined || table === undefined) return
    const plan = planFor(db, table, key)
    if (plan === undefined) return
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
    const times = recogniseTimes(db, table)
    return times.length > 0 ? genericPlan(table, times, database) : undefined
  }
}

const sameColumns = (a: Table, b: Table): boolean =>
  a.rowid === b.rowid &&
  a.columns.length === b.columns.length &&
  a.columns.every((c, i) => c.name === b.columns[i]?.name)
