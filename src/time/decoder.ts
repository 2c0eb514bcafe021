/** What a decoder of a time hidden in an identifier declares. One file a decoder: `decoders/NAME.decoder.ts`. */
import type { Instant, Micros } from './instant.ts'

/** A labelled part of an identifier. Parts are printed as a tree; a part with a `time` is a reading. */
export interface Part {
  readonly label: string
  /** The part's own text or number, as it stands in the identifier or decoded. */
  readonly value: string
  /** The moment this part means; for `local` decoders the wall clock taken as if it were UTC. */
  readonly time?: Instant
  /** Set instead of `time` when the value is a conventional "no time" (0, the maximum), with its meaning. */
  readonly sentinel?: string
  readonly parts?: readonly Part[]
}

/** Where an identifier may stand. `anywhere` is for `anachron decode` and database cells. */
export type Place =
  | 'message-id'
  | 'mime-boundary'
  | 'content-id'
  | 'thread-index'
  | 'gmail-submission-id'
  | 'x-received-id'
  | 'exim-id'
  | 'postfix-id'
  | 'sendmail-id'
  | 'exchange-guid'
  | 'header-value'
  | 'anywhere'

export interface Decoder {
  /** Equals the file name. */
  readonly id: string
  readonly title: string
  /** The document or measurement the formula comes from. */
  readonly source: string
  /** Full match: what the identifier looks like. Linear patterns only. */
  readonly shape: RegExp
  readonly places: readonly Place[]
  /** With `header-value`: the header's lower-case names in which this identifier stands. */
  readonly headers?: readonly string[]
  /**
   * moment: the moment of sending or writing (UTC). start: when composing, the thread or the object began (a lower bound, UTC).
   * local: the writer's wall clock, zone unknown.
   */
  readonly means: 'moment' | 'start' | 'local'
  /** With `local`: the wall clock when composing or the object began, so only a lower bound of the sending. */
  readonly lowerBound?: true
  /** The times are alternatives of which only one is meant (a day number that wraps): such an id names no moment by itself. */
  readonly alternatives?: true
  /** Who writes it: decides which clock's tolerances hold. */
  readonly writtenBy: 'sender' | 'provider' | 'tool'
  /** The width of one step of the hidden clock. */
  readonly precision: Micros
  /** ISO day on which the scheme began; earlier results are implausible. */
  readonly since: string
  /** ISO day after which the scheme was no longer written, where known. */
  readonly until?: string
  /** Measured accuracy in words, with n and collection; absent if never measured. */
  readonly accuracy?: string
  /** How specific the shape is, from 0 (any number) to 1 (a fixed mark that nothing else bears): ranks readings. */
  readonly specificity: number
  /** The parts, or undefined if the text is not one after all. Never throws. */
  readonly decode: (text: string) => readonly Part[] | undefined
  /** Published or computed vectors: text and the ISO time it must give (the wall clock, for `local`). */
  readonly vectors: readonly { readonly text: string; readonly time: string }[]
}

export const defineDecoder = (decoder: Decoder): Decoder => decoder

/** All times in a tree of parts, in order. */
export function times(parts: readonly Part[]): readonly Instant[] {
  return parts.flatMap((part) => [...(part.time === undefined ? [] : [part.time]), ...times(part.parts ?? [])])
}
