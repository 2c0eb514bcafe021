/** The table that `scan` prints. */
import { expect, test } from 'vitest'
import { terminalReport } from '../../src/report/terminal.ts'
import { width } from '../../src/report/width.ts'
import { ABSENCE } from '../../src/report/words.ts'
import { report } from './fixture.ts'

const plain = terminalReport(report, { columns: 96, colour: 'none' })

test('the table is the one that was looked at and found good', async () => {
  await expect(`${plain.join('\n')}\n`).toMatchFileSnapshot('./golden/terminal.txt')
})

test.each([10, 80, 97, 200, 1000])('at %d columns no line is wider than the terminal, or than 80', (columns) => {
  const most = Math.max(80, Math.min(200, columns))
  for (const line of terminalReport(report, { columns, colour: 'none' })) expect(width(line)).toBeLessThanOrEqual(most)
})

test('colour adds escapes and changes no word', () => {
  const coloured = terminalReport(report, { columns: 96, colour: 'many' })
  expect(coloured.some((line) => line.includes('\u001b['))).toBe(true)
  expect(coloured.map((line) => line.replace(/\u001b\[[\d;]*m/g, ''))).toEqual(plain)
})

test('without colour nothing that is printed is a command', () => {
  expect(plain.join('')).not.toMatch(/\p{Cc}|\p{Cf}/u)
})

test('it ends with what the absence of a finding means, also when nothing was found', () => {
  const none = terminalReport({ ...report, findings: [] }, { columns: 100, colour: 'none' })
  expect(none.at(-1)).toBe(ABSENCE)
  expect(plain.at(-1)).toBe(ABSENCE)
})

test('an exhibit that differs is the first line', () => {
  expect(plain[0]).toMatch(/^Exhibit B-2 \(disclosure\/books\.zip\): the examined file does not have the SHA-256/)
})
