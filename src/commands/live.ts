/**
 * Ingest and analysis in the background of the same process, for a screen that opens at once and fills: what to show while it
 * runs, how to end it, and the rules read again when they are saved. It knows no screen; the case is read by whoever subscribes.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { privateFolder, temporaryIn } from '../evidence/private-folder.ts'
import type { Running } from '../tui/running.ts'
import { values, type Given } from './command.ts'
import type { FromLive, LiveTask } from './live-messages.ts'
import { RULES_FOLDER } from './package.ts'
import { watchRules } from './watch-rules.ts'

/** How far a run is, as the screen is told. */
export interface LiveState extends Running {
  /** Rises when the case holds more, or other things, than before: read it again. */
  readonly readable: number
}

export interface LiveOptions {
  /** The case. */
  readonly file: string
  readonly who: string
  /** Read these first; absent: the case is analysed as it is, or only watched. */
  readonly paths?: readonly string[]
  readonly given: Given
  /** Read the rules again when one is saved, and analyse anew. */
  readonly watch: boolean
  /** Start with a run; else wait for a rule to be saved. */
  readonly start: boolean
}

export interface Live {
  readonly state: () => LiveState
  /** Called after each change of the state; returns how to end that. */
  readonly subscribe: (listener: (state: LiveState) => void) => () => void
  /** Ends the run that goes on. What was read stays, and the next run goes on from there; an analysis leaves what was found before. */
  readonly cancel: () => Promise<void>
  /** Ends everything: the run, and watching. */
  readonly close: () => Promise<void>
}

/** After the last change of a rule: editors save in several steps. */
const QUIET_MILLISECONDS = 300
/** Told after this much longer, a run that does not end is given up; its open transaction is rolled back. */
const PATIENCE_MILLISECONDS = 10_000
/** What is left is not told from a rate of less than this: threads are still being started. */
const EARLY_SECONDS = 2
const LINES_KEPT = 200

const WORKER = new URL(`./live-worker${extname(import.meta.url)}`, import.meta.url)

const IDLE: LiveState = {
  phase: 'done',
  files: 0,
  filesDone: 0,
  bytes: 0,
  bytesDone: 0,
  events: 0,
  unread: 0,
  artifacts: 0,
  artifactsOf: 0,
  perSecond: undefined,
  secondsLeft: undefined,
  readable: 0,
  lines: [],
  changes: undefined,
  rulesUnsound: false,
  failure: undefined,
}

interface Run {
  readonly worker: Worker
  readonly stop: Int32Array
  readonly ended: Promise<void>
}

export function startLive(options: LiveOptions): Live {
  let state = IDLE
  let run: Run | undefined
  /** A rule was saved while a run went on. */
  let again = false
  let closed = false
  let quiet: NodeJS.Timeout | undefined
  const listeners = new Set<(state: LiveState) => void>()

  const set = (change: Partial<LiveState>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener(state)
  }

  function begin(paths: readonly string[] | undefined, onlySoundRules: boolean): void {
    const { file, who, given } = options
    const stop = new SharedArrayBuffer(4)
    const task: LiveTask = { file, who, given, onlySoundRules, stop, ...(paths === undefined ? {} : { paths }) }
    // Private copies of evidence go with this folder, also when the process is ended in the middle.
    const folder = privateFolder()
    const worker = new Worker(WORKER, {
      workerData: task,
      env: { ...process.env, ...temporaryIn(folder) },
    })
    let since = performance.now()
    set({ phase: 'starting', lines: [], failure: undefined, rulesUnsound: false, ...speed(0, 0, 0) })
    worker.on('message', (message: FromLive) => {
      if (message.type === 'analysing' && state.phase !== 'analysing') since = performance.now()
      take(message, (performance.now() - since) / 1_000)
    })
    worker.on('error', (error: unknown) => {
      set({ phase: 'failed', failure: error instanceof Error ? error.message : 'the run ended without a reason' })
    })
    const ended = new Promise<void>((resolve) => {
      worker.on('exit', () => {
        folder.remove()
        run = undefined
        if (state.phase !== 'failed' && state.phase !== 'done') set({ phase: 'stopped', readable: state.readable + 1 })
        resolve()
        if (again && !closed) changed()
      })
    })
    run = { worker, stop: new Int32Array(stop), ended }
  }

  function take(message: FromLive, seconds: number): void {
    switch (message.type) {
      case 'reading': {
        const { roots, rootsDone, bytes, bytesDone, events, unread } = message.progress
        set({
          ...{ phase: 'reading', files: roots, filesDone: rootsDone, bytes, bytesDone, events, unread },
          ...speed(bytesDone, bytes, seconds),
          readable: state.readable + 1,
        })
        break
      }
      case 'analysing':
        set({
          ...{ phase: 'analysing', artifacts: message.artifacts, artifactsOf: message.of },
          ...speed(message.artifacts, message.of, seconds),
        })
        break
      case 'line':
        set({ lines: [...state.lines, message.line].slice(-LINES_KEPT) })
        break
      case 'unsound':
        set({ phase: 'done', rulesUnsound: true })
        break
      case 'stopped':
        break
      case 'done':
        set({ phase: 'done', changes: message.changes, secondsLeft: 0, readable: state.readable + 1 })
        break
      case 'failed':
        set({ phase: 'failed', failure: message.message })
    }
  }

  /** A rule was saved: when it has been quiet for a moment, and no run goes on, the case is analysed anew. */
  function changed(): void {
    again = true
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      if (run !== undefined || closed) return
      again = false
      begin(undefined, true)
    }, QUIET_MILLISECONDS)
  }

  async function cancel(): Promise<void> {
    again = false
    clearTimeout(quiet)
    const going = run
    if (going === undefined) return
    Atomics.store(going.stop, 0, 1)
    const patience = setTimeout(() => void going.worker.terminate(), PATIENCE_MILLISECONDS)
    await going.ended
    clearTimeout(patience)
  }

  const rules = options.watch ? watchRules([RULES_FOLDER, ...values(options.given, 'rules')], changed) : undefined
  if (options.start) begin(options.paths, false)
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    cancel,
    close: async () => {
      closed = true
      rules?.close()
      await cancel()
    },
  }
}

function speed(done: number, of: number, seconds: number): Pick<LiveState, 'perSecond' | 'secondsLeft'> {
  if (done === 0 || seconds <= 0) return { perSecond: undefined, secondsLeft: undefined }
  const perSecond = done / seconds
  return { perSecond, secondsLeft: seconds < EARLY_SECONDS ? undefined : Math.max(0, of - done) / perSecond }
}
