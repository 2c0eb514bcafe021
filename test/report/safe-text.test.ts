/** Text from evidence may hold anything; what leaves for a medium holds no command, no markup and nothing that cannot be seen. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCell, csvLine, escapeHtml, jsonPieces, jsonText, terminal, visible } from '../../src/report/safe-text.ts'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
/** Reads one line of RFC 4180 without line ends inside. */
function cellsOf(line: string): readonly string[] {
  const cells = ['']
  let quoted = false
  for (const char of line.replaceAll('""', '\u0000')) {
    if (char === '"') quoted = !quoted
    else if (char === ',' && !quoted) cells.push('')
    else cells.push(`${cells.pop() ?? ''}${char}`)
  }
  return cells.map((cell) => cell.replaceAll('\u0000', '"'))
}

/** Mostly the characters that matter, and any other. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '\u001b',
      '\u009b',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '‹',
      'U',
      '+',
      '2',
      '›',
      ',',
      '|',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

test.each([
  ['an escape sequence', '\u001b[2Jgone', '‹U+001B›[2Jgone'],
  ['a C1 control', '\u009b31m', '‹U+009B›31m'],
  ['a right-to-left override', 'gpj\u202Eexe', 'gpj‹U+202E›exe'],
  ['a zero-width space', 'exa\u200Bmple.com', 'exa‹U+200B›mple.com'],
  ['a tag character beyond the first plane', 'a\u{E0041}b', 'a‹U+E0041›b'],
  ['a lone surrogate', 'a\ud800b', 'a‹U+D800›b'],
  ['a filler that shows nothing', 'a\u3164b', 'a‹U+3164›b'],
  ['a line end', 'a\r\nb', 'a‹U+000D›‹U+000A›b'],
  ['an escape written in the evidence itself', '‹U+202E›', '‹U+2039›U+202E›'],
  ['other scripts, which stay', 'счёт 会計 حساب', 'счёт 会計 حساب'],
])('%s is shown', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('no text puts a hidden character or markup into HTML', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const out = escapeHtml(text)
      expect(out).not.toMatch(HIDDEN)
      expect(out).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
    }),
  )
})

test('no text puts a hidden character on a terminal', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(terminal(text)).not.toMatch(HIDDEN)
    }),
  )
})

test('two texts that differ are shown differently', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      expect(visible(a) === visible(b)).toBe(a === b)
    }),
  )
})

test.each([
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1+1', "'＝1+1"],
  ['\t=1', "'‹U+0009›=1"],
  ['\r=1', "'‹U+000D›=1"],
  ['a "b", c', '"a ""b"", c"'],
  ['plain', 'plain'],
  [-1, '-1'],
  [undefined, ''],
])('the CSV cell of %j is %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})

test('a CSV line has as many cells as it was given, and none starts a formula', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (cells) => {
      const line = csvLine(cells)
      const read = cellsOf(line.slice(0, -2))
      expect(read).toHaveLength(cells.length)
      for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
      expect(line.slice(0, -2)).not.toMatch(HIDDEN)
    }),
  )
})

test('JSON says the same text and shows no hidden character', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(JSON.parse(jsonText({ text }))).toEqual({ text })
      expect(jsonText({ text })).not.toMatch(HIDDEN)
    }),
  )
})

test('JSON in pieces is the JSON in one', () => {
  const plain = fc.jsonValue().map((value: unknown) => value)
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(plain, fc.array(plain), fc.constant(undefined))), (value) => {
      const pieces = [...jsonPieces(value)]
      expect(pieces.join('')).toBe(jsonText(value, 2))
    }),
  )
})

test('a list that is read while it is written comes out as an array', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (list) => {
      const pieces = [...jsonPieces({ list: { [Symbol.iterator]: () => list.values() } })]
      expect(pieces.join('')).toBe(jsonText({ list }, 2))
    }),
  )
})
