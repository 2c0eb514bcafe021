/** The thread of a live run: reads the paths into the case and analyses it, as `scan` does, and tells how far it is. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { changeCounts } from '../case/changes.ts'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { totals } from '../case/totals.ts'
import type { Io } from './command.ts'
import { askedOf, examine, ingest, loadKnowledge, spareIfLarge } from './examination.ts'
import type { FromLive, LiveTask } from './live-messages.ts'
import type { ProgressLine } from './progress.ts'

/** Ends an analysis: its transaction is rolled back, and what was found before stays. */
class Stopped extends Error {}

/** At most so often. */
const TELL_MILLISECONDS = 100

async function work(port: MessagePort, task: LiveTask): Promise<void> {
  const tell = (message: FromLive): void => port.postMessage(message)
  const io: Io = {
    out: () => undefined,
    err: (text) => tell({ type: 'line', line: text.trimEnd().replace(/^anachron: /, '') }),
    columns: 80,
    colour: 'none',
    progress: false,
    interactive: false,
    now: () => new Date(),
    who: task.who,
  }
  const flag = new Int32Array(task.stop)
  const stopped = (): boolean => Atomics.load(flag, 0) !== 0
  try {
    const { file, paths, given } = task
    const asked = askedOf(given)
    const rules = await loadKnowledge(given, io)
    if (task.onlySoundRules && rules.problems.length > 0) {
      tell({ type: 'unsound' })
      return
    }
    const open = openCase(file, paths === undefined ? 'write' : 'create')
    try {
      const progress = progressOf(open.db, tell, stopped)
      if (paths !== undefined) await ingest(open.db, paths, rules, asked, io, progress)
      if (stopped()) throw new Stopped()
      spareIfLarge(open.db)
      examine(open.db, rules, io, progress)
      tell({ type: 'done', changes: changeCounts(open.db) })
    } finally {
      open.close()
    }
  } catch (error) {
    if (error instanceof Stopped) tell({ type: 'stopped' })
    else tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

function progressOf(db: CaseDatabase, tell: (message: FromLive) => void, stopped: () => boolean): ProgressLine {
  let of: number | undefined
  let told = 0
  return {
    ingest: (progress) => tell({ type: 'reading', progress }),
    analysis: (artifacts) => {
      of ??= totals(db).artifacts
      if (performance.now() - told > TELL_MILLISECONDS) {
        told = performance.now()
        tell({ type: 'analysing', artifacts, of })
      }
      if (stopped()) throw new Stopped()
    },
    end: () => undefined,
    stopped,
  }
}

/** The live run of the same program wrote it. */
const task = z.custom<LiveTask>((value) => typeof value === 'object' && value !== null && 'stop' in value)
if (parentPort !== null) await work(parentPort, task.parse(workerData))
