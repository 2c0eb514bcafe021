/** The latest work of the log that changed what the screen's tables say; an examiner's words change neither evidence nor findings. */
import { z } from 'zod'
import { entries } from '../log.ts'
import type { CaseDatabase } from '../open.ts'

const worked = z.object({ action: z.enum(['ingest', 'analyze']) })
export type Work = z.infer<typeof worked>['action']

/** Number of the last log entry of such a work; 0: none. */
export function lastWork(db: CaseDatabase, works: readonly Work[]): number {
  let last = 0
  for (const { number, body } of entries(db)) {
    const entry = worked.safeParse(JSON.parse(body))
    if (entry.success && works.includes(entry.data.action)) last = number
  }
  return last
}
