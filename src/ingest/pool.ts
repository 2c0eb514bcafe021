/**
 * Reads roots on several threads and hands their parts to the one writer of the case. What waits between is bounded in bytes;
 * a thread that dies or hangs costs the root it was reading and nothing else.
 */
import { ingestRoot, type IngestOptions } from './ingest-root.ts'
import {
  CREDIT,
  IDLE,
  isKnown,
  PULSE_ROOT,
  PULSE_STEPS,
  type Assignment,
  type FromWorker,
  type ToWorker,
  type WorkerSetup,
} from './messages.ts'
import type { Part } from './part.ts'
import { spareMemory } from './spare-memory.ts'
import { ALL_INGESTERS, Threads, type Thread, type ThreadOptions } from './threads.ts'
import { loadTools } from './tools.ts'

/** A worker always has so much to do next: the writer answers when it has stored what came, and a commit may take as long as fifty mails. */
const AHEAD_ROOTS = 256
const AHEAD_BYTES = 4 * 1024 * 1024
const GRACE = 30
/** Bytes below which one file more or less at the end does not matter. */
const SMALL = 1024 * 1024

/** A file of this size is read in little memory. Not always: mails are read in a tenth more time so. */
const LARGE = 128 * 1024 * 1024

export interface PoolOptions extends IngestOptions, ThreadOptions {
  /** 0: everything in this thread. */
  readonly workers: number
  /** Files of profiles, those that go first in front. */
  readonly profiles?: readonly string[]
  /** Threads that were started ahead. They are closed at the end. */
  readonly threads?: Threads
  /** Seconds that one step of reading may take beyond the limit on one evidence before its thread is given up. */
  readonly grace?: number
}

/** `lost`: the root could not be read to an end, because its thread died; parts of it may have come before. */
export type PoolResult =
  | { readonly type: 'part'; readonly part: Part }
  | { readonly type: 'lost'; readonly root: number; readonly reason: string }

/** The parts of all roots, those of one root in order. Must be read to the end or closed (`return`). */
export function readRoots(jobs: readonly Assignment[], options: PoolOptions): AsyncGenerator<PoolResult, void, void> {
  // Largest first: no thread is left alone with a large file at the end. Small ones as the case keeps them, which it takes in faster.
  const weight = ({ file }: Assignment): number => (file.size < SMALL ? 0 : file.size)
  if (jobs.some(({ file }) => file.size >= LARGE)) spareMemory()
  const ordered = [...jobs].sort((a, b) => weight(b) - weight(a) || a.root - b.root)
  return options.workers === 0 ? here(ordered, options) : onThreads(ordered, options)
}

async function* here(jobs: readonly Assignment[], options: PoolOptions): AsyncGenerator<PoolResult, void, void> {
  const { ingesters = ALL_INGESTERS } = options
  const tools = await loadTools({ ...setupOf(options), ingesters: ingesters.href })
  for (const job of jobs)
    for await (const part of ingestRoot(job, tools))
      if (!isKnown(part, job) || part.last !== undefined) yield { type: 'part', part }
}

const setupOf = ({ limits, wanted, exhibits, profiles }: PoolOptions): WorkerSetup => ({
  limits,
  wanted,
  exhibits,
  ...(profiles === undefined ? {} : { profiles }),
})

/** The writer of the case needs a core, too: on two cores a second reader is worth its start from so many bytes on (measured: 0.3 s). */
const WORTH_ANOTHER = 32 * 1024 * 1024

function threadsFor(jobs: readonly Assignment[], most: number): number {
  const bytes = jobs.reduce((sum, { file }) => sum + file.size, 0)
  return bytes < WORTH_ANOTHER ? Math.max(1, most - 1) : most
}

/** One thread and what it has been given. */
interface Hand extends Thread {
  readonly jobs: Map<number, Assignment>
  bytes: number
  /** Bytes of parts that are in the case and of which the thread was not told. */
  owed: number
  steps: number
  lastStep: number
  hung: boolean
}

interface Arrived {
  readonly result: PoolResult
  readonly from?: Hand
}

