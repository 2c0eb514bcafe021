/**
 * What audit exports line by line (CSV, JSON lines) have in common: they are one table, named `export`, whose columns a profile
 * knows by their names. Their order is that of writing, so a profile may give `key: rowid`, the number of the record.
 */
import type { IngestContext, Source } from '../ingester.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import type { Artifact, Trait } from '../../model.ts'
import { profilesOf, rowSink, type StreamedRow, type StreamedTable } from './streamed-rows.ts'
import { ROW_EVENTS, ROW_TRAITS } from './row-vocabulary.ts'

/** The name under which profiles speak of the table. */
export const EXPORT = 'export'

/** An export's table is not named by itself, so nothing says that it is a log or lists sessions: without a profile its times are only shown. */
export const EXPORT_EMITS = {
  artifacts: ['database', 'schema', 'row', 'session'],
  events: ROW_EVENTS,
  traits: ROW_TRAITS,
} as const

const CHECK_EVERY = 4_096
export const WHOLE = { type: 'row', table: EXPORT, row: '*' } as const

/** The table, its rows, and last the schema with what was guessed and what went wrong. */
export async function* exported(
  source: Source,
  format: string,
  columns: readonly string[],
  records: Iterable<StreamedRow> | AsyncIterable<StreamedRow>,
  problems: string[],
  { limits, profiles }: IngestContext,
): AsyncGenerator<Artifact> {
  const until = performance.now() + limits.seconds * 1000
  const table: StreamedTable = { name: EXPORT, columns: columns.map((name) => ({ name, type: '' })) }
  const known = profilesOf([table], profiles)
  const database: Artifact = {
    type: 'database',
    locator: { type: 'bytes', offset: 0, length: source.size },
    label: `${format} ${source.name}`,
    events: [],
    traits: known.map(({ id }) => ({ key: 'db.profile', value: id, locator: WHOLE })),
  }
  yield database
  const guesses: Trait[] = []
  const sink = rowSink(table, known, database, 'written', guesses)
  for await (const row of records) {
    if (row.number % CHECK_EVERY === 0 && performance.now() > until) {
      problems.push(limitProblem('seconds', limits, 'reading it takes').message)
      break
    }
    yield* sink.add(row)
  }
  yield* sink.end()
  yield {
    type: 'schema',
    locator: WHOLE,
    label: `${columns.length} columns`,
    parent: database,
    events: [],
    traits: guesses,
    ...(problems.length > 0 ? { problems } : {}),
  }
}
