/** All rows of a case that come from evidence, as text: what two cases are compared by. Ids of trait values are private. */
import type { CaseDatabase } from '../../src/case/open.ts'

const TABLES = {
  root: 'SELECT root, path, size, mtime, sha256, state FROM root ORDER BY root',
  part: 'SELECT * FROM part ORDER BY root, number',
  evidence: 'SELECT * FROM evidence ORDER BY root, id',
  artifact: 'SELECT * FROM artifact ORDER BY root, id',
  clock: 'SELECT * FROM clock ORDER BY root, id',
  event: 'SELECT * FROM event ORDER BY root, id',
  sequence: 'SELECT * FROM sequence ORDER BY root, id',
  place: 'SELECT * FROM place ORDER BY root, sequence, position, event',
  trait: `SELECT t.root, t.id, t.artifact, t.event, v.key, v.value, t.locator
    FROM trait t JOIN trait_value v ON v.id = t.value ORDER BY t.root, t.id`,
  problem: 'SELECT * FROM problem ORDER BY root, id',
  link: 'SELECT * FROM link ORDER BY kind, source_root, source, target_root, target',
} as const

export function dump(db: CaseDatabase): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(TABLES).map(([table, sql]) => [
      table,
      db
        .prepare(sql)
        .all()
        .map((row) => JSON.stringify(row)),
    ]),
  )
}
