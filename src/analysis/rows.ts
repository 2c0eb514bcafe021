/** The rows of a case as the analysis reads them: the columns it needs, and the types they have in the store. */
import type { ArtifactType, ClockKind } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { Reading } from '../time/reading.ts'

export interface ArtifactRow {
  readonly root: number
  readonly id: number
  readonly evidence: number
  readonly type: ArtifactType
  readonly parent: number | null
  readonly claim: number | null
}

/** An artifact with what a finding quotes of it. */
export interface QuotableArtifact extends ArtifactRow {
  readonly label: string
  /** As JSON. */
  readonly locator: string
}

export interface EventRow {
  readonly root: number
  readonly id: number
  readonly artifact: number
  readonly evidence: number
  readonly kind: string
  /** The clock instance, within its root. */
  readonly clock: number
  readonly clockKind: ClockKind
  readonly writer: string
  readonly zone: Reading['zone']['type']
  readonly nominal: Instant | null
  /** The reading's precision: it means `nominal` up to but not including `nominal + width`. */
  readonly width: Micros
  readonly earliest: Instant | null
  readonly latest: Instant | null
}

/** An event with what a finding quotes of it. */
export interface QuotableEvent extends EventRow {
  readonly raw: string
  /** As JSON. */
  readonly locator: string
}

/** An event that names a moment. */
export interface TimedEvent extends EventRow {
  readonly nominal: Instant
  readonly earliest: Instant
  readonly latest: Instant
}

export const isTimed = <E extends EventRow>(event: E): event is E & TimedEvent =>
  event.nominal !== null && event.earliest !== null && event.latest !== null

export interface TraitRow {
  readonly id: number
  readonly artifact: number
  readonly event: number | null
  readonly key: string
  readonly value: string
}

/** A trait with what a finding quotes of it. */
export interface QuotableTrait extends TraitRow {
  /** As JSON. */
  readonly locator: string
}

/** An artifact with what it carries: what most rules look at. Texts and locators are read by key when they are quoted. */
export interface Bundle {
  readonly artifact: ArtifactRow
  readonly events: readonly EventRow[]
  readonly traits: readonly TraitRow[]
}
