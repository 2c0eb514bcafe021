/** The analysis of a new case in a thread of its own, while the case is being filled. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AnalysisBeside, type Analysis } from '../analysis/analyze.ts'
import type { RuleSet } from '../analysis/rule-set.ts'
import type { CaseDatabase } from '../case/open.ts'
import { privateFolder, temporaryIn } from '../evidence/private-folder.ts'
import type { BesideTask, FromBeside, ToBeside } from './beside-messages.ts'

export interface Beside {
  /** These roots were read whole and are committed. */
  readonly roots: (roots: readonly number[]) => void
  /** What the analysis gave, stored; undefined: the thread ended before, and the case holds nothing of it. */
  readonly finish: (progress: (artifacts: number) => void) => Promise<Analysis | undefined>
  /** Ends the thread, wherever it is. */
  readonly close: () => Promise<void>
}

/** A young generation of this size costs a twentieth of the time and spares a quarter of the memory of a large scan. */
const YOUNG_MEGABYTES = 12

const WORKER = new URL(`./beside-worker${extname(import.meta.url)}`, import.meta.url)

/** Undefined for a case that was read or analysed before: an analysis makes all that was found anew, at once. */
export function startBeside(db: CaseDatabase, rules: RuleSet, folders: readonly string[]): Beside | undefined {
  if (!AnalysisBeside.isNew(db)) return undefined
  const task: BesideTask = { file: db.name, rules: folders, hash: rules.hash }
  // What a detector of one's own is handed goes with this folder, also when the process is ended in the middle.
  const folder = privateFolder()
  const worker = new Worker(WORKER, {
    workerData: task,
    env: { ...process.env, ...temporaryIn(folder) },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  const tell = (message: ToBeside): void => worker.postMessage(message)
  let ended = false
  // The thread before is not needed: what it could not do is done without it.
  worker.on('error', () => undefined)
  worker.on('exit', () => (ended = true))
  return {
    roots: (roots) => {
      if (!ended) tell({ type: 'roots', roots })
    },
    finish: (progress) =>
      new Promise((resolve) => {
        if (ended) resolve(undefined)
        worker.on('exit', () => resolve(undefined))
        worker.on('message', (message: FromBeside) => {
          if (message.type === 'done') resolve(message.analysis)
          else progress(message.artifacts)
        })
        tell({ type: 'finish' })
      }),
    close: async () => {
      await worker.terminate()
      folder.remove()
    },
  }
}
