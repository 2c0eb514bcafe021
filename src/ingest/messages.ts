/** What the pool and its workers say to each other. Parts of many small roots travel in one message. */
import type { Sha256 } from '../model.ts'
import type { IngestOptions, RootJob } from './ingest-root.ts'
import type { Part } from './part.ts'

/** What a thread is started with. */
export interface StartedWith {
  /** Address of a module that exports `ingesters`. */
  readonly ingesters: string
  /** Two integers: the root being read (-1: none) and a count of steps. Readable even after the worker is gone. */
  readonly pulse: SharedArrayBuffer
}

/** How a thread is to read: its first message. */
export interface WorkerSetup extends IngestOptions {
  /** Files of profiles, those that go first in front. */
  readonly profiles?: readonly string[]
}

/** A root to read; parts that the case already has, from these very bytes, are not sent again. */
export interface Assignment extends RootJob {
  readonly have?: { readonly parts: number; readonly sha256: Sha256 | undefined }
}

export type ToWorker =
  | { readonly type: 'setup'; readonly setup: WorkerSetup }
  | { readonly type: 'roots'; readonly roots: readonly Assignment[] }
  | { readonly type: 'credit'; readonly bytes: number }

export interface FromWorker {
  readonly parts: readonly Part[]
}

/** Places in `pulse`. */
export const PULSE_ROOT = 0
export const PULSE_STEPS = 1
export const IDLE = -1
/** A worker rests while so many bytes of its parts are not yet in the case. */
export const CREDIT = 4 * 1024 * 1024

/** Whether the case already has this part. */
export const isKnown = (part: Part, { have }: Assignment): boolean =>
  have !== undefined && have.sha256 !== undefined && part.number < have.parts && part.sha256 === have.sha256
