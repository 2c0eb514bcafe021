// What keys do to the state, as a person would type them, on a small case.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { plainText, width } from '../../src/tui/cells.ts'
import { actionsOf, general } from '../../src/tui/general.ts'
import { screens } from '../../src/tui/index.generated.ts'
import { progressTeller, spoken } from '../../src/tui/linear.ts'
import type { Running } from '../../src/tui/running.ts'
import type { Session } from '../../src/tui/session.ts'
import { at } from '../../src/tui/state.ts'
import { sessionOn, settled, smallCase, type Done } from './small-case.ts'

const small = smallCase(2_000, 60)
afterAll(small.close)

let session: Session
let done: Done
beforeEach(() => ({ session, done } = sessionOn(small)))

/** Types names of keys, or `'text'` letter by letter. */
const type = (...keys: readonly string[]): void => {
  for (const key of keys) {
    if (key.startsWith('"')) for (const char of key.slice(1, -1)) session.press(char)
    else session.press(key)
  }
}
const shown = (): string => session.frame().lines.map(plainText).join('\n')

describe('going about', () => {
  test('the first screen stands on the first finding, Enter opens its proof, Escape comes back to it', () => {
    const first = session.state.place.at
    expect(first).toBe(1)
    type('j', 'return')
    expect(session.state.place).toMatchObject({ screen: 'proof', subject: { type: 'finding' } })
    type('escape')
    expect(session.state.place).toMatchObject({ screen: 'findings', at: first + 1 })
  })

  test.each([
    ['2', 'timeline'],
    ['3', 'evidence'],
    ['4', 'coverage'],
  ])('%s leads to %s, and back again each stands as it was left', (key, screen) => {
    type(key, 'j')
    expect(session.state.place).toMatchObject({ screen })
    const left = session.state.place
    type('1', key)
    expect(session.state.place).toEqual(left)
  })

  test('a screen that needs a choice says how to make it', () => {
    type('7')
    expect(session.state.place.screen).toBe('findings')
    expect(session.state.message).toContain('two things to compare')
  })

  test('the cursor stays in the list at both ends', () => {
    type('g', 'k', 'up')
    expect(session.state.place.at).toBe(0)
    type('G', 'j', 'pagedown')
    expect(shown()).toContain(`${session.state.place.at + 1} of ${session.state.place.at + 1}`)
  })

  test("m and ' mark and come back, '' returns to where the jump began", () => {
    type('2', 'j', 'j', 'm', 'a', 'G', "'", 'a')
    expect(session.state.place.at).toBe(2)
    type('G', "'", "'")
    expect(session.state.place.at).toBe(2)
  })

  test('c on two things compares them', () => {
    type('2', 'c', 'G', 'c')
    expect(session.state.place).toMatchObject({ screen: 'compare', subject: { type: 'pair' } })
    expect(shown()).toMatch(/Events: \d+ alike, \d+ differ/)
  })

  test('? lists every key of the screen before it', () => {
    session.resize({ columns: 100, rows: 90 })
    type('2', '?')
    for (const line of ['zoom in around the cursor', 'screen: findings', 'next anomaly'])
      expect(shown()).toContain(line)
    type('?')
    expect(session.state.place.screen).toBe('timeline')
  })
})

