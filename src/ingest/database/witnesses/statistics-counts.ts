/**
 * The number of rows that a table had when ANALYZE ran (sqlite.org/fileformat2.html, 2.6.3, sqlite_stat1). Under a limit (pragma
 * analysis_limit) the number is an estimate and no samples are written (SQLite's analyze.c): it is exact where there are samples.
 */
import { quote, rows, type Opened } from '../sqlite-open.ts'
import type { Testimony } from './testimony.ts'

/** Tables of an audit trail that begin with their first number and have fewer rows than they had: none of them was purged from the front. */
export function* countTestimonies({ db, tables, entries }: Opened, trails: ReadonlySet<string>): Generator<Testimony> {
  const has = (name: string) => entries.some((entry) => entry.type === 'table' && entry.name === name)
  if (!has('sqlite_stat1') || !has('sqlite_stat4')) return
  for (const key of trails) {
    const table = tables.get(key)
    if (table?.rowid === undefined) continue
    if (rows(db, 'SELECT 1 FROM sqlite_stat4 WHERE tbl = ? LIMIT 1').get(table.name) === undefined) continue
    const whole = entries.filter(
      ({ type, table: of, sql }) => type === 'index' && of === table.name && !/\bWHERE\b/i.test(sql),
    )
    const counts = whole.flatMap(({ name }) =>
      rows(db, 'SELECT stat FROM sqlite_stat1 WHERE tbl = ? AND idx = ?')
        .all(table.name, name)
        .flatMap(([stat]) => (typeof stat === 'string' && /^\d{1,15}(?: |$)/.test(stat) ? Number.parseInt(stat) : [])),
    )
    const [then] = counts
    if (then === undefined || counts.some((one) => one !== then)) continue
    const [now, first, last] =
      rows(db, `SELECT count(*), min(${table.rowid}), max(${table.rowid}) FROM ${quote(table.name)}`).get() ?? []
    if (first !== 1n || typeof last !== 'bigint' || typeof now !== 'bigint' || now >= then) continue
    yield {
      witness: 'statistics',
      place: 'sqlite_stat1',
      table: table.name,
      row: last,
      what: `when ANALYZE ran, ${table.name} had ${then} rows; it has ${now}, from its first number on`,
    }
  }
}
