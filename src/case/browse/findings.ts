/** The list of findings: its order as numbers (four bytes each), its rows by those numbers, and one finding's number by its id. */
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

export const FINDING_GROUPS = ['evidence', 'artifact', 'rule', 'nothing'] as const
export type FindingGroup = (typeof FINDING_GROUPS)[number]
export const FINDING_ORDERS = ['level', 'claimed time', 'how far off', 'place'] as const
export type FindingOrder = (typeof FINDING_ORDERS)[number]

/** A condition on one column: a fixed fragment of SQL with its values. */
export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

const GROUPS: Readonly<Record<FindingGroup, string>> = {
  evidence: 'by_evidence',
  artifact: 'by_artifact',
  rule: 'by_rule',
  nothing: '0',
}
const ORDERS: Readonly<Record<FindingOrder, string>> = {
  level: 'level DESC, number',
  'claimed time': 'CASE WHEN claimed IS NULL THEN 1 ELSE 0 END, claimed, number',
  'how far off': 'COALESCE(excess, -1) DESC, number',
  place: 'number',
}

/** An entry of the list: a finding's number, or −1 − number for the heading of the group that begins with it. */
export type Entries = Int32Array

/** The list of one grouping, order and filter; the group with the strongest finding first, headings put in. */
export function findingEntries(
  db: CaseDatabase,
  group: FindingGroup,
  order: FindingOrder,
  conditions: readonly Condition[],
): Entries {
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`
  const by = GROUPS[group]
  const first = order === 'place' ? 'part' : 'top DESC, part'
  const rows = db
    .prepare<(string | number)[], [number, number]>(
      `SELECT number, part FROM (SELECT number, level, claimed, excess, ${by} AS part, MAX(level) OVER (PARTITION BY ${by}) AS top
       FROM browse_finding ${where}) AS listed ORDER BY ${group === 'nothing' ? '' : `${first}, `}${ORDERS[order]}`,
    )
    .raw()
    .all(...conditions.flatMap(({ values }) => values))
  const list: number[] = []
  let part = -1
  for (const [number, own] of rows) {
    if (group !== 'nothing' && own !== part) list.push(-1 - number)
    part = own
    list.push(number)
  }
  return Int32Array.from(list)
}

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

/** How many findings there are of each level, all together. */
export function findingCounts(db: CaseDatabase): Readonly<Record<Level, number>> {
  const counts: Record<Level, number> = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 }
  const rows = db
    .prepare<[], { level: number; n: number }>('SELECT level, COUNT(*) AS n FROM browse_finding GROUP BY level')
    .all()
  for (const { level, n } of rows) counts[LEVELS[level] ?? 'informational'] = n
  return counts
}
