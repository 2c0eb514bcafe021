// A second analysis of one case: what an examiner noted stays, what changed is named, a rule switched off takes part in nothing.
import { beforeAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import { exampleCase } from '../../src/analysis/example-case.ts'
import type { RuleCoverage } from '../../src/analysis/finding.ts'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import { changeCounts, changes } from '../../src/case/changes.ts'
import { dispose, switchOff, tag, takeBack } from '../../src/case/notes.ts'
import type { CaseDatabase } from '../../src/case/open.ts'
import { workOn } from '../../src/case/work.ts'
import { VOCABULARY, ruleText, rulesFrom } from './helpers.ts'

const WHO = 'a.brook'
const SENT = ruleText(
  'sent',
  'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}',
)
const LATER = SENT.replace('min: 0s', 'max: 365d')
const FORM = ruleText(
  'form',
  `trait: email.received.gmail-submission-id
writtenBy: provider
margin: {unlikely: 1d, cannot: 7d}
facts:
  - {id: second-form, title: second form, equals: abc, seen: {first: 2022-02-18, last: 2024-05-08, n: 29391, edge: {first: hard, last: hard}, grade: A, anywhere: [2022-02-18, 2024-05-08], heldOut: {n: 18107, outside: 0, beyond30Days: 0}}}
`,
)
let both: RuleSet
let sentOnly: RuleSet
let relaxed: RuleSet
beforeAll(async () => {
  both = await rulesFrom({ 'email/sent.yaml': SENT, 'facts/form.yaml': FORM })
  sentOnly = await rulesFrom({ 'email/sent.yaml': SENT })
  relaxed = await rulesFrom({ 'email/sent.yaml': LATER, 'facts/form.yaml': FORM })
})

const made = (): CaseDatabase =>
  exampleCase(
    [
      { kind: 'email.date', time: '2019-12-04T10:00:00Z' },
      {
        kind: 'email.received',
        time: '2019-11-01T10:00:00Z',
        clock: 'provider',
        writer: 'smtp.example.com',
        traits: { 'email.received.gmail-submission-id': 'abc' },
      },
    ],
    VOCABULARY,
  ).db

const idOf = (db: CaseDatabase, rule: string): string =>
  String(db.prepare('SELECT id FROM finding WHERE rule = ?').pluck().get(rule))
const rulesFound = (db: CaseDatabase): unknown[] => db.prepare('SELECT rule FROM finding ORDER BY rule').pluck().all()
const coverageOf = (db: CaseDatabase, rule: string): RuleCoverage =>
  JSON.parse(String(db.prepare('SELECT body FROM coverage WHERE rule = ?').pluck().get(rule))) as RuleCoverage
const NONE = { new: 0, changed: 0, gone: 0, 'gone-earlier': 0 }

describe('what an analysis changed', () => {
  it('is nothing the first time, and nothing when all is as it was', () => {
    const db = made()
    analyze(db, both)
    expect(rulesFound(db)).toEqual(['form', 'sent'])
    expect(changeCounts(db)).toEqual(NONE)
    analyze(db, both)
    expect(changeCounts(db)).toEqual(NONE)
  })

  it('names findings that are new, gone and changed', () => {
    const db = made()
    analyze(db, sentOnly)
    const sent = idOf(db, 'sent')
    analyze(db, both)
    const form = idOf(db, 'form')
    // A second, independent finding beside it: its level rose, or its words did.
    expect(changes(db, ['new']).map(({ finding }) => finding)).toEqual([form])
    analyze(db, relaxed)
    expect(changes(db, ['gone'])).toMatchObject([{ finding: sent }])
    expect(JSON.parse(changes(db, ['gone'])[0]?.before ?? '')).toMatchObject({ id: sent, rule: 'sent' })
    db.exec(`UPDATE finding SET body = '{"level":"low"}' WHERE rule = 'form'`)
    analyze(db, relaxed)
    expect(changes(db)).toMatchObject([{ finding: form, what: 'changed', before: '{"level":"low"}' }])
  })

  it('keeps the work on a finding that is made again, and names one with work that is gone until it is', () => {
    const db = made()
    analyze(db, both)
    const sent = idOf(db, 'sent')
    dispose(db, WHO, sent, 'explained', 'a clock that ran ahead')
    analyze(db, both)
    expect(workOn(db, sent).dispositions).toHaveLength(1)
    analyze(db, relaxed)
    expect(changeCounts(db)).toMatchObject({ gone: 1 })
    analyze(db, relaxed)
    expect(changeCounts(db)).toMatchObject({ gone: 0, 'gone-earlier': 1 })
    // It can still be spoken of.
    tag(db, WHO, sent, 'hearing')
    analyze(db, both)
    expect(changeCounts(db)).toEqual({ ...NONE, new: 1 })
    expect(workOn(db, sent)).toMatchObject({ dispositions: [{ state: 'explained' }], tags: [{ tag: 'hearing' }] })
  })

  it('forgets a finding that is gone when nobody noted anything on it', () => {
    const db = made()
    analyze(db, both)
    analyze(db, relaxed)
    analyze(db, relaxed)
    expect(changeCounts(db)).toEqual(NONE)
  })
})

describe('a rule switched off for a case', () => {
  it.each(['sent', 'form'])('%s makes no finding, and coverage says by whom, when and why', (rule) => {
    const db = made()
    analyze(db, both)
    const { entry, at } = switchOff(db, WHO, rule, 'the relay’s clock is known to be off')
    analyze(db, both)
    expect(rulesFound(db)).toEqual(['form', 'sent'].filter((one) => one !== rule))
    expect(coverageOf(db, rule)).toMatchObject({
      applied: 0,
      broken: 0,
      switchedOff: { by: WHO, at: at.replace('Z', '000Z'), because: 'the relay’s clock is known to be off' },
    })
    takeBack(db, WHO, entry)
    analyze(db, both)
    expect(rulesFound(db)).toEqual(['form', 'sent'])
    expect(coverageOf(db, rule)).not.toHaveProperty('switchedOff')
  })

  it('bounds no dating either', () => {
    const db = made()
    const bounds = (): number =>
      Number(db.prepare(`SELECT count(*) FROM dating WHERE body LIKE '%notBefore%'`).pluck().get())
    analyze(db, both)
    expect(bounds()).toBe(1)
    switchOff(db, WHO, 'form', 'its window is disputed')
    analyze(db, both)
    expect(bounds()).toBe(0)
  })
})
