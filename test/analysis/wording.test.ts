// No sentence, of the program or of a rule, says a verdict.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { metadataOf, rulesOf } from '../../src/analysis/rule-set.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { FORBIDDEN, defaultInference, eventValues, fill, toleranceWords } from '../../src/analysis/wording.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { HOUR, DAY } from '../../src/time/instant.ts'
import type { LogicalPath, QuotedEvent } from '../../src/model.ts'
import { parseIso } from '../../src/time/instant.ts'
import { RULES } from './helpers.ts'

const rules = await loadRules([RULES], vocabularyOf(ingesters))

describe('a number and what is counted', () => {
  it.each([
    ['{count} row(s) of it', { count: '1' }, '1 row of it'],
    ['{count} row(s) of it', { count: '2' }, '2 rows of it'],
    ['{n} such run(s), {m} test(s)', { n: '1', m: '1,000' }, '1 such run, 1,000 tests'],
    // What the evidence holds stays as it stands.
    ['It states {raw}', { raw: '1 row(s)' }, 'It states 1 row(s)'],
  ])('%s', (template, values, said) => expect(fill(template, values)).toBe(said))

  it('agree in every rule', () => {
    for (const rule of rulesOf(rules)) {
      const { id, observed, inferred = '', notShown = '' } = metadataOf(rule)
      expect(fill([observed, inferred, notShown].join(' '), {}), id).not.toContain('(s)')
    }
  })
})

describe('forbidden words', () => {
  it.each([
    'was forged',
    'a fake',
    'fraudulent',
    'tampered with',
    'not authentic',
    '99 % certain',
    '95 percent likely',
  ])('%s', (text) => {
    expect(text).toMatch(FORBIDDEN)
  })
  it('are not the name of a header or an upper limit', () => {
    expect('Authentication-Results').not.toMatch(FORBIDDEN)
    expect('upper 95 % limit').not.toMatch(FORBIDDEN)
  })
  it.each(
    rulesOf(rules)
      .map((rule) => metadataOf(rule))
      .map((rule) => [rule.id, rule] as const),
  )('%s says none', (_, rule) => {
    const said = [
      rule.title,
      rule.observed,
      rule.inferred ?? '',
      rule.notShown ?? '',
      ...rule.falsepositives.map(({ text }) => text),
    ]
    for (const text of said) expect(text).not.toMatch(FORBIDDEN)
  })
  it('stand in no sentence of the analysis', () => {
    const folder = join(import.meta.dirname, '../../src/analysis')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )) {
      const strings = readFileSync(join(folder, file), 'utf8').match(/'[^'\n]*'|`[^`]*`/g) ?? []
      for (const text of strings) expect(`${file}: ${text}`).not.toMatch(FORBIDDEN)
    }
  })
})

describe('a sentence', () => {
  const event = (role: string, kind: 'sender' | 'assertion', iso: string): QuotedEvent => ({
    role,
    kind: 'email.date',
    time: parseIso(iso),
    earliest: undefined,
    latest: undefined,
    clock: { kind, writer: 'Date', zone: 'utc' },
    raw: iso,
    locator: { type: 'tag', group: 'g', name: 'n' },
    evidence: 'a.eml' as LogicalPath,
  })

  it('says the gap between the events and where they stand', () => {
    const values = eventValues([event('from', 'sender', '2019-01-01'), event('to', 'sender', '2019-01-03T12:00:00Z')])
    expect(fill('{to.raw} is {gap} after {from.time} ({from.where}); {never.known}', values)).toBe(
      '2019-01-03T12:00:00Z is 2 days 12 hours after 2019-01-01 00:00:00 UTC (g n); not stated',
    )
  })

  it('names an assertion as asserted', () => {
    expect(eventValues([event('to', 'assertion', '2019-01-01')])['to.clock']).toBe(
      'the exhibit list (as asserted in Date)',
    )
  })

  it.each(
    rulesOf(rules).filter((rule) => metadataOf(rule).says !== 'impossible' && metadataOf(rule).inferred === undefined),
  )('that is not of the rule says no more than the rule ($id)', (rule) => {
    const two = [event('from', 'sender', '2019-01-01'), event('to', 'sender', '2020-01-01')]
    const inferred = defaultInference(rule, two)
    const isRare = metadataOf(rule).says === 'unusual'
    expect(/\bcan be so\b.*\brare\b/.test(inferred), inferred).toBe(isRare)
    if (rule.type === 'interval' || rule.type === 'detector')
      expect(inferred).not.toMatch(/cannot (?:both|all) be true/)
  })

  it('says the tolerances granted and by how much they are exceeded', () => {
    const words = toleranceWords([{ clock: 'sender', usual: HOUR, extreme: DAY }], 'usual', HOUR)
    expect(words).toBe(
      'Granting 1 hour to the clock of the sender, the constraint is missed by 1 hour. Only the usual tolerances are exceeded; wider ones, seen in genuine material, are not.',
    )
  })
})
