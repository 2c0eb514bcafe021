/**
 * A broken constraint before it becomes a finding: rows and numbers only. Level, words, quoted events and alternatives are
 * added once all constraints were tried, because the level depends on what else was found on the same artifact.
 */
import type { Level } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { CompiledFact } from './fact-index.ts'
import type { BrokenState } from './facts.ts'
import type { Rule } from './rule-set.ts'
import type { Tier } from './tolerances.ts'

export interface ArtifactKey {
  readonly root: number
  readonly artifact: number
}

export interface DraftEvent {
  readonly role: string
  readonly root: number
  readonly event: number
}

/** A trait outside its fact's window. */
export interface DraftFact {
  readonly fact: CompiledFact
  readonly root: number
  readonly trait: number
  readonly state: BrokenState
  /** Who wrote the trait; `copy` where it is tied to no dated writer. */
  readonly writer: string
}

export interface Draft {
  readonly rule: Rule
  readonly at: ArtifactKey
  readonly other?: ArtifactKey
  readonly events: readonly DraftEvent[]
  readonly facts: readonly DraftFact[]
  /** Beyond which tolerances the constraint is broken. */
  readonly tier: Tier
  readonly excess?: Micros
  readonly others: number
  /** Values for the {placeholders} of the rule's sentences. */
  readonly values: Readonly<Record<string, string>>
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  /** Whose text breaks it: two findings are independent if they have no writer in common. */
  readonly writers: readonly string[]
  /** All of its events but the claim are times that saving or copying writes anew. */
  readonly onlyCopyTimes: boolean
  /** A detector's own weaker level. */
  readonly cap?: Level
  readonly alternatives?: Readonly<Record<string, { readonly state: 'excluded' | 'open'; readonly because: string }>>
}
