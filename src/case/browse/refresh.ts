/** The screen's tables for a case that another thread is filling: made anew as temporary ones, and given up once the case has its own. */
import type { CaseDatabase } from '../open.ts'
import { isPrepared, prepareTemporarily } from './prepare.ts'
import { BROWSE_TABLES } from './tables.ts'

/** After the case changed underneath. `growing`: rows are written just now, so what the case itself has made is of before. */
export function refreshBrowsing(db: CaseDatabase, growing: boolean): void {
  db.pragma('query_only = OFF')
  try {
    // A temporary table is found before the case's own (sqlite.org/lang_naming.html).
    for (const table of BROWSE_TABLES) db.exec(`DROP TABLE IF EXISTS temp.${table}`)
  } finally {
    db.pragma('query_only = ON')
  }
  if (growing || !isPrepared(db)) prepareTemporarily(db)
}
