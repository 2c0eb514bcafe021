// The paged queries against the plain ones: every page of every list is what a sort of the whole would give, by an index.
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { EventList, EventReader, type EventKey } from '../../../src/case/browse/events.ts'
import { Counting, isCounted, keepCounts, keepTemporarily } from '../../../src/case/browse/count.ts'
import { EvidenceList } from '../../../src/case/browse/evidence.ts'
import {
  FINDING_GROUPS,
  FINDING_ORDERS,
  findingColumns,
  findingCounts,
  findingEntries,
  findingsThat,
  type FindingGroup,
  type FindingOrder,
} from '../../../src/case/browse/finding-order.ts'
import { findingReader } from '../../../src/case/browse/findings.ts'
import { isLarge, isPrepared, prepareTemporarily } from '../../../src/case/browse/prepare.ts'
import { Seeker, Sieve, eventKinds } from '../../../src/case/browse/sieve.ts'
import { lanes, nextMark, wholeSpan } from '../../../src/case/browse/tally.ts'
import { append } from '../../../src/case/log.ts'
import { openCase } from '../../../src/case/open.ts'
import { findingConditions } from '../../../src/tui/filter.ts'
import { smallCase } from '../../tui/small-case.ts'

const small = smallCase(3_000, 90)
const { db } = small.open
// Some that name no moment, some at the very same one, and one of long before.
db.exec(`UPDATE event SET nominal = NULL, earliest = NULL, latest = NULL WHERE id % 97 = 5`)
db.exec(`UPDATE event SET nominal = 1000000000000000 WHERE id % 50 = 7`)
db.exec(`UPDATE event SET nominal = -2000000000000000 WHERE id = 11`)
const { prepareBrowsing } = await import('../../../src/case/browse/prepare.ts')
// Some claim no time, some are off by no length.
db.exec(`UPDATE finding SET body = REPLACE(body, '"claimed":', '"unclaimed":') WHERE substr(id, 1, 1) = '3'`)
db.exec(`UPDATE finding SET body = REPLACE(body, '"excess":', '"exceeds":') WHERE substr(id, 1, 1) IN ('4', '5')`)
prepareBrowsing(db)
afterAll(small.close)

const all = db
  .prepare<[], EventKey>(
    'SELECT nominal, root, id FROM event ORDER BY CASE WHEN nominal IS NULL THEN 1 ELSE 0 END, nominal, root, id',
  )
  .all()

describe('all events by time', () => {
  test('any page, asked for in any order, is that stretch of the sorted whole', () => {
    const list = new EventList(db)
    expect(list.length).toBe(all.length)
    fc.assert(
      fc.property(fc.nat(all.length), fc.integer({ min: 1, max: 80 }), (from, count) => {
        expect(list.keys(from, count)).toEqual(all.slice(from, from + count))
      }),
      { numRuns: 300 },
    )
  })

  test('the number of an event leads to it', () => {
    const list = new EventList(db)
    for (const n of [0, 1, 5, 100, 999, list.dated - 1]) {
      const key = all[n]
      if (key !== undefined) expect(list.numberOf(key)).toBe(n)
    }
  })

  test('no page sorts and none walks the whole: the index on time is used', () => {
    const plans = [
      'SELECT nominal, root, id FROM event WHERE (nominal, root, id) >= (1, 2, 3) ORDER BY nominal, root, id LIMIT 50',
      'SELECT nominal, root, id FROM event WHERE nominal IS NULL ORDER BY root, id LIMIT 50',
      'SELECT nominal, root, id, kind FROM event WHERE (nominal, root, id) < (1, 2, 3) ORDER BY nominal DESC, root DESC, id DESC LIMIT 5',
    ].flatMap((sql) => db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all())
    for (const { detail } of plans) expect(detail).toMatch(/^SEARCH event USING COVERING INDEX event_time/)
  })
})

describe('a filter', () => {
  const wanted = { kinds: new Set(['email.received']) }
  const expected = db
    .prepare<[], EventKey>(
      `SELECT nominal, root, id FROM event WHERE kind = 'email.received' AND nominal IS NOT NULL ORDER BY nominal, root, id`,
    )
    .all()

  test('lets through what plain SQL selects, however short its slices of time are', () => {
    const sieve = new Sieve(db, new EventReader(db), wanted)
    while (!sieve.complete) sieve.work(0.01)
    expect(sieve.length).toBe(expected.length)
    expect(Array.from({ length: sieve.length }, (_, n) => sieve.key(n))).toEqual(expected)
    expect(sieve.key(sieve.length)).toBeUndefined()
  })

  test('a search forwards and backwards finds the neighbours', () => {
    const [first, second, third] = expected
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few')
    for (const [step, found] of [
      [1, third],
      [-1, first],
    ] as const) {
      const seeker = new Seeker(db, new EventReader(db), wanted, second, step)
      while (!seeker.complete) seeker.work(1)
      expect(seeker.found).toMatchObject(found)
    }
  })

  test('the kinds are those of the case', () => {
    expect(eventKinds(db)).toEqual(db.prepare('SELECT DISTINCT kind FROM event ORDER BY kind').pluck().all())
  })
})

