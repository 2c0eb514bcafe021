/**
 * Counts the events by hour and kind of clock, for the timeline: a piece at a time, so that a screen can do it between two keys. A
 * case keeps the counts until another ingest; another analysis changes no event.
 */
import { z } from 'zod'
import { CLOCK_KINDS, type ClockKind } from '../../model.ts'
import type { CaseDatabase } from '../open.ts'
import { lastWork } from './last-work.ts'
import { TALLY_TABLES, TALLY_UNITS, tallyDdl } from './tables.ts'
import { writeTemporarily } from './temporary.ts'

/** Events counted between two looks at the clock: some milliseconds. */
const PIECE = 2_000

type Key = readonly [nominal: number, root: number, id: number]
const BEFORE: Key = [Number.MIN_SAFE_INTEGER, -1, -1]
const BEHIND: Key = [Number.MAX_SAFE_INTEGER, 0, 0]

const NEXT = `SELECT nominal, root, id FROM event WHERE (nominal, root, id) > (?, ?, ?)
 ORDER BY nominal, root, id LIMIT 1 OFFSET ?`
const HOURS = `SELECT CAST(FLOOR(e.nominal / ${TALLY_UNITS.hour}.0) AS INTEGER), c.kind, COUNT(*)
 FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock
 WHERE (e.nominal, e.root, e.id) > (?, ?, ?) AND (e.nominal, e.root, e.id) <= (?, ?, ?)
 GROUP BY c.kind, CAST(FLOOR(e.nominal / ${TALLY_UNITS.hour}.0) AS INTEGER)`

const counted = z.tuple([z.number(), z.enum(CLOCK_KINDS), z.number()])

/** Needs what `prepare.ts` makes. */
export class Counting {
  readonly #next
  readonly #hours
  readonly #piece: number
  /** Slot after slot, in each the clocks in order of their kinds. */
  readonly #counts = new Map<number, number>()
  #at: Key = BEFORE
  complete = false
  /** Events that name a moment, counted so far. */
  seen = 0
  /** All of them. */
  readonly of: number
  /** The same with those that name none. */
  readonly events: number

  constructor(db: CaseDatabase) {
    this.#next = db.prepare<unknown[], [number, number, number]>(NEXT).raw()
    this.#hours = db.prepare(HOURS).raw()
    // While rows are written there is no index on time: each piece would sort all of them.
    const isIndexed = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'event_time'").get() !== undefined
    const all = db.prepare<[], { events: number; undated: number }>('SELECT events, undated FROM browse_ready').get()
    this.events = all?.events ?? 0
    this.of = this.events - (all?.undated ?? 0)
    this.#piece = isIndexed ? PIECE : Number.MAX_SAFE_INTEGER
  }

  /** Counts on for a while, one piece at least; `milliseconds` may be infinite. */
  work(milliseconds: number): void {
    const end = performance.now() + milliseconds
    do this.#count()
    while (!this.complete && performance.now() < end)
  }

  #count(): void {
    if (this.complete) return
    const to = this.#next.get(...this.#at, this.#piece)
    for (const raw of this.#hours.all(...this.#at, ...(to ?? BEHIND))) {
      const [slot, clock, n] = counted.parse(raw)
      const key = slot * CLOCK_KINDS.length + CLOCK_KINDS.indexOf(clock)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + n)
      this.seen += n
    }
    if (to === undefined) this.complete = true
    else this.#at = to
  }

  /** How many events each hour holds of each kind of clock. */
  *hours(): Generator<readonly [slot: number, clock: ClockKind, n: number]> {
    const kinds = CLOCK_KINDS.length
    for (const [key, n] of this.#counts) {
      const slot = Math.floor(key / kinds)
      const clock = CLOCK_KINDS[key - slot * kinds]
      if (clock !== undefined) yield [slot, clock, n]
    }
  }
}

/** Whether the counts, of the case or of this connection, are of all its events. */
export function isCounted(db: CaseDatabase): boolean {
  const there = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' UNION SELECT name FROM sqlite_temp_master",
    )
    .pluck()
    .all()
  if (!TALLY_TABLES.every((table) => there.includes(table))) return false
  const stands = db
    .prepare<[], { work: number; events: number; now: number }>(
      'SELECT work, events, (SELECT events FROM browse_ready) AS now FROM browse_counted',
    )
    .get()
  return stands !== undefined && stands.events === stands.now && stands.work === lastWork(db, ['ingest'])
}

/** Keeps the counts in the case. */
export function keepCounts(db: CaseDatabase, counting: Counting): void {
  db.transaction(() => {
    for (const table of TALLY_TABLES) db.exec(`DROP TABLE IF EXISTS ${table}`)
    db.exec(tallyDdl(''))
    fill(db, counting)
  })()
}

/** Keeps them for a connection that may not write the case. */
export function keepTemporarily(db: CaseDatabase, counting: Counting): void {
  writeTemporarily(db, () => {
    for (const table of TALLY_TABLES) db.exec(`DROP TABLE IF EXISTS temp.${table}`)
    db.exec(tallyDdl('TEMPORARY'))
    fill(db, counting)
  })
}

const ADD = 'INSERT INTO browse_tally (unit, slot, clock, n) VALUES (?, ?, ?, ?)'
const DAYS = `INSERT INTO browse_tally (unit, slot, clock, n)
 SELECT ${TALLY_UNITS.day}, CAST(FLOOR(slot / 24.0) AS INTEGER), clock, SUM(n) FROM browse_tally WHERE unit = ${TALLY_UNITS.hour}
 GROUP BY clock, CAST(FLOOR(slot / 24.0) AS INTEGER)`
const COUNTED = 'INSERT INTO browse_counted (work, events) VALUES (?, ?)'

function fill(db: CaseDatabase, counting: Counting): void {
  const add = db.prepare(ADD)
  for (const [slot, clock, n] of counting.hours()) add.run(TALLY_UNITS.hour, slot, clock, n)
  db.exec(DAYS)
  db.prepare(COUNTED).run(lastWork(db, ['ingest']), counting.events)
}
