/**
 * What an analysis changed in the findings of a case, held against the one before by the findings' stable ids. A finding that
 * somebody noted something on and that is no longer made stays here, with its body, until it is made again.
 */
import { z } from 'zod'
import type { CaseDatabase } from './open.ts'

/** new, changed, gone: since the analysis before. gone-earlier: gone before that, and somebody's work stands on it. */
export const CHANGES = ['new', 'changed', 'gone', 'gone-earlier'] as const
export type What = (typeof CHANGES)[number]

export interface Change {
  readonly finding: string
  readonly what: What
  /** JSON of the finding as it was; absent: new. */
  readonly before?: string
  /** JSON of the finding as it is; absent: gone. */
  readonly now?: string
}

/** Keeps the findings of the analysis before, in a table of this connection. To be called inside the analysis' transaction, before it clears. */
export function rememberFindings(db: CaseDatabase): void {
  db.exec('DROP TABLE IF EXISTS temp.before')
  db.exec('CREATE TEMPORARY TABLE before (id TEXT PRIMARY KEY, body TEXT NOT NULL)')
  db.exec('INSERT INTO temp.before (id, body) SELECT id, body FROM finding')
}

const WORKED_ON = `EXISTS (SELECT 1 FROM note n WHERE n.subject = change.finding AND n.undone IS NULL
  AND n.kind IN ('disposition', 'alternative', 'tag'))`

/** Compares what the analysis made with what was remembered. `first`: there was no analysis before, so nothing is new. */
export function keepChanges(db: CaseDatabase, first: boolean): void {
  // What was gone and has work stays, unless it is made again.
  db.exec(`DELETE FROM change WHERE what NOT IN ('gone', 'gone-earlier') OR NOT ${WORKED_ON}
    OR finding IN (SELECT id FROM finding)`)
  db.exec(`UPDATE change SET what = 'gone-earlier'`)
  if (!first) {
    db.exec(`INSERT INTO change (finding, what, body)
      SELECT b.id, 'gone', b.body FROM temp.before b WHERE NOT EXISTS (SELECT 1 FROM finding f WHERE f.id = b.id)`)
    db.exec(`INSERT INTO change (finding, what, body)
      SELECT b.id, 'changed', b.body FROM temp.before b JOIN finding f ON f.id = b.id WHERE f.body <> b.body`)
    db.exec(`INSERT INTO change (finding, what, body)
      SELECT f.id, 'new', '' FROM finding f WHERE NOT EXISTS (SELECT 1 FROM temp.before b WHERE b.id = f.id)`)
  }
  db.exec('DROP TABLE temp.before')
}

/** How many findings the last analysis changed, of each kind. */
export function changeCounts(db: CaseDatabase): Readonly<Record<What, number>> {
  const counts = { new: 0, changed: 0, gone: 0, 'gone-earlier': 0 }
  const rows = db.prepare('SELECT what, COUNT(*) AS n FROM change GROUP BY what').all()
  for (const { what, n } of z.array(z.object({ what: z.enum(CHANGES), n: z.number() })).parse(rows)) counts[what] = n
  return counts
}

const row = z
  .object({ finding: z.string(), what: z.enum(CHANGES), before: z.string(), now: z.string().nullable() })
  .transform(({ before, now, ...rest }): Change => ({
    ...rest,
    ...(before === '' ? {} : { before }),
    ...(now === null ? {} : { now }),
  }))

/** The changes of some kinds, by finding. */
export const changes = (db: CaseDatabase, kinds: readonly What[] = CHANGES): readonly Change[] =>
  z.array(row).parse(
    db
      .prepare(
        `SELECT c.finding, c.what, c.body AS before, f.body AS now FROM change c LEFT JOIN finding f ON f.id = c.finding
         WHERE c.what IN (${kinds.map(() => '?').join(', ')}) ORDER BY c.finding`,
      )
      .all(kinds),
  )
