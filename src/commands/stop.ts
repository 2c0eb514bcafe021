/**
 * Ctrl-C, a polite kill and a terminal that is closed end the process at once: private copies of evidence are deleted, and one line says
 * how things stand and what to type next. A case needs no tidying: what was not committed is undone when it is opened.
 */
import { createContext, Script } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

/** POSIX numbers. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const
type Signal = keyof typeof NUMBERS

const ERASE = '\r\u001b[K'

let standing = ''

/** Says what will be true from now on if somebody stops the run: how things stand, and what to type next. */
export function ifStopped(says: string): void {
  standing = `; ${says}`
}

/** For the one process of a command. */
export function stopOnSignals(): void {
  const signals: readonly Signal[] = ['SIGHUP', 'SIGINT', 'SIGTERM']
  for (const signal of signals) process.once(signal, () => stop(signal))
}

/**
 * Does what is done at every exit, and lets the signal end the process: an orderly end would wait for the other threads, and Node 24
 * aborts with a native trace where one of them is just making a zlib stream.
 */
function stop(signal: Signal): never {
  const code = 128 + NUMBERS[signal]
  process.emit('exit', code)
  if (process.stdin.isTTY) process.stdin.setRawMode(false)
  process.stderr.write(`${process.stderr.isTTY ? ERASE : ''}anachron: stopped${standing}\n`)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  process.exit(code)
}

const SCRIPT = new Script('work()')

/**
 * Work of seconds without a pause, in which a handler of signals would wait for its turn: Ctrl-C ends it between two steps of
 * JavaScript, wherever it is, and `finally` is not reached. Only the main thread is told of signals.
 */
export function interruptible<T>(work: () => T): T {
  if (!isMainThread) return work()
  try {
    return SCRIPT.runInContext(createContext({ work }), { breakOnSigint: true, displayErrors: false }) as T
  } catch (error) {
    if (isInterruption(error)) stop('SIGINT')
    throw error
  }
}

const isInterruption = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED'
