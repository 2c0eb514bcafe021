/** How rules fare on labelled evidence: what must be found against what was found, rule by rule. */
import { z } from 'zod'
import { LEVELS, atLeast, type Level } from '../model.ts'

/** `expected.json` beside labelled evidence: the findings of level medium or above that must be there, and no others. */
export const expectedSchema = z.object({
  about: z.string().optional(),
  mustFind: z.array(z.object({ rule: z.string(), evidence: z.string(), level: z.enum(LEVELS).optional() })),
})
type Expected = z.output<typeof expectedSchema>['mustFind'][number]

export interface Found {
  readonly rule: string
  /** Logical path; an expected one is its end. */
  readonly evidence: string
  readonly level: Level
}

/** Counted by expected finding and by finding; a rule that has none of either has no score. */
export const scoresSchema = z.record(
  z.string(),
  z.strictObject({ found: z.int(), missed: z.int(), unexpected: z.int() }),
)
export type Scores = z.output<typeof scoresSchema>

export interface Judged {
  readonly scores: Scores
  /** One line a finding that is missing or that nobody expected, with what stood in its place. */
  readonly faults: readonly string[]
}

const answers = (expected: Expected, { rule, evidence, level }: Found): boolean =>
  rule === expected.rule &&
  evidence.endsWith(expected.evidence) &&
  (expected.level === undefined || level === expected.level)

export function judge(
  stories: readonly {
    readonly name: string
    readonly mustFind: readonly Expected[]
    readonly found: readonly Found[]
  }[],
): Judged {
  const scores: Record<string, { found: number; missed: number; unexpected: number }> = {}
  const of = (rule: string) => (scores[rule] ??= { found: 0, missed: 0, unexpected: 0 })
  const faults: string[] = []
  for (const { name, mustFind, found } of stories) {
    const weighty = found.filter(({ level }) => atLeast(level, 'medium'))
    for (const expected of mustFind) {
      if (weighty.some((one) => answers(expected, one))) {
        of(expected.rule).found++
        continue
      }
      of(expected.rule).missed++
      const instead = found
        .filter(({ evidence }) => evidence.endsWith(expected.evidence))
        .map(({ rule, level }) => `${rule} (${level})`)
      faults.push(
        `${name}: ${expected.rule} is missing on ${expected.evidence}; there: ${instead.join(', ') || 'nothing'}`,
      )
    }
    for (const one of weighty.filter((finding) => !mustFind.some((expected) => answers(expected, finding)))) {
      of(one.rule).unexpected++
      faults.push(`${name}: ${one.rule} (${one.level}) is unexpected on ${one.evidence}`)
    }
  }
  return { scores: Object.fromEntries(Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1))), faults }
}

/** Of what it found, how much was expected; 1 where it found nothing. */
export const precision = ({ found, unexpected }: Scores[string]): number =>
  found + unexpected === 0 ? 1 : found / (found + unexpected)
/** Of what was expected, how much it found. */
export const recall = ({ found, missed }: Scores[string]): number =>
  found + missed === 0 ? 1 : found / (found + missed)

/** One line a rule whose figures changed; `worse` where precision or recall fell. */
export function scoreChanges(
  before: Scores,
  after: Scores,
): readonly { readonly line: string; readonly worse: boolean }[] {
  const none = { found: 0, missed: 0, unexpected: 0 }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((rule) => {
    const [was, is] = [before[rule] ?? none, after[rule] ?? none]
    if (was.found === is.found && was.missed === is.missed && was.unexpected === is.unexpected) return []
    const worse =
      precision(is) < precision(was) || recall(is) < recall(was) || (is.found < was.found && after[rule] === undefined)
    const text = ({ found, missed, unexpected }: Scores[string]) =>
      `${found} found, ${missed} missed, ${unexpected} unexpected`
    return [{ line: `${rule}: ${text(was)} → ${text(is)}${worse ? ' (worse)' : ''}`, worse }]
  })
}
