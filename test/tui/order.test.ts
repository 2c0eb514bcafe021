// The plot of a sequence and the lanes of single clocks: a clock that was set back is seen at a glance.
import { afterAll, expect, test } from 'vitest'
import { clockLanes } from '../../src/case/browse/instances.ts'
import { eventOfFinding, sequenceOf } from '../../src/case/browse/sequence.ts'
import { wholeSpan } from '../../src/case/browse/tally.ts'
import { plainText } from '../../src/tui/cells.ts'
import { sessionOn, smallCase } from './small-case.ts'

const small = smallCase(2_000, 60)
afterAll(small.close)
// The generated case has no sequences: the rows of the clock that the first finding names get one, as an ingest of a table gives it.
const named = small.open.db
  .prepare<[], { root: number; clock: number }>(
    `SELECT e.root, e.clock FROM browse_finding f JOIN finding_event fe ON fe.finding = f.id
     JOIN event e ON e.root = fe.root AND e.id = fe.event WHERE f.rule = 'rows-out-of-order' ORDER BY f.number, fe.number LIMIT 1`,
  )
  .get()
if (named === undefined) throw new Error('the case has findings')
small.open.db
  .prepare(`INSERT INTO sequence (root, id, evidence, artifact, name) VALUES (?, 90, 0, NULL, 'entry.rowid')`)
  .run(named.root)
small.open.db
  .prepare(
    'INSERT INTO place (root, sequence, position, event) SELECT root, 90, id, id FROM event WHERE root = ? AND clock = ?',
  )
  .run(named.root, named.clock)

const shown = (session: ReturnType<typeof sessionOn>['session']): readonly string[] =>
  session.frame().lines.map(plainText)

test('S on a finding opens the sequence of its row, the cursor on it, its step back told, the plot falling there', () => {
  const { session } = sessionOn(small, { columns: 120, rows: 40 })
  session.press('f')
  for (const char of 'rule: rows-out-of-order') session.press(char)
  session.press('return')
  session.press('j')
  session.press('S')
  expect(session.state.place).toMatchObject({ screen: 'order', subject: { type: 'sequence' } })
  const lines = shown(session)
  expect(lines[1]).toMatch(/rowid of .*: \d.* places in the order of writing/)
  expect(lines.find((line) => line.startsWith('▶'))).toMatch(/ [CHM] (◀ back|on|the same)/)
  const plotted = lines.slice(2, 16)
  expect(plotted.filter((line) => line.includes('▪')).length).toBeGreaterThan(5)
  expect(plotted.some((line) => /[HM]/.test(line.slice(12)))).toBe(true)
  session.press('e')
  session.press('escape')
  expect(session.state.place.screen).toBe('findings')
})

test('S on what has no place in a sequence says what it needs', () => {
  const { session } = sessionOn(small)
  session.press('4')
  session.press('S')
  expect(session.state.message).toContain('a place in a sequence')
})

test('a mail of one hop has no order: its proof offers none, and S says what it needs', () => {
  const { db } = small.open
  const own = db
    .prepare<[], { finding: string; root: number; event: number }>(
      `SELECT fe.finding, fe.root, fe.event FROM finding_event fe JOIN browse_finding f ON f.id = fe.finding
       WHERE NOT EXISTS (SELECT 1 FROM place p WHERE p.root = fe.root) ORDER BY f.number, fe.number LIMIT 1`,
    )
    .get()
  if (own === undefined) throw new Error('no finding stands on a mail')
  const { finding, root, event } = own
  const put = (position: number, id: number): void =>
    void db.prepare('INSERT INTO place (root, sequence, position, event) VALUES (?, 90, ?, ?)').run(root, position, id)
  db.prepare(`INSERT INTO sequence (root, id, evidence, artifact, name) VALUES (?, 90, 0, NULL, 'hops')`).run(root)
  put(0, event)
  expect(eventOfFinding(db, finding)).toBeUndefined()
  expect(sequenceOf(db, { root, id: event })).toBeUndefined()
  put(1, event + 1)
  expect(eventOfFinding(db, finding)).toEqual({ root, id: event })
  expect(sequenceOf(db, { root, id: event })).toEqual({ root, sequence: 90 })
  // Hops of one mail are told apart by their servers, on a plot of one day by the time of day.
  const { session } = sessionOn(small, { columns: 120, rows: 40 })
  for (const key of ['/', ...Array.from(finding), 'return', 'S']) session.press(key)
  const lines = shown(session)
  const writers = db.prepare<[number], string>('SELECT writer FROM clock WHERE root = ?').pluck().all(root)
  expect(writers.some((writer) => lines.find((line) => line.startsWith('▶'))?.includes(` ${writer}: `))).toBe(true)
  expect(lines[2]).toMatch(/^\d\d:\d\d:\d\dZ /)
})

test('i shows each clock by itself, those that findings name first, letters where they do', () => {
  const { session } = sessionOn(small, { columns: 120, rows: 40 })
  session.press('2')
  session.press('i')
  const lanes = shown(session).slice(1, 12)
  expect(lanes[1]).toMatch(/ · .*[HM]/)
  expect(lanes.join(' ')).not.toContain('database  ')
})

test('lanes of single clocks hold every event once; where there are too many, those that findings name stay', () => {
  const { db } = small.open
  const span = wholeSpan(db)
  if (span === undefined) throw new Error('the case has events')
  const dated = Number(db.prepare('SELECT COUNT(*) FROM event WHERE nominal IS NOT NULL').pluck().get())
  const all = clockLanes(db, span, 50, dated)
  expect(all.reduce((sum, { total }) => sum + (total ?? 0), 0)).toBe(dated)
  const marked = clockLanes(db, span, 50, 10_000_000)
  expect(marked.length).toBeGreaterThan(0)
  expect(marked.every(({ marks, total }) => total === undefined && marks.some((one) => one !== undefined))).toBe(true)
})
