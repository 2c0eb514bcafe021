/** The rows of the list of findings by their numbers, by id, by artifact and by their words. */
import { z } from 'zod'
import { ARTIFACT_TYPES, LEVELS, SAYS, type Level } from '../../model.ts'
import type { CaseDatabase } from '../open.ts'

const rowSchema = z.object({
  number: z.number(),
  id: z.string(),
  rule: z.string(),
  level: z.number().transform((rank): Level => LEVELS[rank] ?? 'informational'),
  says: z.enum(SAYS),
  title: z.string(),
  root: z.number(),
  artifact: z.number(),
  type: z.enum(ARTIFACT_TYPES),
  label: z.string(),
  evidence: z.string(),
  claimed: z.number().nullable(),
  claimedTo: z.number().nullable(),
  notBefore: z.number().nullable(),
  notAfter: z.number().nullable(),
  excess: z.number().nullable(),
})
/** Times and lengths are microseconds; `root` and `artifact` are keys of the case and are never shown. */
export type FindingRow = z.infer<typeof rowSchema>

const COLUMNS = `number, id, rule, level, says, title, root, artifact, type, label, evidence, claimed, claimed_to AS "claimedTo",
 not_before AS "notBefore", not_after AS "notAfter", excess`

/** Reads rows by number, many times a second: prepare once. */
export function findingReader(db: CaseDatabase): (number: number) => FindingRow | undefined {
  const one = db.prepare(`SELECT ${COLUMNS} FROM browse_finding WHERE number = ?`)
  return (number) => {
    const row = one.get(number)
    return row === undefined ? undefined : rowSchema.parse(row)
  }
}

/** The findings of one artifact, strongest first. */
export function findingsOf(db: CaseDatabase, root: number, artifact: number): readonly FindingRow[] {
  return z
    .array(rowSchema)
    .parse(
      db
        .prepare(`SELECT ${COLUMNS} FROM browse_finding WHERE root = ? AND artifact = ? ORDER BY level DESC, number`)
        .all(root, artifact),
    )
}

/** By the whole id or its beginning; undefined if none or several begin so. */
export function findingByIdStart(db: CaseDatabase, start: string): FindingRow | undefined {
  const [only, second] = db
    .prepare(`SELECT ${COLUMNS} FROM browse_finding WHERE id >= ? AND id < ? ORDER BY id LIMIT 2`)
    .all(start, `${start}g`)
  return only === undefined || second !== undefined ? undefined : rowSchema.parse(only)
}

/** Numbers of the findings in whose words a text stands, without regard to case. */
export function findingsWith(db: CaseDatabase, text: string): ReadonlySet<number> {
  const found = db
    .prepare<[string], number>("SELECT number FROM browse_finding WHERE words LIKE ? ESCAPE '\\'")
    .pluck()
    .all(like(text))
  return new Set(found)
}

/** A pattern of LIKE for a text as it stands. */
export const like = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
