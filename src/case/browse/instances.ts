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
const SHARED: ReadonlySet<ClockKind> = new Set<ClockKind>(['relay', 'provider', 'receiver', 'sender'])

const cell = z.object({ root: z.number(), clock: z.number(), slot: z.number(), n: z.number() })
const named = z.object({ kind: z.enum(CLOCK_KINDS), writer: z.string(), path: z.string() })

interface Growing {
  clock: ClockKind
  writer: string
  evidence?: string
  total: number
  bins: number[]
  marks: (Level | undefined)[]
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
  const slot = (column: string): string => `CAST(FLOOR((${column} - ?) / ?) AS INTEGER)`
  const marked = db
    .prepare(
      `SELECT root, instance AS clock, ${slot('nominal')} AS slot, MAX(level) AS n FROM browse_mark
       WHERE nominal >= ? AND nominal < ? GROUP BY root, instance, ${slot('nominal')}`,
    )
    .all(from, bin, from, to, from, bin)
  const isCounted = events <= MOST_COUNTED
  const counted = isCounted
    ? db
        .prepare(
          `SELECT root, clock, ${slot('nominal')} AS slot, COUNT(*) AS n FROM event WHERE nominal >= ? AND nominal < ?
           GROUP BY root, clock, ${slot('nominal')}`,
        )
        .all(from, bin, from, to, from, bin)
    : []
  const laneOf = lanesBy(db, bins)
  for (const { root, clock, slot: at, n } of z.array(cell).parse(counted)) {
    const lane = laneOf(root, clock)
    const place = Math.min(bins - 1, at)
    lane.total += n
    lane.bins[place] = (lane.bins[place] ?? 0) + n
  }
  for (const { root, clock, slot: at, n } of z.array(cell).parse(marked)) {
    const lane = laneOf(root, clock)
    const place = Math.min(bins - 1, at)
    const before = lane.marks[place]
    if (before === undefined || LEVELS.indexOf(before) < n) lane.marks[place] = LEVELS[n]
    lane.strongest = Math.max(lane.strongest, n)
  }
  return laneOf
    .all()
    .toSorted((a, b) => b.strongest - a.strongest || b.total - a.total || (a.writer < b.writer ? -1 : 1))
    .map(({ clock, writer, evidence, total, bins: counts, marks }) => ({
      ...{ clock, writer, bins: counts, marks },
      ...(evidence === undefined ? {} : { evidence }),
      total: isCounted ? total : undefined,
    }))
}

/** The lane of a clock, begun when it is first asked for. */
function lanesBy(
  db: CaseDatabase,
  bins: number,
): ((root: number, clock: number) => Growing) & { all: () => Growing[] } {
  const lanes = new Map<string, Growing>()
  const known = new Map<string, Growing>()
  const look = db.prepare(
    `SELECT c.kind, c.writer, v.path FROM clock c JOIN evidence v ON v.root = c.root AND v.id = c.evidence
     WHERE c.root = ? AND c.id = ?`,
  )
  const laneOf = (root: number, clock: number): Growing => {
    const id = `${root}.${clock}`
    const found = known.get(id)
    if (found !== undefined) return found
    const { kind, writer, path } = named.parse(look.get(root, clock))
    const isShared = SHARED.has(kind)
    const key = [kind, writer, ...(isShared ? [] : [path])].join('\0')
    const lane = lanes.get(key) ?? {
      clock: kind,
      writer,
      ...(isShared ? {} : { evidence: path }),
      total: 0,
      bins: Array.from({ length: bins }, () => 0),
      marks: Array.from({ length: bins }, () => undefined),
      strongest: -1,
    }
    lanes.set(key, lane)
    known.set(id, lane)
    return lane
  }
  return Object.assign(laneOf, { all: () => [...lanes.values()] })
}
