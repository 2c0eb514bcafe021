// No pattern of a rule can be held in a loop: what is accepted keeps within its bound on the worst texts, what is refused has none.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkedPattern, pattern, patternFault } from '../../src/analysis/safe-pattern.ts'

describe('patterns that are refused', () => {
  test.each([
    ['^(a+)+$', /contains a repetition/],
    ['(.*)*', /contains a repetition/],
    ['^(?:\\.\\w+)+$', /contains a repetition/],
    ['^(?:a|a)*$', /begin alike/],
    ['^(a|aa)+$', /begin alike/],
    ['^(a?)*$', /optional/],
    ['^(?:\\b)*$', /may be empty/],
    ['a*a*a*b', /4th power/],
    ['^.*@.*\\..*$', /cube/],
    ['(a?){30}a{30}', /times/],
    ['^(a)\\1+$', /back references/],
    ['a(', /Unterminated|Invalid/],
  ])('%s', (source, why) => expect(patternFault(source)).toMatch(why))
})

describe('patterns that are used', () => {
  test.each([
    ['^[a-z]+\\d+$', 4096],
    ['^[a-z]{0,4}\\d{1,5}-[0-9a-f]{32}sm\\d+[a-z0-9]{2,4}\\.\\d', 4096],
    ['(?:^|[ (])Mutt[ /(]+1\\.12\\.0(?![\\w.]|-(?:dev|rc))', 4096],
    ['^(?:[0-9a-f]{2}:)+[0-9a-f]{2}$', 4096],
    ['[a-z]+\\d', 1024],
  ])('%s is shown values of up to %i characters', (source, longest) =>
    expect(pattern(source)).toMatchObject({ longest }),
  )

  test('a longer value matches nothing', () => {
    const long = checkedPattern('[a-z]+\\d')
    expect(long.test(`${'a'.repeat(1023)}1`)).toBe(true)
    expect(long.test(`${'a'.repeat(1024)}1`)).toBe(false)
    expect(long.exec(`${'a'.repeat(1024)}1`)).toBeNull()
  })
})

const piece = fc.oneof(
  fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\d', '\\w', 'a|b', 'a|ab', '^', '$', '(?!a)', '(?=b)', ' '),
)
const grown = fc.letrec<{ whole: string }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 4 },
    piece,
    fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => a + b),
    fc.tuple(tie('whole'), fc.constantFrom('*', '+', '?', '{2,5}', '{0,40}', '{3,}')).map(([a, n]) => `(?:${a})${n}`),
  ),
})).whole

test('whatever is accepted takes no longer than a breath on texts that tempt it', () => {
  fc.assert(
    fc.property(grown, (source) => {
      const made = pattern(source)
      if (typeof made === 'string') return
      for (const text of ['a', 'b', 'ab', 'a1', ' ', 'aab ']) {
        const value = text.repeat(made.longest).slice(0, made.longest - 1)
        for (const tempting of [`${value}!`, `${value}\n`, value]) {
          const begun = performance.now()
          made.test(tempting)
          expect(performance.now() - begun, source).toBeLessThan(400)
        }
      }
    }),
    { numRuns: 1500 },
  )
})
