/**
 * The thread that analyses a case while a scan fills it: looks at what is committed, keeps what it finds in temporary tables, and
 * moves it into the case when nobody else writes there.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { AnalysisBeside } from '../analysis/analyze.ts'
import { readyRules } from '../analysis/shipped-rules.ts'
import { keepShadow, openShadow } from '../case/shadow.ts'
import type { BesideTask, FromBeside, ToBeside } from './beside-messages.ts'
import { vocabulary } from './vocabulary.ts'

/** At most so often. */
const TELL_MILLISECONDS = 100

async function work(port: MessagePort, { file, rules: folders, hash }: BesideTask): Promise<void> {
  const tell = (message: FromBeside): void => port.postMessage(message)
  const rules = await readyRules(folders, vocabulary)
  if (rules.hash !== hash) throw new Error('the rules were changed while they were loaded')
  const open = openShadow(file)
  let begun: AnalysisBeside | undefined
  let told = 0
  const progress = (artifacts: number): void => {
    if (performance.now() - told < TELL_MILLISECONDS) return
    told = performance.now()
    tell({ type: 'analysed', artifacts })
  }
  port.on('message', (message: ToBeside) => {
    // What is said first is said of a case whose roots are registered.
    const analysis = (begun ??= new AnalysisBeside(open.db, rules))
    if (message.type === 'roots') {
      analysis.read(message.roots)
      return
    }
    const done = analysis.finish({ progress })
    keepShadow(open.db)
    tell({ type: 'done', analysis: done })
    // While the scan writes its report, which would wait for it at its end.
    open.db.pragma('wal_checkpoint(PASSIVE)')
    open.close()
    port.close()
  })
}

/** The scan of the same program wrote it. */
const task = z.custom<BesideTask>((value) => typeof value === 'object' && value !== null && 'hash' in value)
if (parentPort !== null) await work(parentPort, task.parse(workerData))
