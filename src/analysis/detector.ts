/**
 * What a detector declares: a rule that the four kinds cannot say. It asks for events and traits, gets them group by group
 * (so that no more than one group is in memory) and yields breaches. `rules/FOLDER/NAME.detector.ts`.
 */
import type { ArtifactType, ClockKind, Locator } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { RuleMetadata } from './rule-language.ts'

export interface DetectorTrait {
  readonly key: string
  readonly value: string
  readonly locator: Locator
}

export interface DetectorEvent {
  readonly kind: string
  readonly clock: {
    readonly kind: ClockKind
    readonly writer: string
    readonly extreme: Micros
    readonly usual: Micros
  }
  readonly zone: 'utc' | 'offset' | 'floating'
  readonly nominal: Instant
  readonly earliest: Instant
  readonly latest: Instant
  readonly raw: string
  readonly locator: Locator
  /** Traits that this event's writer wrote. */
  readonly traits: readonly DetectorTrait[]
}

export interface DetectorArtifact {
  readonly type: ArtifactType
  readonly label: string
  readonly claim: DetectorEvent | undefined
  readonly events: readonly DetectorEvent[]
  /** Traits of the artifact itself or of this copy. */
  readonly traits: readonly DetectorTrait[]
}

/** The artifacts joined: one artifact; those of one evidence; one and its parts; copies of one message; a reply and a message that it names, in this order; a message, then its copies, then what answers it. */
export interface DetectorGroup {
  /** Made while they are read, since an evidence may hold millions of rows: keep only those that a breach names. */
  readonly artifacts: Iterable<DetectorArtifact>
  /** Matches of facts on traits in this group: the fact's id, its effective window and whether it is broken against its own writer. */
  readonly facts: readonly {
    readonly fact: string
    readonly trait: DetectorTrait
    readonly artifact: DetectorArtifact
    readonly from: Instant | undefined
    readonly to: Instant | undefined
    readonly broken: boolean
  }[]
}

/** What a laboratory's `rules.yaml` says of the place; nothing where there is none. */
export interface House {
  /** Public holidays: their names by day, YYYY-MM-DD. */
  readonly holidays: Readonly<Record<string, string>>
}

/** A broken constraint. The runner adds level, tolerances, base rate and everything else a finding has. */
export interface Breach {
  /** The artifact the finding is about. */
  readonly artifact: DetectorArtifact
  readonly other?: DetectorArtifact
  readonly events: readonly { readonly role: string; readonly event: DetectorEvent }[]
  /** Values for the {placeholders} of `observed` and `inferred`. */
  readonly values: Readonly<Record<string, string>>
  readonly excess?: Micros
  readonly notBefore?: Instant
  readonly others?: number
  /** Ids of alternatives that this group itself excludes or leaves open, with the reason. */
  readonly alternatives?: Readonly<Record<string, { readonly state: 'excluded' | 'open'; readonly because: string }>>
  /** Weaker than the rule's level, for this breach. */
  readonly level?: 'informational' | 'low' | 'medium'
}

export interface Detector extends RuleMetadata {
  readonly select: {
    readonly join: 'artifact' | 'evidence' | 'parent' | 'copy-of' | 'replies-to' | 'answered'
    readonly events: readonly string[]
    readonly traits: readonly string[]
    readonly artifacts?: readonly ArtifactType[]
  }
  /**
   * Every group is counted: as applied, broken or not; or as not applicable, because it does not carry both sides or for a
   * reason of the detector's own, from a few fixed words (coverage counts by it).
   */
  readonly detect: (
    group: DetectorGroup,
    house: House,
  ) => Iterable<Breach> | 'not applicable' | `not applicable: ${string}`
}
