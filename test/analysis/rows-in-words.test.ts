// Many rows in one phrase.
import { expect, test } from 'vitest'
import { rowsInWords } from '../../src/analysis/rows-in-words.ts'
import type { Locator } from '../../src/model.ts'

const row = (number: number | string, column = 'at', table = 'audit'): Locator => ({
  type: 'row',
  table,
  row: String(number),
  column,
})

test.each([
  ['one row', [row(812)], 'table audit, row 812, column at'],
  ['neighbours', [row(812), row(813), row(814)], 'table audit, rows 812 to 814, column at'],
  ['some', [row(7), row(812), row(813), row(900)], 'table audit, rows 7, 812 to 813 and 900, column at'],
  ['two tables', [row(1), row(2, 'at', 'entry')], 'table audit, row 1, column at; table entry, row 2, column at'],
  ['a row without number', [row('5 with -wal')], 'table audit, row 5 with -wal, column at'],
  ['nothing known', [undefined], 'a row'],
])('%s', (_, locators, words) => {
  expect(rowsInWords(locators)).toBe(words)
})

test('thousands of single rows are counted beyond two hundred', () => {
  const words = rowsInWords(Array.from({ length: 1_000 }, (_, i) => row(2 * i)))
  expect(words).toMatch(/ and 398, column at and 800 more$/)
})
