/** Counts, for each rule, the groups it applied to and broke, and why it could not apply to others. */
import type { RuleCoverage } from './finding.ts'
import type { RuleMetadata } from './rule-language.ts'

export class Tally {
  readonly #rule: RuleMetadata
  #applied = 0
  #broken = 0
  readonly #why = new Map<string, number>()

  constructor(rule: RuleMetadata) {
    this.#rule = rule
  }

  applied(broken: boolean): void {
    this.#applied++
    if (broken) this.#broken++
  }

  notApplied(why: string, n = 1): void {
    this.#why.set(why, (this.#why.get(why) ?? 0) + n)
  }

  /** It could not apply anywhere, for this one reason; smaller ones that were counted before fall under it. */
  neverApplied(why: string, n: number): void {
    this.#why.clear()
    if (n > 0) this.#why.set(why, n)
  }

  /** Reasons by number, then by text. */
  coverage(): RuleCoverage {
    const { id, title, says, level } = this.#rule
    const notApplied = [...this.#why].map(([why, n]) => ({ n, why }))
    notApplied.sort((a, b) => b.n - a.n || (a.why < b.why ? -1 : 1))
    return { rule: id, title, says, level, applied: this.#applied, broken: this.#broken, notApplied }
  }
}

/** One tally a rule. */
export class Coverage {
  readonly #tallies: ReadonlyMap<string, Tally>

  /** `off`: rules that were switched off, each with by whom and why. */
  constructor(
    rules: readonly RuleMetadata[],
    off: readonly { readonly rule: RuleMetadata; readonly why: string }[] = [],
  ) {
    this.#tallies = new Map([...rules, ...off.map(({ rule }) => rule)].map((rule) => [rule.id, new Tally(rule)]))
    for (const { rule, why } of off) this.of(rule).notApplied(why, 0)
  }

  of(rule: RuleMetadata): Tally {
    const tally = this.#tallies.get(rule.id)
    if (tally === undefined) throw new Error(`no tally of rule ${rule.id}`)
    return tally
  }

  all(): readonly RuleCoverage[] {
    return [...this.#tallies.values()].map((tally) => tally.coverage())
  }
}
