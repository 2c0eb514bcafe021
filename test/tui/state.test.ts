// The screen as a value: what each key does to the state, and what the drawn text is at several sizes.
import { describe, expect, test } from 'vitest'
import { press } from '../../src/tui/app.tsx'
import { screens } from '../../src/tui/index.generated.ts'
import { START, windowTop, type Shown, type State } from '../../src/tui/state.ts'
import { aReport } from './a-report.ts'

const shown: Shown = {
  name: 'ledger.case',
  report: aReport,
  proof: (finding) => [`proof of ${finding.id}`, 'second line'],
}
const size = { columns: 80, rows: 21 }
const typed = (keys: readonly string[], from: State = START): State | 'quit' =>
  keys.reduce<State | 'quit'>((state, key) => (state === 'quit' ? state : press(key, state, shown, size)), from)

describe('the keys', () => {
  test('Enter opens the proof of the finding under the cursor and Escape goes back to it', () => {
    expect(typed(['j', 'return'])).toMatchObject({ screen: 'proof', cursor: { findings: 1, proof: 0 } })
    expect(typed(['j', 'return', 'escape'])).toMatchObject({ screen: 'findings', cursor: { findings: 1 } })
  })

  test('the cursor never leaves the list', () => {
    expect(typed(['k', 'k'])).toMatchObject({ cursor: { findings: 0 } })
    expect(typed(['G', 'j'])).toMatchObject({ cursor: { findings: 1 } })
  })

  test('v shows the weaker levels and then only the strongest', () => {
    expect(typed(['v'])).toMatchObject({ floor: 'informational' })
    expect(typed(['v', 'v'])).toMatchObject({ floor: 'critical' })
  })

  test('q quits from every screen, and a key nobody knows changes nothing', () => {
    for (const screen of screens) expect(typed(['q'], { ...START, screen: screen.id })).toBe('quit')
    expect(typed(['§'])).toEqual(START)
  })

  test('n and p walk through the proofs without going back to the list', () => {
    expect(typed(['return', 'n'])).toMatchObject({ screen: 'proof', cursor: { findings: 1 } })
    expect(typed(['return', 'n', 'p'])).toMatchObject({ screen: 'proof', cursor: { findings: 0 } })
  })
})

describe('the screens', () => {
  test('no two keys of a screen are the same, and every key says what it does', () => {
    for (const screen of screens) {
      const keys = screen.keys.flatMap((key) => key.keys)
      expect({ screen: screen.id, twice: keys.filter((key, n) => keys.indexOf(key) !== n) }).toEqual({
        screen: screen.id,
        twice: [],
      })
      expect(screen.keys.every((key) => key.does !== '' && key.shown !== '')).toBe(true)
    }
    expect(new Set(screens.map((screen) => screen.key)).size).toBe(screens.length)
  })

  test('the window follows the cursor', () => {
    expect([windowTop(0, 10, 100), windowTop(50, 10, 100), windowTop(99, 10, 100), windowTop(3, 10, 4)]).toEqual([
      0, 45, 90, 0,
    ])
  })
})
