/** How much a case holds, and what became of each evidence. */
import { z } from 'zod'
import { EVIDENCE_STATUS, type EvidenceStatus } from '../model.ts'
import type { CaseDatabase } from './open.ts'

export interface Totals {
  /** Top-level files. */
  readonly roots: number
  readonly evidence: number
  readonly byStatus: Readonly<Record<EvidenceStatus, number>>
  /** Evidence with an error line: unreadable, read in part, or not what its exhibit states. */
  readonly withError: number
  readonly artifacts: number
  readonly events: number
  readonly traits: number
  /** Bytes of top-level files. */
  readonly bytes: number
}

const statusCount = z.object({ status: z.enum(EVIDENCE_STATUS), n: z.number() })

export function totals(db: CaseDatabase): Totals {
  const number = (sql: string): number => z.number().parse(db.prepare(sql).pluck().get())
  const counted = z
    .array(statusCount)
    .parse(db.prepare('SELECT status, count(*) AS n FROM evidence GROUP BY status').all())
  const byStatus: Record<EvidenceStatus, number> = {
    examined: 0,
    partly: 0,
    unknown: 0,
    unreadable: 0,
    'not-examined': 0,
  }
  for (const { status, n } of counted) byStatus[status] = n
  return {
    roots: number('SELECT count(*) FROM root'),
    evidence: counted.reduce((sum, { n }) => sum + n, 0),
    byStatus,
    withError: number('SELECT count(*) FROM evidence WHERE error IS NOT NULL'),
    artifacts: number('SELECT count(*) FROM artifact'),
    events: number('SELECT count(*) FROM event'),
    traits: number('SELECT count(*) FROM trait'),
    bytes: number('SELECT COALESCE(SUM(size), 0) FROM root'),
  }
}

/** Whether the case holds more events than `n`: found without counting the rest. */
export const hasMoreEvents = (db: CaseDatabase, n: number): boolean =>
  db.prepare<[number], number>('SELECT 1 FROM event LIMIT 1 OFFSET ?').pluck().get(n) !== undefined
