/** Temporary tables of a connection that may not write the case: SQLite would refuse it those, too (sqlite.org/pragma.html#pragma_query_only). */
import type { CaseDatabase } from '../open.ts'

/** Does work that writes temporary tables, and nothing else. */
export function writeTemporarily(db: CaseDatabase, work: () => void): void {
  db.pragma('query_only = OFF')
  try {
    db.transaction(work)()
  } finally {
    db.pragma('query_only = ON')
  }
}
