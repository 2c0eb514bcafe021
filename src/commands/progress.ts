/** Progress on standard error, when that is a terminal: what is done, the rate and the time left, in one line that is written over. */
import type { Progress } from '../case/fill.ts'
import type { Io } from './command.ts'
import { inWords } from '../time/duration.ts'
import { micros } from '../time/instant.ts'
import { thousands } from '../report/words.ts'

const ERASE = '\r\u001b[K'

export interface ProgressLine {
  readonly ingest: (progress: Progress) => void
  readonly analysis: (artifacts: number) => void
  readonly end: () => void
  /** True once somebody wants the run to end. */
  readonly stopped: () => boolean
}

export function progressLine(io: Io): ProgressLine {
  const stopped = (): boolean => false
  if (!io.progress) return { ingest: () => undefined, analysis: () => undefined, end: () => undefined, stopped }
  const start = performance.now()
  const seconds = (): number => Math.max(0.001, (performance.now() - start) / 1000)
  return {
    ingest: ({ roots, rootsDone, bytes, bytesDone, rows }) => {
      const left =
        bytesDone === 0 ? '' : `, about ${inWords(micros((seconds() * 1e6 * (bytes - bytesDone)) / bytesDone))} left`
      io.err(
        `${ERASE}reading: ${thousands(rootsDone)} of ${thousands(roots)} files, ${thousands(Math.round(bytesDone / 1e6 / seconds()))} MB/s, ${thousands(rows)} rows${left}`,
      )
    },
    analysis: (artifacts) =>
      io.err(
        `${ERASE}analysing: ${thousands(artifacts)} artifacts, ${thousands(Math.round(artifacts / seconds()))} a second`,
      ),
    end: () => io.err(ERASE),
    stopped,
  }
}
