// The screens drawn as text, at 80 and 120 columns, with hostile text in them.
import { render } from 'ink-testing-library'
import { expect, test } from 'vitest'
import { View } from '../../src/tui/app.tsx'
import { screens } from '../../src/tui/index.generated.ts'
import { START, type Shown } from '../../src/tui/state.ts'
import { aReport } from './a-report.ts'

const shown: Shown = {
  name: 'ledger.case',
  report: aReport,
  proof: (finding) => [`proof of ${finding.id}`, finding.title],
}
const drawn = (screen: string, columns: number, help = false): string =>
  render(<View state={{ ...START, screen, help }} shown={shown} size={{ columns, rows: 24 }} />).lastFrame() ?? ''

test('the findings list names level, claim, evidence and title, the cursor marked without colour', () => {
  expect(drawn('findings', 120)).toContain(
    '▶ medium        2009-08-27  24 hours beyond            books.db                            Rows stand in an order',
  )
})

test.each(screens.map((screen) => screen.id))('%s fits 80 by 24, shows the way on and no control character', (id) => {
  const text = drawn(id, 80)
  const lines = text.split('\n')
  expect(lines.length).toBeLessThanOrEqual(24)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(lines.at(-1)).toMatch(/^1 findings {2}2 proof {2}3 coverage {2}\? all keys {2}q quit/)
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
})

test('? lists every key of the screen with what it does', () => {
  const text = drawn('proof', 80, true)
  for (const key of screens.find((screen) => screen.id === 'proof')?.keys ?? []) expect(text).toContain(key.does)
})

test('a case without findings says so', () => {
  const empty = { ...shown, report: { ...aReport, findings: [] } }
  const text = render(<View state={START} shown={empty} size={{ columns: 80, rows: 24 }} />).lastFrame()
  expect(text).toContain('No finding of level low or above.')
})