describe('finding things', () => {
  test('/ finds in the findings, n goes on, an unknown text is said to be missing', () => {
    type('/', '"contradict"', 'return')
    const first = session.state.place.at
    type('n')
    expect(session.state.place.at).toBeGreaterThan(first)
    type('/', '"nowhere to be found"', 'return')
    expect(session.state.message).toContain('not found')
  })

  test('a search through all events comes to its end by itself', async () => {
    type('2', '/', '"invoice 1234"', 'return')
    await settled(session)
    expect(shown()).toMatch(/▶ .*entry of invoice 1234/)
  })

  test('f narrows the timeline in the syntax of rules, Tab completes, F takes it away', async () => {
    type('2')
    type('f', '"kind: email.r"', 'tab', 'return')
    await settled(session)
    expect(session.state.place.filter).toBe('kind: email.received')
    expect(shown()).toMatch(/events pass the filter/)
    expect(
      shown()
        .split('\n')
        .filter((line) => line.includes('email.date')).length,
    ).toBe(0)
    type('F')
    expect(session.state.place.filter).toBe('')
  })

  test.each([
    ['with: {email.mailer|contains: Post}', 40],
    ['clock: sender', 40],
    ['artifact: row, kind: db.cell.time', 178],
    ['text: invoice 77', 11],
  ])('the filter %s', async (filter, least) => {
    type('2', 'f', `"${filter}"`, 'return')
    shown()
    await settled(session)
    expect(session.pages.sieve(session.state.place.filter).length).toBeGreaterThan(0)
    expect(session.pages.sieve(session.state.place.filter).length).toBeLessThanOrEqual(least * 10)
  })

  test.each([
    ['level|gte: high', /1. of 60 shown|15 of 60 shown/],
    ['rule: rows-out-of-order', /30 of 60 shown/],
    ['evidence|startswith: mail', /30 of 60 shown/],
    ['nonsense: 3', /findings have no such field/],
    ['level: enormous', /there is no level enormous/],
    ['rule|sounds: x', /no such modifier/],
    ['{', /write FIELD: VALUE|0 of 60 shown|60 of 60/],
  ])('the findings filtered by %s', (filter, says) => {
    type('f', `"${filter}"`, 'return')
    expect(shown()).toMatch(says)
  })

  test.each([
    ['+'],
    ['-'],
    ['0'],
    ['left'],
    ['right'],
    ['i'],
    ['e'],
    ['E'],
    ['n'],
    ['t', '"2019"', 'return'],
    ['T'],
    ['S'],
    ['c'],
  ])('under a filter that is none, %s does no harm', (...keys) => {
    type('/', '"zzz"', 'return', '2', 'f', '"kind: email.date, nothing: x"', 'return', ...keys)
    expect(shown()).toContain('nothing')
  })

  test('zooming out ends at the whole span of the case', () => {
    type('2', ...Array.from({ length: 60 }, () => '-'))
    expect(session.state.place.stretch).toEqual(session.pages.whole())
  })

  test('t goes to a time in the timeline, from any screen; a text that is none says how to write one', () => {
    type('t', '"2010-06"', 'return')
    expect(session.state.place.screen).toBe('timeline')
    expect(shown()).toMatch(/▶ 2010-0[67]/)
    type('t', '"soon"', 'return')
    expect(session.state.message).toContain('write a time as')
  })

  test('e and E go from anomaly to anomaly', () => {
    type('2', 'e', 'e')
    expect(shown()).toMatch(/▶ [\d: -]+Z [CHML] /)
    const here = session.state.place.at
    type('e', 'E')
    expect(session.state.place.at).toBe(here)
  })

  test('the palette finds an action by its words and does it; : does it by name', () => {
    type('ctrl-p', '"coverage"', 'return')
    expect(session.state.place.screen).toBe('coverage')
    type(':', '"timel"', 'tab', 'return')
    expect(session.state.place.screen).toBe('timeline')
    type(':', '"no such thing"', 'return')
    expect(session.state.message).toContain('no such action')
  })
})

describe('what leaves the screen', () => {
  test("y copies the finding's id", () => {
    type('y')
    expect(done.copied[0]).toMatch(/^[0-9a-f]{16}$/)
  })

  test.each(screens.map(({ id }) => id))('x exports on the screen %s as on every other', (screen) => {
    expect(actionsOf(at(screen)).find(({ keys }) => keys.includes('x'))?.id).toBe('export')
  })

  test('x writes the whole view, not only what is in sight', () => {
    type('x', 'ctrl-u', '"view.txt"', 'return')
    expect(done.written[0]?.file).toBe('view.txt')
    expect(done.written[0]?.text.split('\n').length).toBeGreaterThan(60)
  })

  test('notes go into the log with who and why, are shown, and taken back', () => {
    const count = (): unknown => small.open.db.prepare('SELECT COUNT(*) FROM log').pluck().get()
    const before = Number(count())
    type('A', '"the clock was wrong"', 'return')
    expect(session.state.message).toContain('false-alarm')
    expect(shown()).toContain('[false-alarm]')
    type('u')
    expect(session.state.message).toContain('taken back')
    expect(shown()).not.toContain('[false-alarm]')
    expect(Number(count())).toBe(before + 2)
    type('A', 'return')
    expect(session.state.message).toContain('say why')
  })

  test('an alternative is judged where it stands in the proof', () => {
    type('return', '/', '"set back"', 'return', 'X', '"the server says otherwise"', 'return')
    expect(session.state.message).toContain('excluded')
    expect(shown() + session.state.message).toContain('excluded')
    type('u')
  })

  test('a rule is switched off with a reason', () => {
    type('4', '/', '"rows-out"', 'return', 's', '"a merge of two books"', 'return')
    expect(shown()).toContain('SWITCHED OFF')
    type('u')
    expect(shown()).not.toContain('SWITCHED OFF')
  })

  test('q and Ctrl-C quit, Ctrl-Z suspends', () => {
    type('q', 'ctrl-c', 'ctrl-z')
    expect(done).toMatchObject({ quits: 2, suspends: 1 })
  })

  test('a case that is gone ends the sitting with one clear line', () => {
    const other = smallCase(200, 4)
    const away = sessionOn(other, undefined, {}, { lost: () => 'small.anachron: the case was deleted' })
    other.close()
    away.session.press('2')
    away.session.frame()
    expect(away.session.ended).toContain('deleted')
    expect(away.done.quits).toBeGreaterThan(0)
  })

  test('a case that cannot be written says so at the top, and notes say why', () => {
    const only = sessionOn(small, undefined, {
      readOnly: 'another run of anachron is writing this case',
      work: undefined,
    })
    expect(plainText(only.session.frame().lines[0] ?? [])).toContain('[read-only]')
    only.session.press('u')
    expect(only.session.state.message).toContain('another run')
  })
})

