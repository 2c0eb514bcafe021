/** What the last analysis changed in the findings, as a list: its order at once, each finding as it was and as it is when it is looked at. */
import { z } from 'zod'
import { ARTIFACT_TYPES, LEVELS, type Level } from '../../model.ts'
import { CHANGES, type What } from '../changes.ts'
import type { CaseDatabase } from '../open.ts'

/** What the list shows of a finding, before or now. */
const bodySchema = z.looseObject({
  rule: z.string(),
  level: z.enum(LEVELS),
  title: z.string(),
  observed: z.string(),
  artifact: z.object({ type: z.enum(ARTIFACT_TYPES), label: z.string(), evidence: z.string() }),
})
export type ChangedBody = z.infer<typeof bodySchema>

export interface ChangedFinding {
  readonly finding: string
  readonly what: What
  /** Absent: the finding is new. */
  readonly before?: ChangedBody
  /** Absent: it is gone. */
  readonly now?: ChangedBody
}

const listed = z.object({ finding: z.string(), what: z.enum(CHANGES), body: z.string() })
const marked = listed.omit({ body: true })
const leveled = z.object({ level: z.enum(LEVELS) })
const strength = (body: string): number =>
  body === '' ? -1 : LEVELS.indexOf(leveled.parse(JSON.parse(body)).level satisfies Level)

/** What is new or changed since the analysis before, by id. */
export function changedMarks(db: CaseDatabase): ReadonlyMap<string, What> {
  const rows = db.prepare("SELECT finding, what FROM change WHERE what IN ('new', 'changed')").all()
  return new Map(
    z
      .array(marked)
      .parse(rows)
      .map(({ finding, what }) => [finding, what]),
  )
}

/** Ids of what is new, changed, gone, and gone earlier; the strongest of each first. */
export function changedIds(db: CaseDatabase): readonly { readonly finding: string; readonly what: What }[] {
  // What is there counts as it is now, what is gone as it was.
  const rows = db.prepare(
    'SELECT c.finding, c.what, COALESCE(f.body, c.body) AS body FROM change c LEFT JOIN finding f ON f.id = c.finding',
  )
  const list: { finding: string; what: What; level: number }[] = []
  for (const raw of rows.iterate()) {
    const { finding, what, body } = listed.parse(raw)
    list.push({ finding, what, level: strength(body) })
  }
  return list.sort(
    (a, b) =>
      CHANGES.indexOf(a.what) - CHANGES.indexOf(b.what) || b.level - a.level || (a.finding < b.finding ? -1 : 1),
  )
}

const pair = z.object({ what: z.enum(CHANGES), before: z.string(), now: z.string().nullable() })

/** One finding that the last analysis changed; undefined if it did not. */
export function changedFinding(db: CaseDatabase, finding: string): ChangedFinding | undefined {
  const raw = db
    .prepare(
      'SELECT c.what, c.body AS before, f.body AS now FROM change c LEFT JOIN finding f ON f.id = c.finding WHERE c.finding = ?',
    )
    .get(finding)
  if (raw === undefined) return undefined
  const { what, before, now } = pair.parse(raw)
  return {
    finding,
    what,
    ...(before === '' ? {} : { before: bodySchema.parse(JSON.parse(before)) }),
    ...(now === null ? {} : { now: bodySchema.parse(JSON.parse(now)) }),
  }
}

/** Names of the parts in which a finding is other than it was, as the JSON report calls them. */
export const changedParts = ({ before, now }: ChangedFinding): readonly string[] =>
  before === undefined || now === undefined
    ? []
    : [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
        (part) => JSON.stringify(before[part]) !== JSON.stringify(now[part]),
      )
