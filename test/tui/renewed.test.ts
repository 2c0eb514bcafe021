// A case that changes while it is looked at: cursors stay on what they stood on, notes stay with their findings, and what is new, changed or gone is told.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keepCounts, type Counting } from '../../src/case/browse/count.ts'
import { prepareBrowsing } from '../../src/case/browse/prepare.ts'
import { refreshBrowsing } from '../../src/case/browse/refresh.ts'
import { openCase } from '../../src/case/open.ts'
import { plainText } from '../../src/tui/cells.ts'
import type { Session } from '../../src/tui/session.ts'
import { ruleText } from '../analysis/helpers.ts'
import { TOO_EARLY, mail } from '../end-to-end/evidence.ts'
import { anachron, emptyFolder, lay } from '../end-to-end/program.ts'
import { sessionOn, settled, smallCase } from './small-case.ts'

const small = smallCase(600, 30)
afterAll(small.close)

const shown = (session: Session): string => session.frame().lines.map(plainText).join('\n')
/** Types names of keys, or `"text"` letter by letter. */
const type = (session: Session, keys: readonly string[]): void => {
  for (const key of keys)
    if (key.startsWith('"')) for (const char of key.slice(1, -1)) session.press(char)
    else session.press(key)
}
const under = (session: Session): string | undefined => session.state.place.on?.finding

/** The strongest become the weakest, and numbers are given anew, as another analysis may. */
function judgedAnew(): void {
  const { db } = small.open
  const n = Number(db.prepare('SELECT COUNT(*) FROM browse_finding').pluck().get())
  db.prepare('UPDATE browse_finding SET number = -1 - number, level = 4 - level').run()
  db.prepare('UPDATE browse_finding SET number = number + ?').run(n)
}

test.each([
  ['under the cursor', [], []],
  ['that a proof was opened from', ['return'], ['escape']],
  ['that a mark names', ['m', 'a', 'g'], ["'", 'a']],
  ['of a screen that was left by its key', ['2'], ['1']],
] as const)('the finding %s is found again when the list was made anew', (_, away, home) => {
  const { session } = sessionOn(small)
  type(session, ['b', 'b', 'b', 'j', 'j', 'j'])
  const [finding, number] = [under(session), session.state.place.at]
  expect(finding).toMatch(/^[0-9a-f]{16}$/)
  type(session, away)
  judgedAnew()
  session.renewed()
  type(session, home)
  expect(session.state.place.screen).toBe('findings')
  expect(session.state.place.at).not.toBe(number)
  expect(under(session)).toBe(finding)
})

test('a finding that is gone leaves the cursor at its number, inside the list', () => {
  const { session } = sessionOn(small)
  type(session, ['b', 'b', 'b', 'G'])
  const gone = under(session)
  const { at } = session.state.place
  const { db } = small.open
  const number = Number(db.prepare('SELECT number FROM browse_finding WHERE id = ?').pluck().get(gone))
  db.prepare('DELETE FROM browse_finding WHERE number = ?').run(number)
  db.prepare('UPDATE browse_finding SET number = number - 1 WHERE number > ?').run(number)
  session.renewed()
  expect(session.state.place.at).toBe(at - 1)
  expect(under(session)).not.toBe(gone)
})

test('the event under the cursor of the timeline is found again among more events', () => {
  const { db } = small.open
  const { session } = sessionOn(small)
  type(session, ['2', 'j', 'j', 'j', 'j'])
  const { on, at } = session.state.place
  expect(on?.event).toBeDefined()
  const { changes } = db
    .prepare(
      `INSERT INTO event SELECT root, id + 1000, evidence, artifact, clock, kind, zone, zone_offset, nominal - 90000000000000, width,
       earliest - 90000000000000, latest - 90000000000000, raw, locator FROM event WHERE root = 0 AND nominal IS NOT NULL`,
    )
    .run()
  refreshBrowsing(db, true)
  session.renewed()
  expect(session.state.place).toMatchObject({ on, at: at + changes })
})

