/** Plain SQL dumps of MySQL, MariaDB, PostgreSQL and SQLite: what the dump says of itself, and the rows of its tables. */
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import type { Artifact, Trait } from '../../model.ts'
import { ROW_EVENTS, ROW_TRAITS } from './row-vocabulary.ts'
import { dialectOf } from './sql-dump/dump-comments.ts'
import { DUMP_EVENTS, DUMP_TRAITS, WHOLE, outlineOf, rowsAndSchema } from './sql-dump/read-dump.ts'
import { profilesOf } from './streamed-rows.ts'

const UTF8 = new TextDecoder('utf-8')

export default defineIngester({
  id: 'sql-dump',
  title: 'SQL dump (MySQL, MariaDB, PostgreSQL, SQLite)',
  source:
    'What mysqldump, mariadb-dump, pg_dump, phpMyAdmin and the sqlite3 shell write; postgresql.org/docs/current/sql-copy.html',
  accepts: (head) => dialectOf(UTF8.decode(head.subarray(0, 4_096))) !== undefined,
  confidence: 60,
  emits: {
    artifacts: ['database', 'schema', 'row', 'session'],
    events: { ...ROW_EVENTS, ...DUMP_EVENTS },
    traits: {
      ...ROW_TRAITS,
      ...DUMP_TRAITS,
      'sql-dump.php-version': 'Version of PHP under which phpMyAdmin ran',
    },
  },
  ingest,
})

function* ingest(source: Source, context: IngestContext): Generator<Artifact> {
  const dialect = dialectOf(new TextDecoder('utf-8').decode(source.read(0, 4_096)))
  if (dialect === undefined) return
  const until = performance.now() + context.limits.seconds * 1000
  const outline = outlineOf(source, dialect, until)
  const known = profilesOf([...outline.tables.values()], context.profiles)
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
  yield* rowsAndSchema(source, dialect, outline, known, database, context, until)
}
