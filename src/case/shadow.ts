/**
 * A case opened for reading, with temporary tables in the place of all that an analysis writes: rules can be tried on a case
 * that is not changed, and at once, since nothing is copied. SQLite finds temporary tables first (sqlite.org/lang_naming.html).
 */
import { openCase, type CaseDatabase, type OpenCase } from './open.ts'
import { DDL, INDEXES } from './schema.ts'

const REWRITTEN = ['link', 'fact_match', 'finding', 'finding_event', 'dating', 'coverage', 'change']

/** Throws `CaseProblem`. */
export function openShadow(path: string): OpenCase {
  const open = openCase(path, 'read')
  try {
    // It would refuse temporary tables, too. Every table that an analysis writes is one from here on.
    open.db.pragma('query_only = OFF')
    for (const table of REWRITTEN) {
      const made = new RegExp(`^CREATE TABLE ${table} \\([^;]*;`, 'm').exec(DDL)?.[0]
      if (made !== undefined) open.db.exec(made.replace('CREATE TABLE', 'CREATE TEMP TABLE'))
      for (const index of INDEXES.match(new RegExp(`^CREATE INDEX .* ON ${table} .*;$`, 'gm')) ?? [])
        open.db.exec(index.replace('EXISTS ', 'EXISTS temp.'))
    }
    return open
  } catch (error) {
    open.close()
    throw error
  }
}

/** Moves what stands in the temporary tables into the case, in the place of what was there: nobody else may be writing it. It is left in the `-wal`. */
export function keepShadow(db: CaseDatabase): void {
  db.pragma('wal_autocheckpoint = 0')
  db.transaction(() => {
    for (const table of REWRITTEN) {
      db.exec(`DELETE FROM main.${table}`)
      db.exec(`INSERT INTO main.${table} SELECT * FROM temp.${table}`)
    }
  }).immediate()
}
