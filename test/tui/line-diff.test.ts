// Lines of two texts side by side: nothing is lost or doubled, as many as possible are alike, fields of one name meet.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MOST_LINES, alignedLines } from '../../src/tui/line-diff.ts'

const shown = (left: readonly string[], right: readonly string[]): readonly string[] =>
  alignedLines(left, right).map((pair) => {
    const [a, b] = [pair.left === undefined ? '' : left[pair.left], pair.right === undefined ? '' : right[pair.right]]
    return `${a ?? ''} ${a === b ? '=' : pair.left === undefined ? '>' : pair.right === undefined ? '<' : '≠'} ${b ?? ''}`
  })

test('a copy with a further hop, another id and another body', () => {
  const left = ['Received: by b', ' id 1', 'Received: by a', 'Date: Mon', 'Message-ID: <x>', '', 'one']
  const right = [
    'Received: by c',
    'Received: by b',
    ' id 2',
    'Received: by a',
    'Message-ID: <y>',
    'Date: Mon',
    '',
    'two',
    'more',
  ]
  expect(shown(left, right)).toEqual(
    [
      ' > Received: by c',
      'Received: by b = Received: by b',
      ' id 1 ≠  id 2',
      'Received: by a = Received: by a',
      ' > Message-ID: <y>',
      'Date: Mon = Date: Mon',
      'Message-ID: <x> <  ',
      ' = ',
      'one <  ',
      ' > two',
      ' > more',
    ].map((line) => line.replace(/ {2}$/, ' ')),
  )
})

test('a field that differs stands opposite the field of its name', () => {
  expect(shown(['A: 1', 'Date: Mon', 'B: 1'], ['A: 1', 'date: Tue', 'B: 1'])).toEqual([
    'A: 1 = A: 1',
    'Date: Mon ≠ date: Tue',
    'B: 1 = B: 1',
  ])
})

const line = fc.constantFrom('A: 1', 'A: 2', 'B: 1', ' folded', '', 'x')

test('every line of either side stands once and in order; what is alike is a longest common subsequence', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), (left, right) => {
      const pairs = alignedLines(left, right)
      expect(pairs.flatMap(({ left: at }) => at ?? [])).toEqual([...left.keys()])
      expect(pairs.flatMap(({ right: at }) => at ?? [])).toEqual([...right.keys()])
      const alike = pairs.filter(
        (pair) => pair.left !== undefined && pair.right !== undefined && left[pair.left] === right[pair.right],
      )
      expect(alike.length).toBeGreaterThanOrEqual(longest(left, right))
    }),
  )
})

/** By the definition. */
function longest(left: readonly string[], right: readonly string[]): number {
  const [a, ...rest] = left
  if (a === undefined) return 0
  const at = right.indexOf(a)
  return Math.max(longest(rest, right), at < 0 ? 0 : 1 + longest(rest, right.slice(at + 1)))
}

test('more lines than are compared are left out, not looked through', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => `X-${n}: ${n}`)
  expect(alignedLines(many, many)).toHaveLength(MOST_LINES)
})