describe('the histogram', () => {
  test('at any zoom the bars of a stretch hold the events that stand in it', () => {
    const span = wholeSpan(db)
    if (span === undefined) throw new Error('no events')
    const count = db
      .prepare<[number, number], number>('SELECT COUNT(*) FROM event WHERE nominal >= ? AND nominal < ?')
      .pluck()
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 10, max: 200 }),
        (at, zoom, bins) => {
          const length = (span.to - span.from) / 4 ** zoom
          // Bars of whole days or hours end at days or hours.
          const unit =
            length / bins >= 86_400_000_000 ? 86_400_000_000 : length / bins >= 3_600_000_000 ? 3_600_000_000 : 1
          const from = Math.floor((span.from + at * (span.to - span.from)) / unit) * unit
          const to = from + Math.ceil(length / unit) * unit
          const sum = lanes(db, { from, to }, bins).reduce((n, lane) => n + lane.total, 0)
          expect(sum).toBe(count.get(from, to))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('the next anomaly is the next event that a finding of level low or more names', () => {
    const marked = db
      .prepare<[], number>(
        `SELECT DISTINCT e.nominal FROM finding_event fe JOIN event e ON e.root = fe.root AND e.id = fe.event
         JOIN finding f ON f.id = fe.finding WHERE f.level <> 'informational' AND e.nominal IS NOT NULL ORDER BY e.nominal`,
      )
      .pluck()
      .all()
    const seen: number[] = []
    let at = { nominal: Number.MIN_SAFE_INTEGER, root: -1, id: -1 }
    for (let mark = nextMark(db, at, 1); mark !== undefined; mark = nextMark(db, at, 1)) {
      if (seen.at(-1) !== mark.nominal) seen.push(mark.nominal)
      at = { nominal: mark.nominal, root: mark.root, id: mark.event }
    }
    expect(seen).toEqual(marked)
  })
})

describe('the findings', () => {
  /** The order as SQL says it, headings and all. */
  function inSql(group: FindingGroup, order: FindingOrder, where: string): readonly number[] {
    const by = { evidence: 'by_evidence', artifact: 'by_artifact', rule: 'by_rule', nothing: '0' }[group]
    const first = group === 'nothing' ? '' : order === 'place' ? 'part, ' : 'top DESC, part, '
    const then = {
      level: 'level DESC, number',
      'claimed time': 'CASE WHEN claimed IS NULL THEN 1 ELSE 0 END, claimed, number',
      'how far off': 'COALESCE(excess, -1) DESC, number',
      place: 'number',
    }[order]
    const rows = db
      .prepare<[], [number, number]>(
        `SELECT number, part FROM (SELECT number, level, claimed, excess, ${by} AS part, MAX(level) OVER (PARTITION BY ${by}) AS top
         FROM browse_finding WHERE ${where}) AS listed ORDER BY ${first}${then}`,
      )
      .raw()
      .all()
    return rows.flatMap(([number, part], n) =>
      group !== 'nothing' && rows[n - 1]?.[1] !== part ? [-1 - number, number] : [number],
    )
  }
  test.each(FINDING_GROUPS.flatMap((group) => FINDING_ORDERS.map((order) => [group, order] as const)))(
    'by %s, sorted by %s: the order is the one that SQL gives, headings lead their group',
    (group, order) => {
      const columns = findingColumns(db)
      const entries = [...findingEntries(columns, group, order)]
      expect(entries.filter((entry) => entry >= 0).length).toBe(90)
      expect(entries).toEqual(inSql(group, order, '1 = 1'))
      const kept = findingsThat(db, [
        { sql: 'level >= ?', values: [2] },
        { sql: 'number % 3 <> ?', values: [1] },
      ])
      expect(kept.length).toBeGreaterThan(5)
      expect([...findingEntries(columns, group, order, kept)]).toEqual(
        inSql(group, order, 'level >= 2 AND number % 3 <> 1'),
      )
    },
  )

  test('counts are those of the levels, and the columns are read from the index alone', () => {
    const counts = findingCounts(findingColumns(db))
    expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(90)
    expect(counts.high).toBe(db.prepare('SELECT COUNT(*) FROM finding WHERE level = ?').pluck().get('high'))
    const plan = db
      .prepare<[], { detail: string }>(
        'EXPLAIN QUERY PLAN SELECT number, level, claimed, excess, by_evidence, by_artifact, by_rule FROM browse_finding',
      )
      .all()
    expect(plan.map(({ detail }) => detail).join()).toContain('COVERING INDEX browse_finding_order')
  })

  test('a row tells what the stored finding tells', () => {
    const row = findingReader(db)(3)
    const body = z(
      db
        .prepare('SELECT body FROM finding WHERE id = ?')
        .pluck()
        .get(row?.id ?? ''),
    )
    expect(body).toMatchObject({ title: row?.title, level: row?.level, claimed: { from: row?.claimed } })
  })
})

const z = (text: unknown): unknown => JSON.parse(String(text))

test('the tree of evidence is whole, and a container stands before what is in it', () => {
  const list = new EvidenceList(db)
  const rows = list.rows(0, list.length)
  expect(rows.length).toBe(db.prepare('SELECT COUNT(*) FROM evidence').pluck().get())
  expect(list.find('%company%', -1, 1)).toBe(list.length - 1)
  expect(list.find('%company%', list.length - 1, 1)).toBeUndefined()
})

test("an examiner's note leaves the tables as they are; a further analysis makes them stale", () => {
  expect(isPrepared(db)).toBe(true)
  append(db, 'e. xaminer', { action: 'tag' })
  expect(isPrepared(db)).toBe(true)
  append(db, 'e. xaminer', { action: 'analyze' })
  expect(isPrepared(db)).toBe(false)
})

const TALLY = 'SELECT unit, slot, clock, n FROM browse_tally ORDER BY unit, slot, clock'

test('events counted a piece at a time are the counts of one statement, hours that a piece ends in included', () => {
  const byHand = db
    .prepare(
      `SELECT CAST(FLOOR(e.nominal / 3600000000.0) AS INTEGER) AS slot, c.kind AS clock, COUNT(*) AS n FROM event e
       JOIN clock c ON c.root = e.root AND c.id = e.clock WHERE e.nominal IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all()
  const counting = new Counting(db)
  const pieces: number[] = []
  while (!counting.complete && pieces.length < 9) {
    counting.work(0)
    if (counting.seen !== pieces.at(-1)) pieces.push(counting.seen)
  }
  expect(pieces.length).toBe(2)
  expect(counting.seen).toBe(counting.of)
  keepCounts(db, counting)
  expect(
    db.prepare('SELECT slot, clock, n FROM browse_tally WHERE unit = 3600000000 ORDER BY slot, clock').all(),
  ).toEqual(byHand)
})

test('counts outlast an analysis, not an ingest; a connection that may not write has its own', () => {
  const own = smallCase(300, 5)
  const there = own.open.db.prepare(TALLY).all()
  expect(isCounted(own.open.db)).toBe(true)
  append(own.open.db, 'e. xaminer', { action: 'analyze' })
  expect(isCounted(own.open.db)).toBe(true)
  append(own.open.db, 'e. xaminer', { action: 'ingest' })
  expect(isCounted(own.open.db)).toBe(false)
  const reading = openCase(own.file, 'read')
  const counting = new Counting(reading.db)
  counting.work(Infinity)
  keepTemporarily(reading.db, counting)
  expect(isCounted(reading.db)).toBe(true)
  expect(isCounted(own.open.db)).toBe(false)
  expect(reading.db.prepare(TALLY).all()).toEqual(there)
  reading.close()
  own.close()
})

test('a case that cannot be written is made ready beside it, and stays as it was', () => {
  const before = db.prepare('SELECT COUNT(*) FROM browse_finding').pluck().get()
  db.exec('DROP TABLE browse_ready')
  const reading = openCase(small.file, 'read')
  prepareTemporarily(reading.db)
  expect(reading.db.prepare('SELECT COUNT(*) FROM temp.browse_finding').pluck().get()).toBe(before)
  expect(() => reading.db.exec('DELETE FROM finding')).toThrow(/readonly/)
  reading.close()
})

test('the analysis makes the tables of a large case; those of a smaller one wait for the first screen', () => {
  expect(isLarge(db)).toBe(false)
  const large = smallCase(31_000, 5)
  expect(isLarge(large.open.db)).toBe(true)
  large.close()
})

test('findings by the kind of the events they name', () => {
  const conditions = findingConditions('kind: email.date')
  const byHand = db
    .prepare(
      `SELECT DISTINCT b.number FROM browse_finding b, finding_event f, event e WHERE f.finding = b.id AND e.root = f.root AND e.id = f.event
       AND e.kind = 'email.date' ORDER BY b.number`,
    )
    .pluck()
    .all()
  expect([...findingsThat(db, conditions)].sort((a, b) => a - b)).toEqual(byHand)
  expect(byHand.length).toBeGreaterThan(10)
})

test('a filter that lets more through than a block of memory holds gives every key and every moment its number', () => {
  const large = smallCase(20_000, 5)
  const sieve = new Sieve(large.open.db, new EventReader(large.open.db), { kinds: new Set(['db.row.recorded']) })
  while (!sieve.complete) sieve.work(1_000)
  const keys = large.open.db
    .prepare<[], EventKey>(
      "SELECT nominal, root, id FROM event WHERE kind = 'db.row.recorded' ORDER BY nominal, root, id",
    )
    .all()
  expect(keys.length).toBeGreaterThan(8_192)
  expect(Array.from({ length: sieve.length }, (_, n) => sieve.key(n))).toEqual(keys)
  expect(sieve.key(sieve.length)).toBeUndefined()
  for (const n of [0, 8_191, 8_192, keys.length - 1]) {
    const { nominal } = keys[n] ?? { nominal: null }
    expect(sieve.numberOf(nominal ?? NaN)).toBe(keys.findIndex((key) => key.nominal === nominal))
  }
  large.close()
})
