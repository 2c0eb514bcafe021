// Lists of facts: each line is a fact like any other, and a list that is wrong is refused with a clear line.
import { describe, expect, it } from 'vitest'
import { FactIndex } from '../../src/analysis/fact-index.ts'
import { problemText } from '../../src/analysis/rule-set.ts'
import { toIso } from '../../src/time/instant.ts'
import { rulesFrom, ruleText } from './helpers.ts'

const FAMILY = 'trait: email.mailer\nwrittenBy: sender\nmargin: {unlikely: 1d, cannot: 2d}\n'
const DOCUMENTED = `lists:
  - id: 'ledger-{value}'
    title: Ledger Mail {value}
    equals: Ledger/{value}
    source: release notes
    standing: sourced
    from: {'1.10': 2011-04-02, '2.0 beta': 2012-05-03}
`
const SEEN = `lists:
  - id: 'build-{value}'
    title: Build {value}
    prefix: '{value}.'
    seen:
      15.20.1: [2019-05-03, 2019-05-10, 51, hard, soft, A, 2019-05-01, 2019-05-12, 26, 0, 0, 10, 6]
      15.20.2: [2019-06-03, null, 51, hard, not-claimed, B, 2019-06-01, null, 26, 1, 0, 10, 6]
`

async function loaded(text: string) {
  const { families, problems } = await rulesFrom({ 'facts/f.yaml': ruleText('f', FAMILY + text) })
  return { family: families.find(({ id }) => id === 'f'), problems: problems.map(problemText).join('\n') }
}

describe('a list', () => {
  it('of documented values becomes facts with the day of each', async () => {
    const { family, problems } = await loaded(DOCUMENTED)
    expect(problems).toBe('')
    expect(family?.facts).toEqual([
      {
        id: 'ledger-1-10',
        title: 'Ledger Mail 1.10',
        equals: 'Ledger/1.10',
        documented: { from: '2011-04-02', source: 'release notes', standing: 'sourced' },
      },
      {
        id: 'ledger-2-0-beta',
        title: 'Ledger Mail 2.0 beta',
        equals: 'Ledger/2.0 beta',
        documented: { from: '2012-05-03', source: 'release notes', standing: 'sourced' },
      },
    ])
  })

  it('of measured values becomes facts with windows, edges and grades, and speaks of what begins so', async () => {
    const { family, problems } = await loaded(SEEN)
    expect(problems).toBe('')
    expect(family?.facts[0]?.seen).toEqual({
      first: '2019-05-03',
      last: '2019-05-10',
      n: 51,
      edge: { first: 'hard', last: 'soft' },
      grade: 'A',
      anywhere: ['2019-05-01', '2019-05-12'],
      heldOut: { n: 26, outside: 0, beyond30Days: 0 },
      senders: 10,
      lists: 6,
    })
    const index = new FactIndex(family === undefined ? [] : [family])
    const [match, none] = index.match('email.mailer', '15.20.1.7')
    expect(none).toBeUndefined()
    expect(match?.from === undefined ? undefined : toIso(match.from).slice(0, 10)).toBe('2019-05-01')
    expect(index.match('email.mailer', '15.20.17')).toEqual([])
  })

  it.each([
    [
      'of nothing that says which values',
      DOCUMENTED.replace(/ +equals.*\n/, ''),
      /a list has one of equals and prefix/,
    ],
    ['with a value that has no place in the title', DOCUMENTED.replace('Mail {value}', 'Mail'), /\{value\}/],
    ['with a day that is none', DOCUMENTED.replace('2011-04-02', 'spring'), /a day is YYYY-MM-DD/],
    ['with two values that get one id', DOCUMENTED.replace("'2.0 beta'", '1-10'), /id ledger-1-10 is already used/],
    ['with a window the wrong way round', SEEN.replace('2019-05-10, 51', '2019-04-10, 51'), /wrong way round/],
    ['with a row that is too short', SEEN.replace(', 10, 6]', ']'), /seen\.15\.20\.1/],
  ])('%s is refused', async (_, text, message) => {
    expect((await loaded(text)).problems).toMatch(message)
  })

  it('is not needed, but a family without any fact is refused', async () => {
    expect((await loaded('')).problems).toMatch(/a family has facts or lists of them/)
  })
})
