/** One sequence (rows as inserted, hops as passed): its events in the order in which they were written, with the time each states. */
import { z } from 'zod'
import type { CaseDatabase } from '../open.ts'
import type { EventKey } from './events.ts'

export interface SequenceKey {
  readonly root: number
  readonly sequence: number
}

/** Parallel lists, in the order of the sequence. */
export interface WholeSequence extends SequenceKey {
  readonly name: string
  readonly evidence: string
  /** Places in all; the lists hold those from `from` on. */
  readonly length: number
  readonly from: number
  readonly positions: Float64Array
  readonly events: Float64Array
  /** Microseconds; NaN: the event names no moment. */
  readonly times: Float64Array
  /** 0: no finding names the event; else its level's rank and one. */
  readonly marks: Uint8Array
}

/** Places read at once: some tenths of a second. Of a longer sequence the part around one place. */
const MOST_PLACES = 100_000

/** A place of `p` beside which another event stands: alone it has no order. */
const AMONG_OTHERS =
  'EXISTS (SELECT 1 FROM place o WHERE o.root = p.root AND o.sequence = p.sequence AND o.event <> p.event)'

/** The first sequence in which an event has a place among others. */
export const sequenceOf = (db: CaseDatabase, { root, id }: Omit<EventKey, 'nominal'>): SequenceKey | undefined =>
  db
    .prepare<[number, number], SequenceKey>(
      `SELECT p.root, p.sequence FROM place p WHERE p.root = ? AND p.event = ? AND ${AMONG_OTHERS} ORDER BY p.sequence LIMIT 1`,
    )
    .get(root, id)

/** The first event of a finding that has a place among others in a sequence. */
export const eventOfFinding = (db: CaseDatabase, finding: string): Omit<EventKey, 'nominal'> | undefined =>
  db
    .prepare<[string], Omit<EventKey, 'nominal'>>(
      `SELECT fe.root, fe.event AS id FROM finding_event fe JOIN place p ON p.root = fe.root AND p.event = fe.event
       WHERE fe.finding = ? AND ${AMONG_OTHERS} ORDER BY fe.number LIMIT 1`,
    )
    .get(finding)

const head = z.object({ name: z.string(), evidence: z.string(), length: z.number(), before: z.number() })
const place = z.tuple([z.number(), z.number(), z.number().nullable()])
const mark = z.tuple([z.number(), z.number()])

/** The sequence, or where it is long the part around an event. Cost grows with the part that is read. */
export function wholeSequence(
  db: CaseDatabase,
  { root, sequence }: SequenceKey,
  event: number,
): WholeSequence | undefined {
  const raw = db
    .prepare(
      `SELECT s.name, v.path AS evidence, (SELECT COUNT(*) FROM place p WHERE p.root = s.root AND p.sequence = s.id) AS length,
       (SELECT COUNT(*) FROM place p WHERE p.root = s.root AND p.sequence = s.id AND p.position < (SELECT MIN(o.position) FROM place o
         WHERE o.root = s.root AND o.sequence = s.id AND o.event = ?)) AS before
       FROM sequence s JOIN evidence v ON v.root = s.root AND v.id = s.evidence WHERE s.root = ? AND s.id = ?`,
    )
    .get(event, root, sequence)
  if (raw === undefined) return undefined
  const { name, evidence, length, before } = head.parse(raw)
  const from = Math.max(0, Math.min(before - MOST_PLACES / 2, length - MOST_PLACES))
  const rows = db
    .prepare(
      `SELECT p.position, p.event, e.nominal FROM place p JOIN event e ON e.root = p.root AND e.id = p.event
       WHERE p.root = ? AND p.sequence = ? ORDER BY p.position, p.event LIMIT ? OFFSET ?`,
    )
    .raw()
    .all(root, sequence, MOST_PLACES, from)
  const levels = new Map(
    z
      .array(mark)
      .parse(db.prepare('SELECT event, MAX(level) FROM browse_mark WHERE root = ? GROUP BY event').raw().all(root)),
  )
  const positions = new Float64Array(rows.length)
  const events = new Float64Array(rows.length)
  const times = new Float64Array(rows.length)
  const marks = new Uint8Array(rows.length)
  for (const [n, one] of rows.entries()) {
    const [position, id, nominal] = place.parse(one)
    positions[n] = position
    events[n] = id
    times[n] = nominal ?? NaN
    marks[n] = (levels.get(id) ?? -1) + 1
  }
  return { root, sequence, name, evidence, length, from, positions, events, times, marks }
}
