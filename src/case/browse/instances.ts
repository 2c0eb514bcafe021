/**
 * Lanes of single clocks: each relay, each workstation, each column of a table by itself, so that the one clock that ran otherwise
 * than its neighbours is seen. Clocks that findings name come first; the others are counted where a stretch holds few enough events.
 */
import { z } from 'zod'
import { CLOCK_KINDS, LEVELS, type ClockKind, type Level } from '../../model.ts'
import type { CaseDatabase } from '../open.ts'
import type { Stretch } from './tally.ts'

export interface ClockLane {
  readonly clock: ClockKind
  /** Who or what wrote the times: a server's name, a column, a header field. */
  readonly writer: string
  /** Where; absent: in all mails, a server having one clock. */
  readonly evidence?: string
  /** Undefined: the stretch holds too many events to be counted by clock at once. */
  readonly total: number | undefined
  readonly bins: readonly number[]
  /** The strongest level that a finding gives to an event of the bin. */
  readonly marks: readonly (Level | undefined)[]
}

/** Events that are grouped by clock between two keys: some hundredths of a second. */
const MOST_COUNTED = 60_000

/** Kinds whose writer is one machine, or one program, wherever it wrote. */
const SHARED = ['relay', 'provider', 'receiver', 'sender'] as const satisfies readonly ClockKind[]
const LIST = SHARED.map((kind) => `'${kind}'`).join(', ')

const cell = z.object({
  clock: z.enum(CLOCK_KINDS),
  writer: z.string(),
  path: z.string().nullable(),
  slot: z.number(),
  n: z.number(),
})
type Cell = z.infer<typeof cell>

interface Growing {
  readonly clock: ClockKind
  readonly writer: string
  readonly evidence?: string
  total: number
  readonly bins: number[]
  readonly marks: (Level | undefined)[]
  strongest: number
}

/** `events`: how many the stretch holds. The strongest marked lanes first, then those with the most events. */
export function clockLanes(
  db: CaseDatabase,
  { from, to }: Stretch,
  bins: number,
  events: number,
): readonly ClockLane[] {
  const bin = (to - from) / bins
  // The last bin may end a rounding before the stretch does.
  const slot = `MIN(${bins - 1}, CAST(FLOOR((nominal - ?) / ?) AS INTEGER))`
  const cells = (counted: string, both: string): readonly Cell[] =>
    z.array(cell).parse(
      db
        .prepare(
          `SELECT c.kind AS clock, c.writer, v.path AS path, g.slot, ${both} AS n
           FROM (${counted}) g JOIN clock c ON c.root = g.root AND c.id = g.clock
           LEFT JOIN evidence v ON v.root = c.root AND v.id = c.evidence AND c.kind NOT IN (${LIST})
           GROUP BY c.kind, c.writer, v.path, g.slot`,
        )
        .all(from, bin, from, to, from, bin),
    )
  const isCounted = events <= MOST_COUNTED
  const lanes = new Map<string, Growing>()
  const laneOf = ({ clock, writer, path }: Cell): Growing => {
    const key = [clock, writer, path ?? ''].join('\0')
    const lane = lanes.get(key) ?? {
      ...{ clock, writer, total: 0, strongest: -1 },
      ...(path === null ? {} : { evidence: path }),
      bins: Array.from({ length: bins }, () => 0),
      marks: Array.from({ length: bins }, () => undefined),
    }
    lanes.set(key, lane)
    return lane
  }
  if (isCounted)
    for (const counted of cells(
      `SELECT root, clock, ${slot} AS slot, COUNT(*) AS n FROM event WHERE nominal >= ? AND nominal < ?
       GROUP BY root, clock, ${slot}`,
      'SUM(g.n)',
    )) {
      const lane = laneOf(counted)
      lane.total += counted.n
      lane.bins[counted.slot] = counted.n
    }
  for (const marked of cells(
    `SELECT root, instance AS clock, ${slot} AS slot, MAX(level) AS n FROM browse_mark
     WHERE nominal >= ? AND nominal < ? GROUP BY root, instance, ${slot}`,
    'MAX(g.n)',
  )) {
    const lane = laneOf(marked)
    lane.marks[marked.slot] = LEVELS[marked.n]
    lane.strongest = Math.max(lane.strongest, marked.n)
  }
  return [...lanes.values()]
    .sort((a, b) => b.strongest - a.strongest || b.total - a.total || (a.writer < b.writer ? -1 : 1))
    .map(({ clock, writer, evidence, total, bins: counts, marks }) => ({
      ...{ clock, writer, bins: counts, marks },
      ...(evidence === undefined ? {} : { evidence }),
      total: isCounted ? total : undefined,
    }))
}
