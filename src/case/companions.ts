/**
 * Files that SQLite keeps beside a database (`-wal`, `-shm`, `-journal`; sqlite.org/tempfiles.html): they are read with it, not by
 * themselves. Where the database was read, they count as examined; one that lies alone stays of unknown format.
 */
import type { CaseDatabase } from './open.ts'

/** What is left of a name without the ending that the type `t` is named by (`sqlite-wal`); NULL where the name has another. */
const stem = (name: string, t: string): string =>
  `CASE WHEN ${name} LIKE '%' || substr(${t}, 7) THEN substr(${name}, 1, length(${name}) - length(${t}) + 6) END`

const LONE = `e.status = 'unknown' AND e.type IN ('sqlite-wal', 'sqlite-shm', 'sqlite-journal')`
const READ = `d.type = 'sqlite' AND d.status IN ('examined', 'partly')`
/** Top-level files by the file's own path, members of a container by their place in it. */
const BESIDE = `UPDATE evidence SET status = 'examined' WHERE (root, id) IN (
   SELECT e.root, e.id FROM evidence e JOIN root r ON r.root = e.root
     JOIN root q ON q.file = ${stem('r.file', 'e.type')} JOIN evidence d ON d.root = q.root AND d.parent IS NULL
   WHERE e.parent IS NULL AND ${LONE} AND ${READ}
   UNION SELECT e.root, e.id FROM evidence e
     JOIN evidence d ON d.root = e.root AND d.parent = e.parent AND d.path = ${stem('e.path', 'e.type')}
   WHERE ${LONE} AND ${READ})`

export function countCompanions(db: CaseDatabase): void {
  db.prepare(BESIDE).run()
}
