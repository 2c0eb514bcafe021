/** What travels between a live run (`live.ts`) and the thread that does its work (`live-worker.ts`). */
import type { What } from '../case/changes.ts'
import type { Progress } from '../case/fill.ts'
import type { Given } from './command.ts'

export interface LiveTask {
  /** The case. */
  readonly file: string
  readonly who: string
  /** Read these first; absent: analyse only. */
  readonly paths?: readonly string[]
  /** Flags as of `ingest` and `analyze`: exhibits, rules, limits. */
  readonly given: Given
  /** Leave the findings as they are if a rule cannot be used: it is being written just now. */
  readonly onlySoundRules: boolean
  /** One word of shared memory: not zero asks the run to end. */
  readonly stop: SharedArrayBuffer
}

export type FromLive =
  | { readonly type: 'reading'; readonly progress: Progress }
  | { readonly type: 'analysing'; readonly artifacts: number; readonly of: number }
  /** One line for the examiner: evidence that changed, a rule that cannot be used, a detector that failed. */
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'unsound' }
  | { readonly type: 'stopped' }
  | { readonly type: 'done'; readonly changes: Readonly<Record<What, number>> }
  | { readonly type: 'failed'; readonly message: string }
