// Figures of rules: precision, recall and confusion on labelled evidence, base rates on genuine evidence, and what changed in both.
import { describe, expect, test } from 'vitest'
import { rateChanges, withMeasured } from '../../src/analysis/calibration.ts'
import { judge, precision, recall, scoreChanges } from '../../src/analysis/scores.ts'

const found = (rule: string, evidence = 'a.eml', level: 'low' | 'medium' | 'high' = 'medium') => ({
  rule,
  evidence,
  level,
})

describe('labelled evidence', () => {
  test('counts what was found, missed and unexpected, and says what stood instead', () => {
    const { scores, faults } = judge([
      {
        name: 'one',
        mustFind: [
          { rule: 'a', evidence: 'x/a.eml' },
          { rule: 'b', evidence: 'a.eml' },
        ],
        found: [found('a', 'm/x/a.eml'), found('c', 'a.eml', 'low')],
      },
      { name: 'two', mustFind: [], found: [found('a'), found('b', 'b.eml', 'low')] },
    ])
    expect(scores).toEqual({ a: { found: 1, missed: 0, unexpected: 1 }, b: { found: 0, missed: 1, unexpected: 0 } })
    expect(faults).toEqual([
      'one: b is missing on a.eml; there: a (medium), c (low)',
      'two: a (medium) is unexpected on a.eml',
    ])
    expect([scores['a'], scores['b']].map((one) => one && [precision(one), recall(one)])).toEqual([
      [0.5, 1],
      [1, 0],
    ])
  })

  test('a finding at another level than the expected one is missing and unexpected', () => {
    const { scores } = judge([
      { name: 'one', mustFind: [{ rule: 'a', evidence: 'a.eml', level: 'high' }], found: [found('a')] },
    ])
    expect(scores).toEqual({ a: { found: 0, missed: 1, unexpected: 1 } })
  })

  test.each([
    ['an alarm that nobody expected', { found: 2, missed: 0, unexpected: 1 }, true],
    ['one that is missing', { found: 1, missed: 1, unexpected: 0 }, true],
    ['more labelled evidence, all found', { found: 3, missed: 0, unexpected: 0 }, false],
  ])('%s', (_, now, worse) => {
    const was = { found: 2, missed: 0, unexpected: 0 }
    expect(scoreChanges({ a: was, b: was }, { a: now, b: was })).toEqual([
      { worse, line: expect.stringMatching(/^a: 2 found/) as string },
    ])
  })

  test('a rule that has no score any more is worse', () => {
    expect(scoreChanges({ a: { found: 1, missed: 0, unexpected: 0 } }, {})).toMatchObject([{ worse: true }])
  })
})

describe('base rates', () => {
  const collection = { title: 'house mails', years: '2019-2026', learntFrom: true, sources: 2 }
  const rate = (of: string, broken: number) => ({
    collection: of,
    years: '2019-2026',
    learntFrom: true,
    broken,
    applicable: 10,
    examined: 12,
    sources: 2,
  })
  const measured = [
    {
      collection,
      examined: 12,
      rules: [
        { rule: 'b', applied: 10, broken: 3 },
        { rule: 'c', applied: 0, broken: 0 },
      ],
    },
  ]

  test('replace those of the same collection and leave the others', () => {
    const before = { a: [rate('house mails', 1)], b: [rate('house mails', 1), rate('another', 2)] }
    const after = withMeasured(before, measured)
    expect(after).toEqual({ b: [rate('another', 2), rate('house mails', 3)] })
    expect(rateChanges(before, after)).toEqual([
      'a, house mails: 1 of 10 → not measured',
      'b, house mails: 1 of 10 → 3 of 10',
    ])
  })
})
