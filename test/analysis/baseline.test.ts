// Upper limits against published values: C. J. Clopper, E. S. Pearson (1934), and the "rule of three" (Hanley 1983).
import { expect, it } from 'vitest'
import { baselinesOf, incompleteBeta, upperLimit } from '../../src/analysis/baseline.ts'

it.each([
  // One-sided 95 % limits; for 0 in n the closed form 1 - 0.05^(1/n).
  [0, 10, 0.258866],
  [0, 20, 0.139108],
  [0, 300, 0.009936],
  [1, 10, 0.394163],
  [1, 20, 0.216106],
  [2, 20, 0.282619],
  [5, 10, 0.777559],
])('%i in %i: at most %f', (broken, n, limit) => expect(upperLimit(broken, n)).toBeCloseTo(limit, 5))

it('covers itself: so few or fewer are seen in 5 % of samples', () => {
  for (const [k, n] of [
    [3, 500],
    [40, 1_000],
    [7, 90_000],
  ] as const)
    expect(incompleteBeta(k + 1, n - k, upperLimit(k, n))).toBeCloseTo(0.95, 9)
})

it('is 1 where all broke', () => expect(upperLimit(300, 300)).toBe(1))

it('is not given where fewer than 300 were applicable', () => {
  const entry = { collection: 'c', years: '2019', learntFrom: false, broken: 0, examined: 400, sources: 2 }
  const [few, enough] = baselinesOf(
    {
      r: [
        { ...entry, applicable: 299 },
        { ...entry, applicable: 300 },
      ],
    },
    'r',
  )
  expect(few).not.toHaveProperty('upper95')
  expect(enough?.upper95).toBeCloseTo(0.009936, 5)
})
