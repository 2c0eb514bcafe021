// Logical paths: names out of evidence are told apart and can be printed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  byCodeUnits,
  displayName,
  distinctNames,
  escapeBytes,
  escapeName,
  inside,
} from '../../src/evidence/logical-path.ts'
import type { LogicalPath } from '../../src/model.ts'

describe('a name becomes one level', () => {
  test.each([
    ['books.zip', 'books.zip'],
    ['Straße 1 (Kopie).pdf', 'Straße 1 (Kopie).pdf'],
    ['100 %.txt', '100 %.txt'],
    ['a/b', 'a%2Fb'],
    ['a\\b', 'a%5Cb'],
    ['../../etc/passwd', '..%2F..%2Fetc%2Fpasswd'],
    ['..', '%2E%2E'],
    ['.', '%2E'],
    ['', '%'],
    ['%', '%25'],
    ['a\0b', 'a%00b'],
    ['a\r\nb', 'a%0D%0Ab'],
    ['%2F', '%252F'],
    ['invoice\u202Efdp.exe', 'invoice\\u{202E}fdp.exe'],
    ['zero\u200Bwidth', 'zero\\u{200B}width'],
    ['\u001b[31mred', '%1B[31mred'],
    ['lone\uD800', 'lone\\u{D800}'],
    ['😀', '😀'],
  ])('%j is shown as %j', (name, level) => expect(escapeName(name)).toBe(level))

  test.each([
    [[0x61, 0xff], 'a\\xFF'],
    [[0xe2, 0x82], '\\xE2\\x82'],
    [[0xc3, 0xa9, 0x80], 'é\\x80'],
    [[0xed, 0xa0, 0x80], '\\xED\\xA0\\x80'],
    [[0x5c, 0x78, 0x46, 0x46], '%5CxFF'],
  ])('bytes %j are shown as %j', (bytes, level) => expect(escapeBytes(Uint8Array.from(bytes))).toBe(level))

  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(fc.constantFrom('%', '2', '5', 'F', '/', '\\', '.', 'u', '{', '}', '\u202e', '\0', '\ud800'), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  )

  test('two names never share a level', () => {
    fc.assert(
      fc.property(name, name, (a, b) => a === b || escapeName(a) !== escapeName(b)),
      { numRuns: 5000 },
    )
  })

  test('a level has no separator, no control and no bidirectional character, and is never . or ..', () => {
    fc.assert(
      fc.property(name, (one) => {
        const level = escapeName(one)
        expect(level).not.toMatch(/[\0-\x1f\x7f-\x9f/\u202a-\u202e\u2066-\u2069]/)
        expect(['', '.', '..']).not.toContain(level)
      }),
    )
  })

  test('different bytes never share a level', () => {
    const bytes = fc.uint8Array({ maxLength: 6 })
    fc.assert(
      fc.property(bytes, bytes, (a, b) => Buffer.compare(a, b) === 0 || escapeBytes(a) !== escapeBytes(b)),
      { numRuns: 5000 },
    )
  })
})

test('a member is a level below its container', () => {
  expect(inside('mail.eml' as LogicalPath, 'a/../b.db')).toBe('mail.eml/a%2F..%2Fb.db')
})

test('a member shown to people keeps its folders but nothing that moves the cursor', () => {
  expect(displayName('docs/../\u202Etxt.a')).toBe('docs/../\\u{202E}txt.a')
})

test('siblings of one name get numbers, and no number is given twice', () => {
  const named = distinctNames()
  expect(['a', 'a~2', 'a', 'a', 'b'].map(named)).toEqual(['a', 'a~2', 'a~3', 'a~4', 'b'])
})

test('order is by code units, not by locale', () => {
  expect(['b', 'A', 'a', 'B', 'ä', 'Z'].sort(byCodeUnits)).toEqual(['A', 'B', 'Z', 'a', 'b', 'ä'])
})