describe('declarations', () => {
  test('no two actions of a screen have one key or one name, unless the screen takes a general key for itself', () => {
    for (const screen of screens) {
      for (const list of [screen.keys, general()]) {
        const keys = list.flatMap((action) => action.keys)
        expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([])
      }
      const ids = actionsOf(at(screen.id)).map(({ id }) => id)
      expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([])
    }
  })

  test.each(screens.map((screen) => [screen.id, screen] as const))(
    '%s says what it shows and each key what it does',
    (_, screen) => {
      expect(screen.about).toMatch(/\.$/)
      for (const { does, shown: key, id } of screen.keys)
        expect([does, key, id].every((text) => text !== '')).toBe(true)
    },
  )
})

describe('text of any script and any intent', () => {
  test.each([
    ['wide', '帳簿'.repeat(40)],
    ['combining', 'e\u0301'.repeat(60)],
    ['right to left', 'ספר החשבונות של החברה'.repeat(6)],
    ['emoji', '🧾👩‍💻🇪🇺'.repeat(30)],
    ['terminal commands', '\u001b[2J\u001b]52;c;eA==\u0007\u009b31m'],
    ['bidirectional controls', 'invoice \u202efdp.exe\u2069'],
  ])('%s: every line has the width of the window, and no control character', (_, text) => {
    small.open.db
      .prepare('UPDATE browse_finding SET title = ?, label = ?, evidence = ? WHERE number < 8')
      .run(text, text, text)
    for (const columns of [80, 133, 300]) {
      const { session: other } = sessionOn(small, { columns, rows: 30 })
      for (const line of other.frame().lines) {
        expect(width(plainText(line))).toBeLessThanOrEqual(columns)
        expect(plainText(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
      }
    }
  })
})

test('for a screen reader it is said on every screen what goes on behind it: each stage at once, how far it is from time to time', () => {
  const still: Running = {
    phase: 'reading',
    files: 40,
    filesDone: 1,
    bytes: 4_000,
    bytesDone: 100,
    events: 9,
    unread: 0,
    artifacts: 0,
    artifactsOf: 0,
    perSecond: undefined,
    secondsLeft: undefined,
    lines: [],
    changes: undefined,
    rulesUnsound: false,
    failure: undefined,
  }
  let run = still
  const { session: other } = sessionOn(small, undefined, { follow: { state: () => run, watches: false } })
  const teller = progressTeller(other)
  expect(teller(0)).toContain('reading: 1 of 40 files')
  run = { ...still, filesDone: 2 }
  expect(teller(1_000)).toBeUndefined()
  other.press('4')
  expect(teller(16_000)).toContain('reading: 2 of 40 files')
  expect(teller(60_000)).toBeUndefined()
  run = { ...still, phase: 'analysing', artifactsOf: 40 }
  expect(teller(60_001)).toContain('analysing: 0 of 40 artifacts')
  run = { ...still, phase: 'done' }
  expect(teller(60_002)).toBe('read and analysed')
  expect(teller(90_000)).toBeUndefined()
})

test('for a screen reader each step is said in words: the screen once, then the line under the cursor', () => {
  expect(spoken(session, undefined).join(' ')).toMatch(/^Findings\. .* 2 of \d+: /)
  const before = session.state
  type('j')
  expect(spoken(session, before)).toHaveLength(1)
  expect(spoken(session, before)[0]).toMatch(/^3 of \d+: /)
  type('/')
  expect(spoken(session, before)).toEqual(['Search: '])
})
