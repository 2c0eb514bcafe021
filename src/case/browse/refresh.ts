/** The screen's tables for a case that another thread is filling: made anew as temporary ones, and given up once the case has its own. */
import type { CaseDatabase } from '../open.ts'
import { Counting, keepTemporarily } from './count.ts'
import { isPrepared, prepareTemporarily } from './prepare.ts'
import { FINDING_TABLES, TALLY_TABLES } from './tables.ts'
import { writeTemporarily } from './temporary.ts'

/**
 * After the case changed underneath. `growing`: rows are written just now, so what the case itself has made is of before; the events
 * are counted at once, too. Else that is left to who shows them.
 */
export function refreshBrowsing(db: CaseDatabase, growing: boolean): void {
  // A temporary table is found before the case's own (sqlite.org/lang_naming.html).
  writeTemporarily(db, () => {
    for (const table of [...FINDING_TABLES, ...TALLY_TABLES]) db.exec(`DROP TABLE IF EXISTS temp.${table}`)
  })
  if (growing || !isPrepared(db)) prepareTemporarily(db)
  if (!growing) return
  const counting = new Counting(db)
  counting.work(Infinity)
  keepTemporarily(db, counting)
}
