/**
 * What a detector of a laboratory declares, for `import type { Detector } from 'anachron/detector'`. It stands alone, so that it
 * needs no library; test/analysis/detector-types.test.ts holds it to what the program itself uses.
 * Times are microseconds since 1970 UTC.
 */

/** `unusual` is at most low, `inconsistent` at most high. */
export type Says = 'unusual' | 'inconsistent' | 'impossible'
/** Sigma's words, rising. */
export type Level = 'informational' | 'low' | 'medium' | 'high' | 'critical'

export type ArtifactType =
  | 'message'
  | 'attachment'
  | 'database'
  | 'schema'
  | 'row'
  | 'session'
  | 'document'
  | 'image'
  | 'archive'
  | 'archive-member'
  | 'file'

/** Who writes a clock, and how far it may honestly be off (rules/clocks.yaml). */
export type ClockKind =
  | 'sender'
  | 'relay'
  | 'provider'
  | 'receiver'
  | 'copy'
  | 'quoted'
  | 'database'
  | 'database-guessed'
  | 'user-entry'
  | 'camera'
  | 'satellite'
  | 'software'
  | 'archiver'
  | 'filesystem'
  | 'assertion'
  | 'custody'
  | 'release'

/** Where something stands, so that anybody can look it up in the evidence. */
export type Locator =
  | { readonly type: 'header'; readonly name: string; readonly index: number; readonly offset: number }
  | { readonly type: 'bytes'; readonly offset: number; readonly length: number }
  | { readonly type: 'row'; readonly table: string; readonly row: string; readonly column?: string }
  | { readonly type: 'tag'; readonly group: string; readonly name: string }
  | { readonly type: 'member'; readonly name: string; readonly index: number; readonly field?: string }

/** An observed feature: `email.mailer` with its value. docs/formats.md lists them. */
export interface DetectorTrait {
  readonly key: string
  readonly value: string
  readonly locator: Locator
}

/** One timestamp that an artifact carries. */
export interface DetectorEvent {
  readonly kind: string
  readonly clock: {
    readonly kind: ClockKind
    /** Who wrote it, as the evidence names it. */
    readonly writer: string
    /** Tolerances in microseconds: beyond `extreme` nobody measured honest material. */
    readonly extreme: number
    readonly usual: number
  }
  readonly zone: 'utc' | 'offset' | 'floating'
  /** What stands there, as if it were UTC where the zone is not known. */
  readonly nominal: number
  /** The first and the last moment that it can mean: precision, zone and daylight saving included. */
  readonly earliest: number
  readonly latest: number
  readonly raw: string
  readonly locator: Locator
  /** Traits that this event's writer wrote. */
  readonly traits: readonly DetectorTrait[]
}

export interface DetectorArtifact {
  readonly type: ArtifactType
  readonly label: string
  /** The event by which it says itself when it was made. */
  readonly claim: DetectorEvent | undefined
  readonly events: readonly DetectorEvent[]
  /** Traits of the artifact itself or of this copy. */
  readonly traits: readonly DetectorTrait[]
}

/** The artifacts joined: one artifact; those of one evidence; one and its parts; copies of one message. */
export interface DetectorGroup {
  /** Made while they are read, since an evidence may hold millions of rows: keep only those that a breach names. */
  readonly artifacts: Iterable<DetectorArtifact>
  /** Matches of facts on traits in this group: the fact's id, its window and whether it is broken against its own writer. */
  readonly facts: readonly {
    readonly fact: string
    readonly trait: DetectorTrait
    readonly artifact: DetectorArtifact
    readonly from: number | undefined
    readonly to: number | undefined
    readonly broken: boolean
  }[]
}

/** What the laboratory's `rules.yaml` says of the place; nothing where there is none. */
export interface House {
  /** Public holidays: their names by day, YYYY-MM-DD. */
  readonly holidays: Readonly<Record<string, string>>
}

/** A broken constraint. Level, tolerances, base rate and sentences are added. */
export interface Breach {
  /** The artifact that the finding is about: one of the group. */
  readonly artifact: DetectorArtifact
  readonly other?: DetectorArtifact
  /** Events of the group, each with its role: `{ROLE.raw}`, `{ROLE.clock}`, … in the sentences. */
  readonly events: readonly { readonly role: string; readonly event: DetectorEvent }[]
  /** Values for further {placeholders}. */
  readonly values: Readonly<Record<string, string>>
  /** By how much the constraint is broken beyond the tolerances, in microseconds. */
  readonly excess?: number
  readonly notBefore?: number
  /** How many further ones of this group break it. */
  readonly others?: number
  /** Ids of innocent causes that this group itself excludes or leaves open, with the reason. */
  readonly alternatives?: Readonly<Record<string, { readonly state: 'excluded' | 'open'; readonly because: string }>>
  /** Weaker than the detector's level, for this breach. */
  readonly level?: 'informational' | 'low' | 'medium'
}

type Scalar = string | number | boolean
/** An item of an example; items with one `artifact` name are of one artifact. rules/README.md, "Examples". */
export interface ExampleEvent {
  readonly kind?: string
  /** ISO 8601. */
  readonly time?: string
  readonly artifact?: string
  readonly type?: ArtifactType
  readonly in?: string
  readonly part?: string
  readonly 'copy-of'?: string
  readonly 'replies-to'?: string
  readonly evidence?: string
  readonly clock?: ClockKind
  readonly writer?: string
  readonly zone?: 'utc' | 'floating' | number
  readonly precision?: string
  readonly raw?: string
  readonly claim?: boolean
  readonly place?: Readonly<Record<string, number>>
  readonly traits?: Readonly<Record<string, Scalar | readonly Scalar[]>>
}
export type Example =
  | { readonly name: string; readonly breaks: readonly ExampleEvent[] }
  | { readonly name: string; readonly holds: readonly ExampleEvent[] }

export interface Detector {
  /** What the evidence shows, in one line. */
  readonly title: string
  /** The file's name without `.detector.ts`. */
  readonly id: string
  readonly status: 'stable' | 'test' | 'experimental' | 'deprecated'
  readonly description: string
  readonly references: readonly string[]
  readonly author?: string
  /** YYYY-MM-DD. */
  readonly date: string
  readonly says: Says
  /** The highest level that a finding may reach. */
  readonly level: Level
  /** What stands where, with {placeholders} of roles and values. */
  readonly observed: string
  readonly inferred?: string
  readonly notShown?: string
  /** Innocent causes, at least one. */
  readonly falsepositives: readonly {
    readonly id: string
    readonly text: string
    readonly tests: readonly {
      readonly when:
        | { readonly trait: string; readonly value?: Scalar }
        | {
            readonly kind: string | readonly string[]
            readonly artifact?: ArtifactType
            readonly clock?: ClockKind | readonly ClockKind[]
            readonly with?: Readonly<Record<string, Scalar>>
          }
      readonly state: 'excluded' | 'open'
      readonly because: string
    }[]
  }[]
  readonly tags: readonly string[]
  /** At least one that breaks it and one that it holds on. */
  readonly examples: readonly Example[]
  readonly select: {
    readonly join: 'artifact' | 'evidence' | 'parent' | 'copy-of' | 'replies-to' | 'answered'
    readonly events: readonly string[]
    readonly traits: readonly string[]
    readonly artifacts?: readonly ArtifactType[]
  }
  /** Every group is counted: as applied, broken or not; or as not applicable, with a reason from a few fixed words. */
  readonly detect: (
    group: DetectorGroup,
    house: House,
  ) => Iterable<Breach> | 'not applicable' | `not applicable: ${string}`
}
