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

const WORKED_ON = `EXISTS (SELECT 1 FROM note n WHERE n.subject = change.finding AND n.undone IS NULL
  AND n.kind IN ('disposition', 'alternative', 'tag'))`

/** A finding as the case holds it. */
export interface StoredFinding {
  readonly id: string
  readonly root: number
  readonly artifact: number
  readonly rule: string
  readonly level: string
  readonly body: string
}

/**
 * Stores the findings of an analysis over those of the one before, and keeps what changed. A finding that is as it was is not
 * written again. To be used inside the analysis' transaction: `put` for each, then `end`.
 */
export class FindingStore {
  /** There was no analysis before, so nothing is new. */
  readonly #first: boolean
  readonly #db: CaseDatabase
  readonly #seen = new Set<string>()
  readonly #before
  readonly #insert
  readonly #update
  readonly #change

  constructor(db: CaseDatabase) {
    this.#db = db
    this.#first = db.prepare('SELECT rule FROM coverage LIMIT 1').get() === undefined
    this.#before = db.prepare<[string], StoredFinding>(
      'SELECT id, root, artifact, rule, level, body FROM finding WHERE id = ?',
    )
    this.#insert = db.prepare<[StoredFinding]>(
      'INSERT INTO finding (id, root, artifact, rule, level, body) VALUES (@id, @root, @artifact, @rule, @level, @body)',
    )
    this.#update = db.prepare<[StoredFinding]>(
      'UPDATE finding SET root = @root, artifact = @artifact, rule = @rule, level = @level, body = @body WHERE id = @id',
    )
    this.#change = db.prepare<[string, What, string]>(
      `INSERT INTO change (finding, what, body) VALUES (?, ?, ?)
       ON CONFLICT (finding) DO UPDATE SET what = excluded.what, body = excluded.body`,
    )
    // What was gone and has work stays, until it is made again.
    db.exec(`DELETE FROM change WHERE what NOT IN ('gone', 'gone-earlier') OR NOT ${WORKED_ON}`)
    db.exec(`UPDATE change SET what = 'gone-earlier'`)
  }

  put(finding: StoredFinding): void {
    this.#seen.add(finding.id)
    const before = this.#before.get(finding.id)
    if (before === undefined) {
      this.#insert.run(finding)
      if (!this.#first) this.#change.run(finding.id, 'new', '')
      return
    }
    if (before.body !== finding.body) this.#change.run(finding.id, 'changed', before.body)
    else if (before.root === finding.root && before.artifact === finding.artifact) return
    this.#update.run(finding)
  }

  /** Takes out what was not put: it is gone. */
  end(): void {
    const remove = this.#db.prepare<[string]>('DELETE FROM finding WHERE id = ?')
    for (const id of this.#db.prepare<[], string>('SELECT id FROM finding').pluck().all()) {
      if (this.#seen.has(id)) continue
      this.#change.run(id, 'gone', this.#before.get(id)?.body ?? '')
      remove.run(id)
    }
  }
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
