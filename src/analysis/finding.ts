/** What an analysis yields: findings, datings and coverage. Nothing here knows how they are stored or shown. */
import type {
  Alternative,
  ArtifactType,
  Level,
  Locator,
  LogicalPath,
  QuotedEvent,
  Says,
  Sha256,
  ClockKind,
} from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { Fact } from './rule-language.ts'

/** A fact as a finding embeds it, whole, so that the other side can check it. */
export interface QuotedFact extends Fact {
  readonly family: string
  readonly trait: string
  readonly value: string
  readonly writtenBy: 'receiver' | 'provider' | 'sender' | 'tool'
  readonly collection?: string | undefined
  readonly locator: Locator
}

export interface Tolerance {
  readonly clock: ClockKind
  /** Where a laboratory measured this writer's clock (`rules.yaml`). */
  readonly writer?: string
  readonly usual: Micros
  readonly extreme: Micros
}

export interface Baseline {
  readonly collection: string
  readonly years: string
  readonly learntFrom: boolean
  readonly broken: number
  readonly applicable: number
  readonly examined: number
  readonly sources: number
  /** Upper 95 % limit of the rate (Clopper and Pearson 1934); absent where fewer than 300 were applicable: "not measured". */
  readonly upper95?: number
}

/** Where an artifact stands. */
export interface ArtifactRef {
  readonly root: LogicalPath
  readonly evidence: LogicalPath
  readonly sha256: Sha256
  readonly type: ArtifactType
  readonly label: string
  readonly locator: Locator
}

export interface Finding {
  /** First 16 hex digits of SHA-256 over rule, evidence hash and path, the artifact's locator and the other artifact's. */
  readonly id: string
  readonly rule: string
  readonly says: Says
  readonly level: Level
  readonly title: string
  readonly observed: string
  readonly inferred: string
  readonly notShown: string
  readonly artifact: ArtifactRef
  /** The second artifact of a finding over two: the container, the copy, the parent. */
  readonly other?: ArtifactRef
  readonly claimed?: { readonly from: Instant; readonly to: Instant; readonly by: string }
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly events: readonly QuotedEvent[]
  readonly tolerances: readonly Tolerance[]
  /** By how much the constraint is broken beyond the tolerances (extreme ones, or the usual ones when only those are exceeded). */
  readonly excess?: Micros
  /** Of the rules and facts it rests on: those first loaded, or changed, after the evidence had been read; one sentence each. */
  readonly later?: readonly string[]
  /** How many further pairs, rows or values of the same group break it too. */
  readonly others: number
  readonly facts: readonly QuotedFact[]
  readonly alternatives: readonly Alternative[]
  readonly references: readonly string[]
  readonly baseline: readonly Baseline[]
}

/** A fact as a bound names it; findings quote facts whole, and `rules list` knows them by these ids. */
export interface NamedFact {
  readonly id: string
  readonly family: string
  readonly value: string
}

/** One bound with what it rests on. */
export interface Bound {
  readonly at: Instant
  /** One step: the constraint in words. */
  readonly proof: string
  readonly dependsOn: readonly string[]
  readonly events: readonly QuotedEvent[]
  readonly facts: readonly NamedFact[]
}

export interface Dating {
  readonly artifact: ArtifactRef
  readonly claimed?: { readonly from: Instant; readonly to: Instant; readonly by: string }
  readonly notBefore?: Bound
  readonly notAfter?: Bound
  /** The period to which its forms belong: never a bound. */
  readonly claimedEra?: { readonly from?: Instant; readonly to?: Instant; readonly facts: readonly string[] }
  /** When bounds cross no dating is given but these. */
  readonly conflict?: readonly [Bound, Bound]
}

export interface RuleCoverage {
  readonly rule: string
  readonly title: string
  readonly says: Says
  readonly level: Level
  /** Groups that carried both sides of the constraint. */
  readonly applied: number
  readonly broken: number
  readonly notApplied: readonly { readonly n: number; readonly why: string }[]
  /** An examiner switched it off for this case: nothing was held against it, and it bounds no dating. */
  readonly switchedOff?: { readonly by: string; readonly at: string; readonly because: string }
}
