/** Counts the events of a case into bins, one lane a kind of clock, for the report's picture of the whole case. */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { CLOCK_KINDS, atLeast, type ClockKind, type Level } from '../model.ts'
import { DAY, HOUR, SECOND, instant, micros, parseIso, type Instant, type Micros } from '../time/instant.ts'
import type { ReportedFinding } from './contract.ts'
import type { TimelineSummary } from './reporter.ts'
import { rank } from './words.ts'

/** Bins of all lanes together, so that bins and anomalies are at most 2,000 marks. */
const MARKS = 1_000
const LONGEST_LANE = 180

const UNDATED = 'SELECT COUNT(*) AS n FROM event WHERE nominal IS NULL'
const BY_DAY = `SELECT c.kind AS kind, CAST(FLOOR(e.nominal / 86400000000.0) AS INTEGER) AS slot, COUNT(*) AS n,
 MIN(e.nominal) AS first, MAX(e.nominal) AS last
 FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock WHERE e.nominal IS NOT NULL
 GROUP BY c.kind, CAST(FLOOR(e.nominal / 86400000000.0) AS INTEGER)`
const BY_BIN = `SELECT c.kind AS kind, CAST(FLOOR((e.nominal - ?) / ?) AS INTEGER) AS slot, COUNT(*) AS n
 FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock WHERE e.nominal >= ? AND e.nominal <= ?
 GROUP BY c.kind, CAST(FLOOR((e.nominal - ?) / ?) AS INTEGER) ORDER BY kind, slot`

const row = z.object({ kind: z.enum(CLOCK_KINDS), slot: z.number(), n: z.number() })
const dayRow = row.extend({ first: z.number(), last: z.number() })

/** The whole case in at most 2,000 marks; undefined if no event names a moment. */
export function summariseTimeline(db: Database, findings: readonly ReportedFinding[]): TimelineSummary | undefined {
  const days = z
    .array(dayRow)
    .parse(db.prepare(BY_DAY).all())
    .sort((a, b) => a.slot - b.slot)
  const total = days.reduce((n, one) => n + one.n, 0)
  if (total === 0) return undefined
  const named = anomalies(findings)
  // A single date of 1904 must not squeeze everything else into one bin; what a finding names is always drawn.
  const few = Math.floor(total / 1000)
  const earliest = Math.min(...named.slice(0, 1).map(({ at }) => at), edge(days, few, 'first'))
  const latest = Math.max(...named.slice(-1).map(({ at }) => at), edge(days.toReversed(), few, 'last'))
  const kinds = CLOCK_KINDS.filter((kind) => days.some((one) => one.kind === kind))
  const slots = Math.min(LONGEST_LANE, Math.floor(MARKS / kinds.length))
  const bin = length((latest - earliest) / slots)
  const from = Math.floor(earliest / bin) * bin
  const found = z.array(row).parse(db.prepare(BY_BIN).all(from, bin, earliest, latest, from, bin))
  const at = (slot: number): Instant => instant(from + slot * bin) ?? (from as Instant)
  const lastSlot = Math.floor((latest - from) / bin)
  return {
    from: at(0),
    to: at(lastSlot + 1),
    bin,
    lanes: kinds.map((clock) => {
      const bins = found.filter((one) => one.kind === clock).map(({ slot, n }) => ({ at: at(slot), n }))
      return {
        clock,
        events: days.reduce((n, one) => (one.kind === clock ? n + one.n : n), 0),
        bins,
        anomalies: inBins(
          named.filter((one) => one.clock === clock),
          (t) => at(Math.floor((t - from) / bin)),
        ),
      }
    }),
    before: countWhere(db, '<', earliest),
    after: countWhere(db, '>', latest),
    undated: z.object({ n: z.number() }).parse(db.prepare(UNDATED).get()).n,
  }
}

interface Named {
  readonly at: Instant
  readonly clock: ClockKind
  readonly level: Level
}

/** Every moment that a finding of level low or more names, rising. */
function anomalies(findings: readonly ReportedFinding[]): readonly Named[] {
  return findings
    .filter(({ level }) => atLeast(level, 'low'))
    .flatMap(({ level, events }) =>
      events.flatMap(({ time, clock }) => {
        const at = time === undefined ? undefined : parseIso(time)
        return at === undefined ? [] : [{ at, clock: clock.kind, level }]
      }),
    )
    .sort((a, b) => a.at - b.at)
}

function inBins(
  named: readonly Named[],
  binOf: (at: Instant) => Instant,
): TimelineSummary['lanes'][number]['anomalies'] {
  const bins = new Map<Instant, { at: Instant; n: number; level: Level }>()
  for (const { at, level } of named) {
    const bin = binOf(at)
    const known = bins.get(bin)
    if (known === undefined) bins.set(bin, { at: bin, n: 1, level })
    else bins.set(bin, { at: bin, n: known.n + 1, level: rank(level) > rank(known.level) ? level : known.level })
  }
  return [...bins.values()]
}

/** The first moment of the day at which more than `few` events have passed, counted from the side the days start at. */
function edge(days: readonly z.infer<typeof dayRow>[], few: number, side: 'first' | 'last'): number {
  let passed = 0
  for (const one of days) {
    passed += one.n
    if (passed > few) {
      const same = days.filter((other) => other.slot === one.slot).map((other) => other[side])
      return side === 'first' ? Math.min(...same) : Math.max(...same)
    }
  }
  return 0
}

/** Whole seconds, hours or days: bins that a reader can name. */
function length(exact: number): Micros {
  const unit = exact > DAY ? DAY : exact > HOUR ? HOUR : SECOND
  return micros(Math.max(1, Math.ceil(exact / unit)) * unit)
}

function countWhere(db: Database, side: '<' | '>', bound: number): number {
  return z
    .object({ n: z.number() })
    .parse(db.prepare(`SELECT COUNT(*) AS n FROM event WHERE nominal ${side} ?`).get(bound)).n
}
