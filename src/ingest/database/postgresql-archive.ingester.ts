/**
 * Dumps of PostgreSQL in custom format (pg_dump -Fc): the header is read by ourselves, the tables through PostgreSQL's own
 * `pg_restore` where it is to be had.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import { EvidenceProblem, type Artifact, type Event, type Trait } from '../../model.ts'
import { SECOND } from '../../time/instant.ts'
import { FLOATING } from '../../time/reading.ts'
import { ROW_EVENTS, ROW_TRAITS } from './row-vocabulary.ts'
import { archiveHead, isArchive, type ArchiveHead } from './sql-dump/archive-head.ts'
import { POSTGRESQL } from './sql-dump/dump-comments.ts'
import { DUMP_EVENTS, DUMP_TRAITS, WHOLE, outlineOf, rowsAndSchema, type PlainSql } from './sql-dump/read-dump.ts'
import { runPgRestore } from './sql-dump/run-pg-restore.ts'
import { profilesOf } from './streamed-rows.ts'

export default defineIngester({
  id: 'postgresql-archive',
  title: 'PostgreSQL dump in custom format',
  source: 'postgresql.org/docs/current/app-pgdump.html (-Fc); ReadHead in src/bin/pg_dump/pg_backup_archiver.c',
  accepts: isArchive,
  confidence: 100,
  emits: {
    artifacts: ['database', 'schema', 'row', 'session'],
    events: { ...ROW_EVENTS, ...DUMP_EVENTS },
    traits: { ...ROW_TRAITS, ...DUMP_TRAITS, 'postgresql.archive-version': 'Version of the archive format, as 1.14' },
  },
  ingest,
})

async function* ingest(source: Source, context: IngestContext): AsyncGenerator<Artifact> {
  const head = archiveHead(source.read(0, 4_096))
  if (head === undefined) throw new EvidenceProblem('its header is damaged; compare with another copy of the file')
  const until = performance.now() + context.limits.seconds * 1000
  const copy = source.privateCopy().path
  const plain = `${copy}.sql`
  try {
    await runPgRestore(copy, plain, context.limits)
  } catch (error) {
    // What the header says is known even so.
    yield databaseOf(source, head, [])
    throw error
  }
  const sql: PlainSql = { chunks: () => chunksOf(plain) }
  const outline = outlineOf(sql, POSTGRESQL, until)
  const known = profilesOf([...outline.tables.values()], context.profiles)
  const database = databaseOf(
    source,
    head,
    known.map(({ id }) => id),
  )
  yield database
  yield* rowsAndSchema(sql, POSTGRESQL, outline, known, database, context, until)
}

function databaseOf(source: Source, head: ArchiveHead, profiles: readonly string[]): Artifact {
  const locator = { type: 'bytes', offset: 0, length: source.size } as const
  const trait = (key: string, value: string | undefined): Trait[] =>
    value === undefined || value === '' ? [] : [{ key, value, locator }]
  const made: Event | undefined = head.created && {
    kind: 'db.dump.made',
    clock: { kind: 'software', writer: 'the machine that made the dump' },
    reading: {
      nominal: head.created.nominal,
      precision: SECOND,
      zone: FLOATING,
      ...(head.created.nominal === undefined ? { problem: 'unreadable' as const } : {}),
    },
    raw: head.created.raw,
    locator,
  }
  return {
    type: 'database',
    locator,
    label: `PostgreSQL dump ${source.name}`,
    events: made === undefined ? [] : [made],
    ...(made?.reading.nominal === undefined ? {} : { claim: made }),
    traits: [
      ...trait('sql-dump.dialect', 'postgresql'),
      ...trait('postgresql.archive-version', head.version),
      ...trait('sql-dump.server-version', head.serverVersion),
      ...trait('sql-dump.program', head.program === undefined ? undefined : `pg_dump version ${head.program}`),
      ...profiles.map((value): Trait => ({ key: 'db.profile', value, locator: WHOLE })),
    ],
  }
}

const CHUNK = 1024 * 1024

function* chunksOf(path: string): Generator<Uint8Array> {
  const fd = openSync(path, 'r')
  try {
    for (;;) {
      const chunk = Buffer.alloc(CHUNK)
      const length = readSync(fd, chunk, 0, CHUNK, null)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  } finally {
    closeSync(fd)
  }
}
