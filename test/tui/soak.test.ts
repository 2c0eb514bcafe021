// 5,000 seeded random keys at changing sizes, and some through a real pseudo-terminal: nothing crashes, every frame fills its window and no more, and there is always a way out.
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { soak } from '../../scripts/soak.ts'
import { seeded } from '../../samples/make/random.ts'
import { plainText, width } from '../../src/tui/cells.ts'
import { actionsOf } from '../../src/tui/general.ts'
import { screens } from '../../src/tui/index.generated.ts'
import { at } from '../../src/tui/state.ts'
import { MAIN } from '../end-to-end/program.ts'
import { sessionOn, settled, smallCase } from './small-case.ts'

const KEYS = 5_000
const small = smallCase(600, 30)
afterAll(small.close)

const every = [...new Set(screens.flatMap(({ id }) => actionsOf(at(id)).flatMap(({ keys }) => keys)))]
const words = [
  'a',
  'Z',
  '0',
  ' ',
  'return',
  'escape',
  'tab',
  'backspace',
  'kind: ',
  'é',
  '帳',
  '§',
  '{',
  ':',
  'pasted text',
]

test(`${KEYS} random keys`, { timeout: 120_000 }, async () => {
  const random = seeded(20_191_204)
  const { session, done } = sessionOn(small)
  let size = { columns: 100, rows: 30 }
  for (let n = 0; n < KEYS; n++) {
    if (n % 40 === 0) {
      size = { columns: random.int(80, 300), rows: random.int(24, 100) }
      session.resize(size)
    }
    session.press(random.next() < 0.75 ? random.pick(every) : random.pick(words))
    if (n % 25 === 0) await settled(session)
    const { lines } = session.frame()
    if (n % 10 === 0) {
      expect(lines.length).toBe(size.rows)
      for (const line of lines) expect(width(plainText(line))).toBeLessThanOrEqual(size.columns)
    }
  }
  expect(session.ended).toBeUndefined()
  // Out of whatever is open, and away.
  for (let n = 0; n < 5; n++) session.press('escape')
  const quits = done.quits
  session.press('q')
  expect(done.quits).toBe(quits + 1)
})

const hasScript = spawnSync('script', ['--version']).status === 0
if (!hasScript) console.log('test/tui/soak.test.ts: left out in part, because there is no util-linux `script` here')

test.runIf(hasScript)('100 random keys and clicks through a pseudo-terminal', { timeout: 120_000 }, async () => {
  const own = smallCase(600, 30)
  own.open.close()
  const { frames } = await soak(MAIN, own.file, dirname(own.file), { columns: 100, rows: 30 }, 100, seeded(7))
  // The first, and one for each round of keys that had to be answered; a busy machine draws what lies between in one.
  expect(frames).toBeGreaterThan(2)
  own.close()
})
