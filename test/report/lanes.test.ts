/** The events of a case counted into bins. */
import { expect, test } from 'vitest'
import { summariseTimeline } from '../../src/report/lanes.ts'
import { readFinding } from '../../src/report/stored.ts'
import { CLOCK_KINDS } from '../../src/model.ts'
import { DAY, type Instant } from '../../src/time/instant.ts'
import { finding, smallCase } from './case.ts'
import { at } from './fixture.ts'

const named = [readFinding(JSON.stringify(finding('00', 'rule', 'high')))]

test('every event stands in one bin of its clock, and those that name no moment are counted', () => {
  const summary = summariseTimeline(smallCase(), named)
  expect(
    summary?.lanes.map(({ clock, events, bins }) => [clock, events, bins.reduce((n, bin) => n + bin.n, 0)]),
  ).toEqual([
    ['sender', 1, 1],
    ['filesystem', 2, 2],
  ])
  expect(summary).toMatchObject({ before: 0, after: 0, undated: 1 })
})

test('what a finding names stands in the same bin as its event', () => {
  const lane = summariseTimeline(smallCase(), named)?.lanes[0]
  expect(lane?.anomalies).toEqual([{ at: lane?.bins[0]?.at, n: 1, level: 'high' }])
})

test('informational findings mark nothing', () => {
  const quiet = [readFinding(JSON.stringify(finding('00', 'rule', 'informational')))]
  expect(summariseTimeline(smallCase(), quiet)?.lanes.flatMap(({ anomalies }) => anomalies)).toEqual([])
})

function filled(): ReturnType<typeof smallCase> {
  const db = smallCase()
  const clock = db.prepare('INSERT INTO clock VALUES (2, ?, 1, ?, ?)')
  const event = db.prepare(`INSERT INTO event VALUES (2, ?, 1, 1, ?, 'k', 'utc', NULL, ?, 1, ?, ?, 'r', '{}')`)
  CLOCK_KINDS.forEach((kind, i) => clock.run(10 + i, kind, 'w'))
  const from = at('2019-01-01')
  for (let i = 0; i < 30_000; i++) {
    const time = from + ((i * 7919) % 2000) * DAY
    event.run(100 + i, 10 + (i % CLOCK_KINDS.length), time, time, time)
  }
  return db
}

test('a case of any size has at most 2,000 marks, and one date of 1969 does not squeeze it', () => {
  const db = filled()
  const many = Array.from({ length: 3000 }, (_, i) => {
    const one = finding(String(i), 'rule', 'low')
    const [event] = one.events
    if (event === undefined) throw new Error('no event')
    return readFinding(
      JSON.stringify({
        ...one,
        events: CLOCK_KINDS.map((kind) => ({
          ...event,
          time: (at('2019-01-01') + i * DAY) as Instant,
          clock: { ...event.clock, kind },
        })),
      }),
    )
  })
  const summary = summariseTimeline(db, many)
  const marks = summary?.lanes.reduce((n, { bins, anomalies }) => n + bins.length + anomalies.length, 0)
  expect(marks).toBeGreaterThan(500)
  expect(marks).toBeLessThanOrEqual(2_000)
  expect(summary?.before).toBe(1)
  expect(summary?.from).toBeGreaterThan(at('2018-12-01'))
})

test('a case without times has no picture', () => {
  const db = smallCase()
  db.exec('DELETE FROM event')
  expect(summariseTimeline(db, [])).toBeUndefined()
})
