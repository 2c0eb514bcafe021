/** The tree of evidence as a list of rows: a container, then what is packed in it, each with its hash, status and findings. */
import { z } from 'zod'
import { EVIDENCE_STATUS, LEVELS, type EvidenceStatus, type Level } from '../../model.ts'
import { NAME_IN_BACKUP } from '../backup-names.ts'
import type { CaseDatabase } from '../open.ts'

const rowSchema = z.object({
  number: z.number(),
  root: z.number(),
  id: z.number(),
  depth: z.number(),
  level: z
    .number()
    .nullable()
    .transform((rank): Level | undefined => (rank === null ? undefined : LEVELS[rank])),
  findings: z.number(),
  path: z.string(),
  sha256: z.string().nullable(),
  size: z.number(),
  type: z.string(),
  status: z.enum(EVIDENCE_STATUS),
  error: z.string().nullable(),
  exhibit: z.string().nullable(),
  nameInBackup: z.string().nullable(),
})
export type EvidenceRow = z.infer<typeof rowSchema>

const ROW = `SELECT b.number, b.root, b.id, b.depth, b.level, b.findings, e.path, e.sha256, e.size, e.type, e.status, e.error, e.exhibit,
 ${NAME_IN_BACKUP} AS "nameInBackup" FROM browse_evidence b JOIN evidence e ON e.root = b.root AND e.id = b.id`

export class EvidenceList {
  readonly #db: CaseDatabase
  readonly #rows
  readonly #problems
  readonly length: number

  constructor(db: CaseDatabase) {
    this.#db = db
    this.#rows = db.prepare(`${ROW} WHERE b.number >= ? ORDER BY b.number LIMIT ?`)
    this.#problems = db
      .prepare<[number, number, number], string>(
        'SELECT p.text FROM problem p WHERE p.root = ? AND p.evidence = ? ORDER BY p.id LIMIT ?',
      )
      .pluck()
    this.length = db.prepare<[], number>('SELECT COUNT(*) FROM browse_evidence').pluck().get() ?? 0
  }

  rows(from: number, count: number): readonly EvidenceRow[] {
    return z.array(rowSchema).parse(this.#rows.all(from, count))
  }

  /** The row of one path; undefined if the case has none. */
  byPath(path: string): EvidenceRow | undefined {
    const row = this.#db.prepare(`${ROW} WHERE e.path = ? ORDER BY b.number LIMIT 1`).get(path)
    return row === undefined ? undefined : rowSchema.parse(row)
  }

  /** What could not be read of one evidence, one line each, at most `most`. */
  problems({ root, id }: EvidenceRow, most: number): readonly string[] {
    return this.#problems.all(root, id, most)
  }

  /** The next row whose path, hash, exhibit or name in a backup holds a text; undefined if none does. */
  find(pattern: string, from: number, step: 1 | -1): number | undefined {
    const [side, way] = step > 0 ? ['>', 'ASC'] : ['<', 'DESC']
    return this.#db
      .prepare<[number, string, string, string, string], number>(
        `SELECT b.number FROM browse_evidence b JOIN evidence e ON e.root = b.root AND e.id = b.id WHERE b.number ${side} ?
         AND (LOWER(e.path) LIKE ? ESCAPE '\\' OR e.sha256 LIKE ? ESCAPE '\\' OR LOWER(e.exhibit) LIKE ? ESCAPE '\\'
           OR LOWER(${NAME_IN_BACKUP}) LIKE ? ESCAPE '\\')
         ORDER BY b.number ${way} LIMIT 1`,
      )
      .pluck()
      .get(from, pattern, pattern, pattern, pattern)
  }
}

/** How many evidences have which status. */
export function evidenceCounts(db: CaseDatabase): readonly { readonly status: EvidenceStatus; readonly n: number }[] {
  const rows = z
    .array(z.object({ status: z.enum(EVIDENCE_STATUS), n: z.number() }))
    .parse(db.prepare('SELECT status, COUNT(*) AS n FROM evidence GROUP BY status').all())
  return EVIDENCE_STATUS.flatMap((status) => rows.filter((row) => row.status === status))
}

/** Evidence that was not examined whole, in the order of paths, at most `most`. */
export function incomplete(db: CaseDatabase, most: number): readonly EvidenceRow[] {
  return z.array(rowSchema).parse(db.prepare(`${ROW} WHERE e.status <> 'examined' ORDER BY b.number LIMIT ?`).all(most))
}