test('the events are counted behind the findings: the timeline says so until it stands, and the cursor stays on its event', async () => {
  const own = smallCase(9_000, 40)
  own.open.db.exec('DELETE FROM browse_counted')
  const kept: Counting[] = []
  const { session } = sessionOn(
    own,
    { columns: 120, rows: 40 },
    {
      keepCounts: (counting) => {
        kept.push(counting)
        keepCounts(own.open.db, counting)
      },
    },
  )
  expect(shown(session)).toContain('the events are counted for the timeline, once after an ingest: 0 of')
  type(session, ['2', '+', 'l', 't', '"2011"', 'return', '/', '"row"', 'return', 'e', 'i', 'j'])
  expect(shown(session)).toContain('The timeline stands when the events are counted.')
  await settled(session)
  expect(kept).toHaveLength(1)
  expect(shown(session)).toContain('the events are counted: the timeline is ready')
  expect(shown(session)).toContain('1 of 9,000')
  type(session, ['G', 'k', 'k'])
  const on = session.state.place.on?.event
  expect(on).toBeDefined()
  own.open.db.exec('DELETE FROM browse_counted')
  session.renewed()
  expect(shown(session)).toContain('The timeline stands when')
  await settled(session)
  expect(session.state.place.on?.event).toEqual(on)
  expect(shown(session)).toContain('8,998 of 9,000')
  own.close()
})

test(
  'what was noted stays with its finding after another ingest and another analysis; new, changed and gone are told',
  {
    timeout: 120_000,
  },
  async () => {
    const folder = emptyFolder()
    const [file, rules, mails] = [join(folder, 'again.anachron'), join(folder, 'rules'), join(folder, 'mails')]
    const body = 'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}'
    const rule = join(rules, 'email', 'own-order.yaml')
    lay(rules, { 'email/own-order.yaml': ruleText('own-order', body) })
    lay(mails, { 'b.eml': mail('b', [TOO_EARLY]), 'c.eml': mail('c') })
    const scan = async (): Promise<void> => {
      const ran = await anachron(['scan', mails, '--case', file, '--report', join(folder, 'report'), '--rules', rules])
      expect(ran.stderr).toBe('')
    }
    const looked = <T>(look: (session: Session) => T): T => {
      const open = openCase(file, 'write')
      try {
        prepareBrowsing(open.db)
        return look(sessionOn({ open }, { columns: 120, rows: 40 }).session)
      } finally {
        open.close()
      }
    }
    const lineOf = (session: Session, words: RegExp): string =>
      shown(session)
        .split('\n')
        .find((one) => words.test(one)) ?? ''

    await scan()
    const noted = looked((session) => {
      type(session, ['/', '"own-order"', 'return', 'C', '"the server says so"', 'return'])
      expect(lineOf(session, /▶/)).toContain('[confirmed] Rule own-order')
      return under(session)
    })

    // Another ingest: a mail more, which stands before the other in every list.
    writeFileSync(join(mails, 'a.eml'), mail('a', [TOO_EARLY]))
    await scan()
    looked((session) => {
      expect(lineOf(session, /\[new\] Rule own-order/)).not.toBe('')
      expect(shown(session)).toMatch(/Since the analysis before: \d+ new; R lists them/)
      type(session, ['/', '"confirmed"', 'escape', '/', '"own-order"', 'return', 'n', 'n'])
      expect(lineOf(session, /\[confirmed\]/)).toContain('Rule own-order')
      type(session, ['N', 'n'])
      expect(under(session)).toBe(noted)
    })

    // Another analysis: the rule says less.
    writeFileSync(rule, ruleText('own-order', body, { level: 'low' }))
    await scan()
    looked((session) => {
      expect(lineOf(session, /\[changed\] \[confirmed\] Rule own-order/)).toContain('low')
      type(session, ['R'])
      expect(lineOf(session, /\[confirmed\] Rule own-order/)).toMatch(/changed +medium → low/)
    })

    // And a third, without the rule.
    rmSync(rule)
    await scan()
    looked((session) => {
      expect(shown(session)).not.toContain('Rule own-order')
      type(session, ['R'])
      expect(lineOf(session, /\[confirmed\] Rule own-order/)).toMatch(/gone +low/)
    })
  },
)