async function* onThreads(jobs: readonly Assignment[], options: PoolOptions): AsyncGenerator<PoolResult, void, void> {
  const waiting = [...jobs].reverse()
  const arrived: Arrived[] = []
  const hands = new Set<Hand>()
  let failure: Error | undefined
  let wake: () => void = () => undefined
  const threads = options.threads ?? new Threads(options)
  const clock = setInterval(giveUpHung, 1_000)
  try {
    for (let n = Math.min(threadsFor(jobs, options.workers), jobs.length); n > 0; n--) start()
    for (;;) {
      const batch = arrived.splice(0)
      if (batch.length === 0) {
        if (failure !== undefined) throw failure
        if (hands.size === 0) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      for (const { result, from } of batch) {
        yield result
        if (result.type === 'part' && from !== undefined) credit(from, result.part.bytes)
      }
      for (const hand of hands) pay(hand)
    }
  } finally {
    clearInterval(clock)
    await Promise.all([...hands].map(({ worker }) => worker.terminate()))
    await threads.close()
  }

  function start(): void {
    const hand: Hand = {
      ...threads.take(),
      jobs: new Map(),
      bytes: 0,
      owed: 0,
      steps: 0,
      lastStep: performance.now(),
      hung: false,
    }
    const { worker } = hand
    hands.add(hand)
    let error: Error | undefined
    worker.on('message', (message: FromWorker) => {
      take(hand, message)
    })
    worker.on('error', (cause: unknown) => {
      error = cause instanceof Error ? cause : new Error('unknown error')
    })
    worker.on('exit', () => {
      lose(hand, error)
    })
    tell(hand, { type: 'setup', setup: setupOf(options) })
    feed(hand)
  }

  function take(hand: Hand, { parts }: FromWorker): void {
    for (const part of parts) {
      const job = hand.jobs.get(part.root)
      if (job === undefined) continue
      arrived.push({ result: { type: 'part', part }, from: hand })
      if (part.last === undefined) {
        // Should this thread die, another need not send again what has come.
        hand.jobs.set(part.root, { ...job, have: { parts: part.number + 1, sha256: part.sha256 } })
        continue
      }
      hand.jobs.delete(part.root)
      hand.bytes -= job.file.size
    }
    feed(hand)
    wake()
  }

  function feed(hand: Hand): void {
    if (hand.hung || hand.jobs.size > AHEAD_ROOTS / 2 || (hand.jobs.size > 0 && hand.bytes > AHEAD_BYTES / 2)) return
    const roots: Assignment[] = []
    while (hand.jobs.size === 0 || (hand.jobs.size < AHEAD_ROOTS && hand.bytes < AHEAD_BYTES)) {
      const job = waiting.pop()
      if (job === undefined) break
      roots.push(job)
      hand.jobs.set(job.root, job)
      hand.bytes += job.file.size
    }
    if (roots.length > 0) tell(hand, { type: 'roots', roots })
    else if (hand.jobs.size === 0) {
      hands.delete(hand)
      void hand.worker.terminate()
    }
  }

  /** A message for each mail would cost more than to write it. */
  function credit(hand: Hand, bytes: number): void {
    hand.owed += bytes
    if (hand.owed > CREDIT / 8) pay(hand)
  }

  function pay(hand: Hand): void {
    if (hand.owed > 0 && hands.has(hand)) tell(hand, { type: 'credit', bytes: hand.owed })
    hand.owed = 0
  }

  function tell(hand: Hand, message: ToWorker): void {
    hand.worker.postMessage(message)
  }

  /** A thread is gone: the root it was reading is lost, the others go to a new thread. */
  function lose(hand: Hand, error: Error | undefined): void {
    if (!hands.delete(hand)) return
    const root = Atomics.load(hand.pulse, PULSE_ROOT)
    const job = hand.jobs.get(root)
    if (job === undefined && !hand.hung) {
      // It died outside any evidence: it would die again.
      failure = error ?? new Error('a reading thread ended before its work was done')
    } else {
      hand.jobs.delete(root)
      if (job !== undefined)
        arrived.push({ result: { type: 'lost', root, reason: hand.hung ? tooLong(options) : whyGone(error) } })
      waiting.push(...[...hand.jobs.values()].reverse())
      if (waiting.length > 0) start()
    }
    wake()
  }

  /** Reading inside one step cannot be interrupted from within. */
  function giveUpHung(): void {
    const now = performance.now()
    for (const hand of hands) {
      const steps = Atomics.load(hand.pulse, PULSE_STEPS)
      if (steps !== hand.steps || Atomics.load(hand.pulse, PULSE_ROOT) === IDLE) {
        hand.steps = steps
        hand.lastStep = now
      } else if (now - hand.lastStep > (options.limits.seconds + (options.grace ?? GRACE)) * 1_000 && !hand.hung) {
        hand.hung = true
        void hand.worker.terminate()
      }
    }
  }
}

const tooLong = ({ limits }: PoolOptions): string =>
  `reading it did not come to an end within ${limits.seconds} seconds and was stopped (limit seconds; --limit seconds=N raises it)`

function whyGone(error: Error | undefined): string {
  if (error !== undefined && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'reading it needs more memory than there is; examine it alone on a larger machine'
  return `the thread that read it ended (${error === undefined ? 'no reason given' : `${error.name}: ${error.message}`}); please report it`
}
