// The whole analysis on small cases: findings, levels, coverage and matches as they are stored.
import { beforeAll, describe, expect, it } from 'vitest'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import { analyzed, ruleText, rulesFrom } from './helpers.ts'

const GMAIL = ruleText(
  'gmail-form',
  `trait: email.received.gmail-submission-id
writtenBy: provider
margin: {unlikely: 1d, cannot: 7d}
facts:
  - {id: second-form, title: second form, match: '^[a-z]{0,4}\\d{1,5}-[0-9a-f]{8}sm', seen: {first: 2022-02-18, last: 2024-05-08, n: 29391, edge: {first: hard, last: hard}, grade: A, anywhere: [2022-02-18, 2024-05-08], heldOut: {n: 18107, outside: 0, beyond30Days: 0}}}
`,
)
const SENT = ruleText(
  'received-before-sent',
  'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}',
)
const MEMBER = ruleText(
  'member-newer',
  'interval: {from: {kind: archive.modified}, to: {kind: email.received}, join: container, min: 0s}',
)

let rules: RuleSet
beforeAll(async () => {
  rules = await rulesFrom({
    'facts/gmail.yaml': GMAIL,
    'email/received-before-sent.yaml': SENT,
    'archive/member-newer.yaml': MEMBER,
  })
})

const received = (time: string, traits: Record<string, string> = {}) => ({
  kind: 'email.received',
  time,
  clock: 'provider' as const,
  writer: 'smtp.example.com',
  traits,
})
const ID = { 'email.received.gmail-submission-id': 'b14-01234567sm1' }

describe('an analysis', () => {
  it('loads its rules without a problem', () => expect(rules.problems).toEqual([]))

  it('finds a mark newer than the line that bears it, high alone because grade A, hard and beyond the margin', () => {
    const { findings, matches } = analyzed(
      [{ kind: 'email.date', time: '2019-12-04T10:00:00Z' }, received('2019-12-04T10:00:05Z', ID)],
      rules,
    )
    expect(findings).toMatchObject([
      { rule: 'gmail-form', level: 'high', others: 0, events: [{ role: 'stated', kind: 'email.received' }] },
    ])
    expect(matches).toEqual([{ fact: 'second-form', broken: 'before-cannot' }])
  })

  it('keeps the match of a mark inside its window and finds nothing', () => {
    const { findings, matches, coverage } = analyzed([received('2023-03-04T10:00:05Z', ID)], rules)
    expect(findings).toEqual([])
    expect(matches).toEqual([{ fact: 'second-form', broken: '' }])
    expect(coverage.find(({ rule }) => rule === 'gmail-form')).toMatchObject({ applied: 1, broken: 0 })
  })

  it('names the worst pair of a rule and counts the others', () => {
    const { findings } = analyzed(
      [
        { kind: 'email.date', time: '2019-12-10T10:00:00Z' },
        { kind: 'email.received', time: '2019-12-04T10:00:00Z' },
        { kind: 'email.received', time: '2019-12-01T10:00:00Z' },
        { kind: 'email.received', time: '2019-12-11T10:00:00Z' },
      ],
      rules,
    )
    expect(findings).toMatchObject([{ rule: 'received-before-sent', level: 'medium', others: 1 }])
    expect(findings[0]?.events.map(({ raw }) => raw)).toEqual(['2019-12-10T10:00:00Z', '2019-12-01T10:00:00Z'])
    expect(findings[0]?.inferred).toContain('missed by 7 days 22 hours')
  })

  it('grants a sender an hour without a word and a day with level low', () => {
    const at = (time: string) =>
      analyzed([{ kind: 'email.date', time }, received('2019-12-04T10:00:00Z')], rules).findings
    expect(at('2019-12-04T10:59:00Z')).toEqual([])
    expect(at('2019-12-04T12:00:00Z')).toMatchObject([{ level: 'low' }])
    expect(at('2019-12-05T10:10:00Z')).toMatchObject([{ level: 'medium' }])
  })

  it('holds the member of an archive against the mail that carried it, and names both', () => {
    const { findings } = analyzed(
      [
        { artifact: 'm', ...received('2019-12-01T10:00:00Z') },
        { artifact: 'z', type: 'archive', in: 'm' },
        { artifact: 'x', part: 'z', kind: 'archive.modified', time: '2019-12-20T10:00:00Z', zone: 'floating' },
        { artifact: 'y', part: 'z', kind: 'archive.modified', time: '2019-12-09T10:00:00Z', zone: 'floating' },
      ],
      rules,
    )
    expect(findings).toMatchObject([
      { rule: 'member-newer', artifact: { label: 'x' }, other: { label: 'm' }, others: 1 },
    ])
  })

  it('counts what a rule could not be applied to, and why', () => {
    const { coverage } = analyzed(
      [
        { kind: 'email.date', time: '2019-12-10T10:00:00Z' },
        { kind: 'email.received', raw: 'some day' },
      ],
      rules,
    )
    expect(coverage.find(({ rule }) => rule === 'received-before-sent')).toMatchObject({
      applied: 0,
      notApplied: [{ n: 1, why: 'email.received names no moment that can be read' }],
    })
  })
})
