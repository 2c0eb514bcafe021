/** Runs the examples of rules: what a rule says it breaks on must break it, what it says it holds on must not. */
import { analyze } from './analyze.ts'
import { exampleCase } from './example-case.ts'
import type { RuleCoverage } from './finding.ts'
import { metadataOf, only, rulesOf, type Rule, type RuleSet } from './rule-set.ts'
import type { Example } from './rule-language.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface ExampleResult {
  readonly rule: string
  readonly file: string
  readonly example: string
  readonly expected: 'breaks' | 'holds'
  /** Absent: as expected. */
  readonly fault?: string
}

/** All examples of all rules (or of those named), in the order of ids. */
export function testRules(
  rules: RuleSet,
  vocabulary: Vocabulary,
  only?: ReadonlySet<string>,
): readonly ExampleResult[] {
  return rulesOf(rules)
    .filter((rule) => only === undefined || only.has(metadataOf(rule).id))
    .flatMap((rule) => metadataOf(rule).examples.map((example) => run(rule, example, rules, vocabulary)))
}

function run(rule: Rule, example: Example, rules: RuleSet, vocabulary: Vocabulary): ExampleResult {
  const { id } = metadataOf(rule)
  const expected = 'breaks' in example ? 'breaks' : 'holds'
  const result = { rule: id, file: rules.files.get(id) ?? '', example: example.name, expected } as const
  try {
    const broken = brokenBy(rule, example, rules, vocabulary)
    if (broken.state === expected) return result
    return {
      ...result,
      fault: `it ${broken.state === 'breaks' ? 'breaks' : 'does not break'} the rule${broken.why === '' ? '' : ` (${broken.why})`}`,
    }
  } catch (error) {
    return { ...result, fault: error instanceof Error ? error.message : 'unknown error' }
  }
}

function brokenBy(
  rule: Rule,
  example: Example,
  rules: RuleSet,
  vocabulary: Vocabulary,
): { readonly state: 'breaks' | 'holds'; readonly why: string } {
  const { db, close } = exampleCase('breaks' in example ? example.breaks : example.holds, vocabulary)
  try {
    const { diagnostics } = analyze(db, only(rule, rules))
    const [problem] = diagnostics
    if (problem !== undefined) throw new Error(problem)
    const row = db
      .prepare<[string], { body: string }>('SELECT body FROM coverage WHERE rule = ?')
      .get(metadataOf(rule).id)
    const coverage = JSON.parse(row?.body ?? '{}') as RuleCoverage
    return {
      state: coverage.broken > 0 ? 'breaks' : 'holds',
      why: coverage.notApplied.map((one) => one.why).join('; '),
    }
  } finally {
    close()
  }
}
