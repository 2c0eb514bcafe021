/** Reads the events of a case in order of time, one at a time. */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { CLOCK_KINDS } from '../model.ts'
import { EARLIEST, LATEST, instant, type Instant } from '../time/instant.ts'
import { locatorSchema } from './contract.ts'
import type { TimelineRow } from './timeline.ts'

const EVENTS = `SELECT e.nominal AS time, e.earliest AS earliest, e.latest AS latest, e.zone AS zone, e.kind AS kind,
 c.kind AS clock, c.writer AS writer, e.raw AS raw, e.locator AS locator, v.path AS evidence, a.label AS artifact
 FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock JOIN evidence v ON v.root = e.root AND v.id = e.evidence
 JOIN artifact a ON a.root = e.root AND a.id = e.artifact
 ORDER BY CASE WHEN e.nominal IS NULL THEN 1 ELSE 0 END, e.nominal, v.path, a.locator_key, e.kind, e.locator`

const bounded = (us: number | null): Instant | undefined =>
  us === null || us <= EARLIEST || us >= LATEST ? undefined : instant(us)
const time = z.number().nullable().transform(bounded)

const row = z.object({
  time,
  earliest: time,
  latest: time,
  zone: z.enum(['utc', 'offset', 'floating']),
  kind: z.string(),
  clock: z.enum(CLOCK_KINDS),
  writer: z.string(),
  raw: z.string(),
  locator: z.string().transform((text) => locatorSchema.parse(JSON.parse(text))),
  evidence: z.string(),
  artifact: z.string(),
})

/** Every event of the case, those that name no moment last. Throws a ZodError if the case holds what no ingest writes. */
export function* timelineRows(db: Database): Generator<TimelineRow> {
  for (const raw of db.prepare(EVENTS).iterate()) yield row.parse(raw)
}
