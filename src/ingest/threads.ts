/**
 * The threads that read evidence. They can be started ahead, while the rules are still being read: what a thread imports takes it as
 * long as a hundred mails. Threads that wait for work do not keep the process alive.
 */
import { getCompileCacheDir } from 'node:module'
import { dirname, extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { privateFolder, temporaryIn } from '../evidence/private-folder.ts'
import { IDLE, PULSE_ROOT, type StartedWith } from './messages.ts'

/** What a mail leaves behind dies young; V8 would keep three times as much of it before it looks. */
const YOUNG_MEGABYTES = 24

const EXTENSION = extname(import.meta.url)
const WORKER = new URL(`./worker${EXTENSION}`, import.meta.url)
export const ALL_INGESTERS = new URL(`./index.generated${EXTENSION}`, import.meta.url)

/** Node's number for a thread that is no more. */
const ENDED = -1

/** Where this process keeps what it compiled; a thread looks there only if its environment says so. */
function compiled(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}

export interface Thread {
  readonly worker: Worker
  readonly pulse: Int32Array
}

export interface ThreadOptions {
  /** A module that exports `ingesters`; the generated list if absent. */
  readonly ingesters?: URL
  /** Heap of one thread in MB; Node's own bound if absent. */
  readonly heap?: number
}

export class Threads {
  readonly #options: ThreadOptions
  readonly #spare: Thread[] = []
  // Private copies of a thread that dies are left behind; with a folder of their own they go with it, and with the process.
  readonly #folder = privateFolder()

  /** `ahead`: how many start at once. */
  constructor(options: ThreadOptions = {}, ahead = 0) {
    this.#options = options
    for (let n = 0; n < ahead; n++) {
      const thread = this.#start()
      thread.worker.unref()
      // One that ends before it is needed is replaced when it is.
      thread.worker.on('error', () => undefined)
      this.#spare.push(thread)
    }
  }

  /** A thread that nobody has: one that was started ahead, or a new one. */
  take(): Thread {
    const spare = this.#spare.shift()
    if (spare === undefined) return this.#start()
    if (spare.worker.threadId === ENDED) return this.take()
    spare.worker.ref()
    return spare
  }

  /** Ends the threads that nobody took, and deletes what any of them left on disk. Those taken must have ended. */
  async close(): Promise<void> {
    await Promise.all(this.#spare.splice(0).map(({ worker }) => worker.terminate()))
    this.#folder.remove()
  }

  #start(): Thread {
    const { ingesters = ALL_INGESTERS, heap } = this.#options
    const pulse = new SharedArrayBuffer(8)
    const workerData: StartedWith = { ingesters: ingesters.href, pulse }
    const worker = new Worker(WORKER, {
      workerData,
      env: { ...process.env, ...compiled(), ...temporaryIn(this.#folder) },
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_MEGABYTES,
        ...(heap === undefined ? {} : { maxOldGenerationSizeMb: heap }),
      },
    })
    const thread = { worker, pulse: new Int32Array(pulse) }
    Atomics.store(thread.pulse, PULSE_ROOT, IDLE)
    return thread
  }
}
