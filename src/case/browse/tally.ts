/** How many events stand where in time: histograms of any stretch by kind of clock, and the place of a moment in the list of all events. */
import { z } from 'zod'
import { CLOCK_KINDS, LEVELS, type ClockKind, type Level } from '../../model.ts'
import type { Instant } from '../../time/instant.ts'
import type { CaseDatabase } from '../open.ts'
import { TALLY_UNITS } from './tables.ts'

/** A stretch of time; `to` is not part of it. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Lane {
  readonly clock: ClockKind
  readonly total: number
  /** Events a bin. */
  readonly bins: readonly number[]
  /** The strongest level that a finding gives to an event of the bin; undefined: none names one. */
  readonly marks: readonly (Level | undefined)[]
}

const cell = z.object({ slot: z.number(), clock: z.enum(CLOCK_KINDS), n: z.number() })
const markCell = z.object({ slot: z.number(), clock: z.enum(CLOCK_KINDS), level: z.number() })

/** Lanes of a stretch in `bins` bins of equal length. Bins of whole days or hours come from the tally, shorter ones from the index. */
export function lanes(db: CaseDatabase, { from, to }: Stretch, bins: number): readonly Lane[] {
  const bin = (to - from) / bins
  const unit = bin >= TALLY_UNITS.day ? TALLY_UNITS.day : bin >= TALLY_UNITS.hour ? TALLY_UNITS.hour : undefined
  const rows =
    unit === undefined
      ? db
          .prepare(
            `SELECT CAST(FLOOR((e.nominal - ?) / ?) AS INTEGER) AS slot, c.kind AS clock, COUNT(*) AS n
             FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock WHERE e.nominal >= ? AND e.nominal < ?
             GROUP BY c.kind, CAST(FLOOR((e.nominal - ?) / ?) AS INTEGER)`,
          )
          .all(from, bin, from, to, from, bin)
      : db
          .prepare('SELECT slot, clock, n FROM browse_tally WHERE unit = ? AND slot >= ? AND slot < ?')
          .all(unit, Math.floor(from / unit), Math.ceil(to / unit))
  const at = (slot: number): number =>
    unit === undefined ? slot : Math.max(0, Math.min(bins - 1, Math.floor((slot * unit - from) / bin)))
  const marked = db
    .prepare(
      `SELECT CAST(FLOOR((nominal - ?) / ?) AS INTEGER) AS slot, clock, MAX(level) AS level FROM browse_mark
       WHERE nominal >= ? AND nominal < ? GROUP BY clock, CAST(FLOOR((nominal - ?) / ?) AS INTEGER)`,
    )
    .all(from, bin, from, to, from, bin)
  const found = new Map<ClockKind, { total: number; bins: number[]; marks: (Level | undefined)[] }>()
  for (const raw of rows) {
    const { slot, clock, n } = cell.parse(raw)
    const lane = found.get(clock) ?? {
      total: 0,
      bins: Array.from({ length: bins }, () => 0),
      marks: Array.from({ length: bins }, () => undefined),
    }
    found.set(clock, lane)
    lane.total += n
    lane.bins[at(slot)] = (lane.bins[at(slot)] ?? 0) + n
  }
  for (const raw of marked) {
    const { slot, clock, level } = markCell.parse(raw)
    const lane = found.get(clock)
    if (lane !== undefined) lane.marks[Math.min(bins - 1, slot)] = LEVELS[level]
  }
  return CLOCK_KINDS.flatMap((clock) => {
    const lane = found.get(clock)
    return lane === undefined ? [] : [{ clock, ...lane }]
  })
}

/** The span of all events; undefined if none names a moment. `to` lies behind the last. */
export function wholeSpan(db: CaseDatabase): Stretch | undefined {
  const ends = db
    .prepare<[], { first: number | null; last: number | null }>(
      'SELECT (SELECT MIN(nominal) FROM event) AS first, (SELECT MAX(nominal) FROM event) AS last',
    )
    .get()
  return ends?.first == null || ends.last === null ? undefined : { from: ends.first, to: ends.last + 1 }
}

/**
 * The span without far-off events: at most one in a thousand at each end is left out, but nothing that a finding names. A single
 * date of 1904 must not squeeze everything else into one bin.
 */
export function usualSpan(db: CaseDatabase): Stretch | undefined {
  const whole = wholeSpan(db)
  const { unit, slots, before } = steps(db)
  const total = before.at(-1) ?? 0
  if (whole === undefined || total === 0) return whole
  const few = Math.floor(total / 1000)
  const first = before.findIndex((n) => n > few) - 1
  const last = before.findLastIndex((n) => n < total - few)
  const marks = db
    .prepare<[], { first: number | null; last: number | null }>(
      'SELECT MIN(nominal) AS first, MAX(nominal) AS last FROM browse_mark',
    )
    .get()
  const from = Math.min((slots[Math.max(0, first)] ?? 0) * unit, marks?.first ?? Infinity)
  const to = Math.max(((slots[Math.max(0, last)] ?? 0) + 1) * unit, (marks?.last ?? -Infinity) + 1)
  return { from: Math.max(whole.from, from), to: Math.min(whole.to, to) }
}

/** Stretches of one length that hold events, rising, and how many events stand before each; `before` has one more entry: their sum. */
export interface Steps {
  /** Microseconds. */
  readonly unit: number
  readonly slots: Float64Array
  readonly before: Float64Array
}

/** Events of one day up to which days are fine enough to find a place in the list. */
const MANY_A_DAY = 20_000

/** Days, or hours where some day holds many events: a place is found by its step, and counted from there. */
export function steps(db: CaseDatabase): Steps {
  const most = db
    .prepare<[number], number | null>(
      'SELECT MAX(total) FROM (SELECT SUM(n) AS total FROM browse_tally WHERE unit = ? GROUP BY slot) AS days',
    )
    .pluck()
    .get(TALLY_UNITS.day)
  const unit = (most ?? 0) > MANY_A_DAY ? TALLY_UNITS.hour : TALLY_UNITS.day
  const rows = db
    .prepare<[number], [number, number]>(
      'SELECT slot, SUM(n) FROM browse_tally WHERE unit = ? GROUP BY slot ORDER BY slot',
    )
    .raw()
    .all(unit)
  const slots = new Float64Array(rows.length)
  const before = new Float64Array(rows.length + 1)
  for (const [i, [slot, n]] of rows.entries()) {
    slots[i] = slot
    before[i + 1] = (before[i] ?? 0) + n
  }
  return { unit, slots, before }
}

/** The last place in a rising list whose value is at most `value`; −1 if none is. */
export function lastAtMost(list: Float64Array, value: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? Infinity) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The next moment that a finding names after (or before) a moment; undefined at the end. */
export function nextMark(
  db: CaseDatabase,
  at: { readonly nominal: number; readonly root: number; readonly id: number },
  step: 1 | -1,
): { readonly nominal: Instant; readonly root: number; readonly event: number } | undefined {
  const side = step > 0 ? ['>', 'ASC'] : ['<', 'DESC']
  return db
    .prepare<[number, number, number], { nominal: Instant; root: number; event: number }>(
      `SELECT nominal, root, event FROM browse_mark WHERE (nominal, root, event) ${side[0] ?? ''} (?, ?, ?)
       ORDER BY nominal ${side[1] ?? ''}, root ${side[1] ?? ''}, event ${side[1] ?? ''} LIMIT 1`,
    )
    .get(at.nominal, at.root, at.id)
}
