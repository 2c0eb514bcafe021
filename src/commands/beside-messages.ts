/** What travels between a scan (`beside.ts`) and the thread that analyses its case meanwhile (`beside-worker.ts`). */
import type { Analysis } from '../analysis/analyze.ts'

export interface BesideTask {
  /** The case. */
  readonly file: string
  /** Folders of rules, and the hash of the set that they gave the scan. */
  readonly rules: readonly string[]
  readonly hash: string
}

export type ToBeside =
  /** These were read whole and are committed. */
  | { readonly type: 'roots'; readonly roots: readonly number[] }
  /** The case was filled, and nobody else writes it. */
  | { readonly type: 'finish' }

export type FromBeside =
  { readonly type: 'analysed'; readonly artifacts: number } | { readonly type: 'done'; readonly analysis: Analysis }
