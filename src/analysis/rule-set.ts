/** The loaded rules, checked and ready to run, and what could not be loaded. */
import type { Catalogue } from './catalogue.ts'
import type { Detector, House } from './detector.ts'
import type { OwnDetector } from './own-detector.ts'
import type { AgreeRule, Baselines, FactFamily, IntervalRule, OrderRule, RuleMetadata } from './rule-language.ts'
import type { DkimKey } from './dkim-keys.ts'
import type { FactSource } from './fact-index.ts'
import type { SwitchedOff } from './pack.ts'
import type { Tolerances } from './tolerances.ts'

/** A rule or file that could not be used; the others still are. */
export interface RuleProblem {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly message: string
}

/** One line, as commands print it: `rules/email/x.yaml:12:3: …`. */
export const problemText = ({ file, line, column, message }: RuleProblem): string =>
  `${file}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${message}`

/** The tag by which a rule says that its constraint follows from a document named in its references. */
export const DOCUMENTED_TAG = 'documented'

export type Rule =
  | IntervalRule
  | OrderRule
  | AgreeRule
  | FactFamily
  | { readonly type: 'detector'; readonly detector: Detector | OwnDetector }
/** What findings and coverage need of any rule. */
export const metadataOf = (rule: Rule): RuleMetadata => (rule.type === 'detector' ? rule.detector : rule)

/** Fingerprints over what decides findings, by `rule ID` and `fact ID`. */
export type Knowledge = Readonly<Record<string, string>>

export interface RuleSet {
  readonly intervals: readonly IntervalRule[]
  readonly orders: readonly OrderRule[]
  readonly agrees: readonly AgreeRule[]
  readonly families: readonly FactFamily[]
  /** Facts that profiles give: matched and kept for detectors and datings, no findings of their own. */
  readonly profileFacts: readonly FactSource[]
  /** Files that an ingest reads profiles from; those of a later folder go first. */
  readonly profileFiles: readonly string[]
  /** Archived keys of DKIM and ARC. */
  readonly keys: readonly DkimKey[]
  /** The shipped ones run in this process; those from elsewhere each in one of their own. */
  readonly detectors: readonly (Detector | OwnDetector)[]
  readonly clocks: Tolerances
  /** What `rules.yaml` files say of the place. */
  readonly house: House
  readonly baselines: Baselines
  /** SHA-256 over what decides findings. */
  readonly hash: string
  /** The same of each rule and fact, where it was computed before. */
  readonly knowledge?: Knowledge
  readonly problems: readonly RuleProblem[]
  /** Rules that a laboratory's `rules.yaml` switched off, with the reason: coverage names them. */
  readonly off: readonly SwitchedOff<RuleMetadata>[]
  /** The program text of detectors, by id. */
  readonly sources: ReadonlyMap<string, string>
  /** The ids of other catalogues that rules may bear as tags. */
  readonly tags: readonly Catalogue[]
  /** Where each rule was read, by id. */
  readonly files: ReadonlyMap<string, string>
}

/** All rules of a set, by id. */
export function rulesOf(set: RuleSet): readonly Rule[] {
  const rules: Rule[] = [
    ...set.intervals,
    ...set.orders,
    ...set.agrees,
    ...set.families,
    ...set.detectors.map((detector) => ({ type: 'detector' as const, detector })),
  ]
  return rules.sort((a, b) => (metadataOf(a).id < metadataOf(b).id ? -1 : 1))
}

/** The set with this rule only; facts are matched for a detector, which may ask which of them are broken. */
export function only(rule: Rule, rules: RuleSet): RuleSet {
  return {
    ...rules,
    intervals: rule.type === 'interval' ? [rule] : [],
    orders: rule.type === 'order' ? [rule] : [],
    agrees: rule.type === 'agree' ? [rule] : [],
    families: rule.type === 'fact' ? [rule] : rule.type === 'detector' ? rules.families : [],
    detectors: rule.type === 'detector' ? [rule.detector] : [],
  }
}
