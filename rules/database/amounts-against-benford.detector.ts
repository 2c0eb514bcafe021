/**
 * The first digits of a ledger's amounts against Benford's law, and the last digits of whole amounts against equal shares. Prices, rates and
 * rounding make honest amounts differ, so it is information for somebody who knows the business, and no more.
 */
import type { Detector } from '../../src/analysis/detector.ts'

/** Fewer amounts, or amounts that span less, follow no law. */
const ENOUGH = 500
const SPAN = 1_000
/** A p-value below this is told, after correction for the number of tests. */
const REPORTED = 1e-6
/** Nigrini's bound for the mean absolute deviation of first digits, beyond which they do not conform. */
const DEVIATION = 0.015

const BENFORD = Array.from({ length: 9 }, (_, i) => Math.log10(1 + 1 / (i + 1)))
const EQUAL = Array.from({ length: 10 }, () => 0.1)

const word = (value: string, name: string): string => new RegExp(`(?:^| )${name}=(\\S+)`).exec(value)?.[1] ?? ''
const numbers = (value: string, name: string): readonly number[] => word(value, name).split(',').map(Number)

/** Pearson's statistic, its upper tail by Wilson and Hilferty's cube root as a natural logarithm, and the mean deviation. */
function against(counts: readonly number[], shares: readonly number[]) {
  const n = counts.reduce((sum, one) => sum + one, 0)
  let [statistic, deviation] = [0, 0]
  for (const [i, share] of shares.entries()) {
    const expected = n * share
    statistic += ((counts[i] ?? 0) - expected) ** 2 / expected
    deviation += Math.abs((counts[i] ?? 0) / n - share) / shares.length
  }
  const freedom = shares.length - 1
  const z = ((statistic / freedom) ** (1 / 3) - 1 + 2 / (9 * freedom)) / Math.sqrt(2 / (9 * freedom))
  // Mills' bound for the tail of the normal distribution.
  const ln = z <= 1 ? 0 : -(z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI))
  return { n, statistic, freedom, ln, deviation }
}

export default {
  title: 'The digits of amounts differ from what is usual',
  id: 'amounts-against-benford',
  status: 'test',
  description:
    'First digits of amounts that span several powers of ten follow Benford’s law in many collections, and their last digits are about equally frequent. Here they are not.',
  references: [
    'F. Benford, The law of anomalous numbers, Proceedings of the American Philosophical Society 78 (1938) 551-572',
    'M. Nigrini, Benford’s Law (Wiley, 2012), chapter 7: the mean absolute deviation and its bounds for first digits',
    'E. B. Wilson and M. M. Hilferty, The distribution of chi-square, PNAS 17 (1931) 684-688',
  ],
  date: '2026-11-21',
  says: 'unusual',
  level: 'informational',
  observed: '{column}, {n} amounts: {what} (p below {p}, corrected for {tests} tests).',
  inferred:
    'The amounts are not spread as amounts of many kinds are. Prices that recur, limits, rounding and few kinds of business have the same effect as amounts that somebody made up.',
  notShown: 'That any amount is untrue, or which.',
  falsepositives: [
    { id: 'recurring-prices', text: 'the same prices, fees, rents or wages come back', tests: [] },
    { id: 'rounded', text: 'amounts are rounded, or end in 9, 5 or 0 as prices do', tests: [] },
    { id: 'limits', text: 'amounts have a lower or an upper bound', tests: [] },
  ],
  tags: ['database', 'statistics'],
  examples: [
    {
      name: 'first digits that are all about as frequent',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.amounts':
              '"entry.amount" rows=900 distinct=800 low=12 high=99000 first=100,100,100,100,100,100,100,100,100 last=90,90,90,90,90,90,90,90,90,90',
          },
        },
      ],
    },
    {
      name: 'amounts as they are spread over the powers of ten',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.amounts':
              '"entry.amount" rows=900 distinct=800 low=12 high=99000 first=271,158,112,87,71,60,52,46,43 last=95,85,90,92,88,90,90,91,89,90',
          },
        },
      ],
    },
  ],
  select: { join: 'artifact', events: [], traits: ['db.table.amounts'], artifacts: ['database'] },
  detect(group) {
    const columns = Array.from(group.artifacts).flatMap((artifact) =>
      artifact.traits
        .filter(({ key, value }) => {
          const [low, high] = [Number(word(value, 'low')), Number(word(value, 'high'))]
          return (
            key === 'db.table.amounts' && Number(word(value, 'rows')) >= ENOUGH && high >= SPAN * Math.max(low, 0.01)
          )
        })
        .map(({ value }) => ({ artifact, value })),
    )
    if (columns.length === 0) return 'not applicable'
    const tests = columns.length * 2
    const isTold = (ln: number) => ln + Math.log(tests) < Math.log(REPORTED)
    return columns.flatMap(({ artifact, value }) => {
      const first = against(numbers(value, 'first'), BENFORD)
      const last = against(numbers(value, 'last'), EQUAL)
      const found = [
        ...(isTold(first.ln) && first.deviation > DEVIATION
          ? [
              {
                ln: first.ln,
                what: `first digits differ from Benford’s law (chi-square ${first.statistic.toFixed(0)} with ${String(first.freedom)} degrees of freedom, mean deviation ${first.deviation.toFixed(3)})`,
              },
            ]
          : []),
        ...(last.n >= ENOUGH && isTold(last.ln)
          ? [
              {
                ln: last.ln,
                what: `last digits are not equally frequent (chi-square ${last.statistic.toFixed(0)} with ${String(last.freedom)} degrees of freedom)`,
              },
            ]
          : []),
      ]
      if (found.length === 0) return []
      const exponent = Math.ceil((Math.min(...found.map(({ ln }) => ln)) + Math.log(tests)) / Math.LN10)
      return [
        {
          artifact,
          events: [],
          values: {
            column: value.slice(1, value.indexOf('" ')),
            n: String(first.n),
            what: found.map(({ what }) => what).join('; '),
            p: `1e${String(Math.max(exponent, -300))}`,
            tests: String(tests),
          },
        },
      ]
    })
  },
} satisfies Detector
