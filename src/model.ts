/**
 * The core types: what an ingester yields, what the case holds and what an analysis finds.
 * Times are `Instant`s (microseconds since 1970 UTC); ids of rows are private to the case and never appear here.
 */
import type { Instant } from './time/instant.ts'
import type { Reading } from './time/reading.ts'

declare const sha256Brand: unique symbol
declare const pathBrand: unique symbol

/** Lower-case hexadecimal SHA-256. */
export type Sha256 = string & { readonly [sha256Brand]: true }
/** Path of an evidence inside the examined paths, levels joined by `/`: `disclosure.eml/books.zip/company.db`. */
export type LogicalPath = string & { readonly [pathBrand]: true }

/** Where something stands, so that anybody can look it up in the evidence. */
export type Locator =
  | { readonly type: 'header'; readonly name: string; readonly index: number; readonly offset: number }
  | { readonly type: 'bytes'; readonly offset: number; readonly length: number }
  | { readonly type: 'row'; readonly table: string; readonly row: string; readonly column?: string }
  | { readonly type: 'tag'; readonly group: string; readonly name: string }
  | { readonly type: 'member'; readonly name: string; readonly index: number; readonly field?: string }

export const ARTIFACT_TYPES = [
  'message',
  'attachment',
  'database',
  'schema',
  'row',
  'session',
  'document',
  'image',
  'archive',
  'archive-member',
  'file',
] as const
export type ArtifactType = (typeof ARTIFACT_TYPES)[number]

/** Kinds of clocks; their tolerances stand in `rules/clocks.yaml`, and a test holds the two lists together. */
export const CLOCK_KINDS = [
  'sender',
  'relay',
  'provider',
  'receiver',
  'copy',
  'quoted',
  'database',
  'database-guessed',
  'user-entry',
  'camera',
  'satellite',
  'software',
  'archiver',
  'filesystem',
  'assertion',
  'custody',
  'release',
] as const
export type ClockKind = (typeof CLOCK_KINDS)[number]

/** Ends the writer of a clock of kind `database-guessed`, so that every sentence that names the writer says so. */
export const GUESS_MARK = ' (guessed)'

/**
 * A clock instance: one writer's clock in one evidence or artifact. Identity is the object's: events that share the
 * object share the clock (and, when floating, its unknown zone).
 */
export interface Clock {
  readonly kind: ClockKind
  /** Who wrote it, as the evidence names it: `mx.example.com`, `audit.recorded_at`, `Date`. */
  readonly writer: string
}

/** One timestamp that an artifact carries. */
export interface Event {
  readonly kind: string
  readonly clock: Clock
  readonly reading: Reading
  /** The text as it stands in the evidence; invalid bytes as `\xNN`. */
  readonly raw: string
  readonly locator: Locator
  /** Positions in sequences (orderings that are no timestamps). A sequence is named within its evidence. */
  readonly places?: readonly { readonly sequence: string; readonly position: number }[]
}

/** An observed feature that facts can date or rules can compare. */
export interface Trait {
  readonly key: string
  readonly value: string
  readonly locator: Locator
  /** The event of the writer that wrote it; absent: it belongs to the artifact, or to this copy of it. */
  readonly by?: Event
}

/** A file inside evidence: an attachment, an archive member. */
export interface Child {
  /** One level of the logical path, as the container names it. */
  readonly name: string
  /** The bytes; throws `EvidenceProblem` if they cannot be had within the limits. */
  readonly open: () => Uint8Array | Promise<Uint8Array>
}

/** A thing inside evidence that was made at one moment and is dated as one. */
export interface Artifact {
  readonly type: ArtifactType
  readonly locator: Locator
  /** A short name for people: a header line, a member's name. Never content. */
  readonly label: string
  /** The artifact, yielded before, of which this is a part: an attachment's message, a row's database. */
  readonly parent?: Artifact
  readonly events: readonly Event[]
  /** The event by which the artifact itself says when it was made; one of `events`. */
  readonly claim?: Event
  readonly traits: readonly Trait[]
  readonly contains?: readonly Child[]
  /** What could not be read, one clear line each. */
  readonly problems?: readonly string[]
}

/** Something that keeps evidence, or a part of it, from being read. The message is one clear line that says what to do. */
export class EvidenceProblem extends Error {}

export const EVIDENCE_STATUS = ['examined', 'partly', 'unknown', 'unreadable', 'not-examined'] as const
/** examined: read whole. partly: read with problems. unknown: hashed, format not known. unreadable: an error. not-examined: beyond a limit. */
export type EvidenceStatus = (typeof EVIDENCE_STATUS)[number]

/** Evidence of which something was not read; an unknown format was hashed, and that is all there is to do. */
export const isUnread = (status: EvidenceStatus): boolean => status !== 'examined' && status !== 'unknown'

export const SAYS = ['unusual', 'inconsistent', 'impossible'] as const
export type Says = (typeof SAYS)[number]
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
/** Sigma's words, rising. */
export type Level = (typeof LEVELS)[number]
export const atLeast = (level: Level, floor: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(floor)

/** A reason other than the obvious one for which honest evidence may look like this. */
export interface Alternative {
  readonly id: string
  readonly text: string
  readonly state: 'excluded' | 'open' | 'not tested'
  readonly because?: string
  readonly locator?: Locator
}

/** An event as a finding or a proof quotes it. */
export interface QuotedEvent {
  readonly role: string
  readonly kind: string
  readonly time: Instant | undefined
  readonly earliest: Instant | undefined
  readonly latest: Instant | undefined
  readonly clock: { readonly kind: ClockKind; readonly writer: string; readonly zone: Reading['zone']['type'] }
  readonly raw: string
  readonly locator: Locator
  /** Logical path of the evidence in which it stands. */
  readonly evidence: LogicalPath
}

/** One key per locator, for sorting and for finding ids. */
export function locatorKey(locator: Locator): string {
  const pad = (n: number) => String(n).padStart(12, '0')
  switch (locator.type) {
    case 'header':
      return `header:${pad(locator.offset)}:${locator.name}:${locator.index}`
    case 'bytes':
      return `bytes:${pad(locator.offset)}:${locator.length}`
    case 'row':
      return `row:${locator.table}:${/^\d+$/.test(locator.row) ? locator.row.padStart(20, '0') : locator.row}:${locator.column ?? ''}`
    case 'tag':
      return `tag:${locator.group}:${locator.name}`
    case 'member':
      return `member:${pad(locator.index)}:${locator.name}:${locator.field ?? ''}`
  }
}

/** A locator in words, as reports print it. */
export function locatorText(locator: Locator): string {
  switch (locator.type) {
    case 'header':
      return `header ${locator.name}${locator.index > 0 ? ` (no. ${locator.index + 1})` : ''}, byte ${locator.offset}`
    case 'bytes':
      return `bytes ${locator.offset} to ${locator.offset + locator.length}`
    case 'row':
      return `table ${locator.table}, row ${locator.row}${locator.column === undefined ? '' : `, column ${locator.column}`}`
    case 'tag':
      return `${locator.group} ${locator.name}`
    case 'member':
      return `member ${locator.index + 1} (${locator.name})${locator.field === undefined ? '' : `, ${locator.field}`}`
  }
}
