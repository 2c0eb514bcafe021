/** Wrapping text into columns. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pad, width, wrap } from '../../src/report/width.ts'

test.each([
  ['abc', 3],
  ['会計', 4],
  ['e\u0301', 1],
  ['한글', 4],
  ['', 0],
])('%j is %d columns wide', (text, columns) => {
  expect(width(text)).toBe(columns)
})

test.each([
  ['one two three', 8, ['one two', 'three']],
  ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['a bcdefghij k', 4, ['a', 'bcde', 'fghi', 'j k']],
  ['', 4, ['']],
])('%j at %d columns', (text, columns, lines) => {
  expect(wrap(text, columns)).toEqual(lines)
})

test('wrapped lines fit and together are the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '会', 'e\u0301') }),
      fc.integer({ min: 2, max: 20 }),
      (text, columns) => {
        const lines = wrap(text, columns)
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      },
    ),
  )
})

test('a megabyte without a blank is wrapped in one pass', () => {
  const started = performance.now()
  expect(wrap('x'.repeat(1_000_000), 80)).toHaveLength(12_500)
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('text is padded by what is seen of it', () => {
  expect(pad('会', 4)).toBe('会  ')
})
