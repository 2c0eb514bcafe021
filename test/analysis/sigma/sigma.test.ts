// Sigma rules on timeline events: what of them becomes a fact or a detector, what is refused and why, and facts there and back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { FactIndex } from '../../../src/analysis/fact-index.ts'
import { loadRules } from '../../../src/analysis/load-rules.ts'
import { factFamilySchema, type FactFamily } from '../../../src/analysis/rule-language.ts'
import { problemText, type RuleSet } from '../../../src/analysis/rule-set.ts'
import { exportSigma, uuidOf } from '../../../src/analysis/sigma/export.ts'
import { importSigma, type Imported } from '../../../src/analysis/sigma/import.ts'
import { sigmaSchema } from '../../../src/analysis/sigma/sigma-rule.ts'
import { KnownTags } from '../../../src/analysis/tags.ts'
import { testRules } from '../../../src/analysis/test-rules.ts'
import { vocabularyOf } from '../../../src/analysis/vocabulary.ts'
import { LARGEST_COLLECTION } from '../../../src/analysis/yaml-file.ts'
import { ingesters } from '../../../src/ingest/index.generated.ts'
import { analyzed, RULES, ruleFolder } from '../helpers.ts'

const vocabulary = vocabularyOf(ingesters)
const { tags: catalogues, families } = await loadRules([RULES], vocabulary)
const tags = new KnownTags(catalogues)
const imported = (text: string): Imported => importSigma(sigmaSchema.parse(parse(text)), vocabulary, tags, '2026-11-21')
const sigma = (detection: string, more = ''): string => `
title: A mail program of our house
id: 0d3b0f7e-3f5e-4a55-8b6e-2d6a1a6f0001
status: test
description: Mails that name the mail program of our house.
references: [https://example.org/house/release-notes]
date: 2026-11-21
logsource: {product: anachron, category: timeline}
detection:
${detection}
falsepositives: [Unknown, a copy of the program on a second computer]
level: low
${more}`
const load = ({ id, is, text }: Imported): Promise<RuleSet> =>
  loadRules([RULES, ruleFolder({ [is === 'fact' ? `facts/${id}.yaml` : `email/${id}.detector.ts`]: text })], vocabulary)

/** The mails, by the name of their artifact, that an imported rule reports. */
async function reported(rule: Imported, mails: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const rules = await load(rule)
  expect(rules.problems.map(problemText)).toEqual([])
  const items = Object.entries(mails).map(([artifact, { time = '2020-01-01T00:00:00Z', ...traits }]) => ({
    artifact,
    kind: 'email.date',
    time,
    traits,
  }))
  return analyzed(items, rules)
    .findings.filter((finding) => finding.rule === rule.id)
    .map(({ artifact }) => artifact.label)
    .sort()
}

describe('one trait with its values', () => {
  test('becomes a fact without regard to case, and its examples come out', async () => {
    const rule = imported(sigma("  selection: {'email.mailer|startswith': LedgerMail 9}\n  condition: selection"))
    expect(rule).toMatchObject({ id: 'a-mail-program-of-our-house', is: 'fact', left: [] })
    const rules = await load(rule)
    expect(testRules(rules, vocabulary, new Set([rule.id])).map(({ fault }) => fault)).toEqual([undefined, undefined])
    expect(
      await reported(rule, { a: { 'email.mailer': 'LEDGERMAIL 9.1' }, b: { 'email.mailer': 'LedgerMail 8' } }),
    ).toEqual(['a'])
  })

  test('and bounds of time becomes a window', () => {
    // 2020-06-01 and 2021-06-01.
    const rule = imported(
      sigma(`  value: {'email.mailer|cased': LedgerMail 9}
  outside_before: {timestamp|lt: 1590969600000000}
  outside_after: {timestamp|gte: 1622505600000000}
  condition: value and 1 of outside_*`),
    )
    const family = factFamilySchema.parse(parse(rule.text))
    expect(family.facts).toMatchObject([
      { equals: 'LedgerMail 9', documented: { from: '2020-06-01', to: '2021-05-31', standing: 'recalled' } },
    ])
  })

  test('may have hundreds of values: the file that is written can be read', async () => {
    const values = Array.from({ length: 400 }, (_, i) => `LedgerMail ${i}`)
    const rule = imported(
      sigma(`  value: {email.mailer: ${JSON.stringify(values)}}
  outside: {timestamp|lt: 1590969600000000}
  condition: value and outside`),
    )
    const { problems, families: all } = await load(rule)
    expect(problems.map(problemText)).toEqual([])
    expect(all.find(({ id }) => id === rule.id)?.facts).toHaveLength(400)
  })

  test('is rare at most, and says so; unknown tags and verdicts are left out', () => {
    const rule = imported(
      sigma(
        "  selection: {email.mailer: '*Ledger?ail*'}\n  condition: selection",
        'tags: [attack.t1070.006, attack.t9999, attack.defense_evasion]',
      )
        .replace('level: low', 'level: critical')
        .replace('on a second computer', 'that somebody forged')
        .replace('product: anachron', 'product: windows'),
    )
    expect(rule.left).toEqual([
      'tag attack.t9999: tags.yaml does not hold it',
      'tag attack.defense_evasion: tags.yaml does not hold it',
      'falsepositives: one passes a verdict',
      'level critical: what is only rare says unusual, at most low',
      expect.stringContaining('logsource (product: windows, category: timeline)'),
    ])
    expect(factFamilySchema.parse(parse(rule.text))).toMatchObject({
      level: 'low',
      says: 'unusual',
      tags: ['attack.t1070.006'],
    })
  })
})

describe('a condition over several fields', () => {
  const rule = imported(
    sigma(
      `  selection_mailer:
    email.mailer: [LedgerMail*, '?ooks']
    timestamp|gte: 1590969600000000
  selection_form: {'email.message-id.domain|endswith': .example.com}
  filter_old: {'email.mailer|re': '^LedgerMail [0-4]\\.'}
  condition: 1 of selection_* and not 1 of filter_*`.replace('email.message-id.domain', 'email.header-name'),
    ),
  )

  test('becomes a detector that reports what the condition says, and nothing else', async () => {
    expect(rule.is).toBe('detector')
    const late = '2022-01-01T00:00:00Z'
    expect(
      await reported(rule, {
        new: { time: late, 'email.mailer': 'ledgermail 9.1' },
        early: { 'email.mailer': 'ledgermail 9.1' },
        old: { time: late, 'email.mailer': 'LedgerMail 3.1' },
        other: { time: late, 'email.mailer': 'Another' },
        short: { time: late, 'email.mailer': 'books' },
        form: { 'email.header-name': 'x.EXAMPLE.com' },
      }),
    ).toEqual(['form', 'new', 'short'])
  })

  test('holds every text of the Sigma rule as data', () => {
    const hostile = imported(
      sigma(`  a: {email.mailer: '"]); process.exit(); // */ \${x}'}\n  b: {email.mailer: 'y'}\n  condition: a or b`),
    )
    expect(hostile.text).toContain('new RegExp("^\\"\\\\]\\\\); process\\\\.exit')
    expect(hostile.text.split('\n').some((line) => line.startsWith('process'))).toBe(false)
  })
})

describe('what is not carried over is refused with the reason', () => {
  test.each([
    [
      'a field that is no trait',
      '  s: {CommandLine: x}\n  condition: s',
      /no event of a timeline has the field CommandLine/,
    ],
    ['words in the whole event', '  s: [evil, words]\n  condition: s', /s searches for words in the whole event/],
    ['words, all of them', "  s: {'|all': [evil, words]}\n  condition: s", /searches for words in the whole event/],
    ['a transformation', "  s: {'email.mailer|base64': x}\n  condition: s", /the modifier base64 is not carried over/],
    ['a placeholder', "  s: {'email.mailer|expand': '%x%'}\n  condition: s", /the modifier expand/],
    ['a reference to a field', "  s: {'email.mailer|fieldref': y}\n  condition: s", /the modifier fieldref/],
    ['a count', '  s: {email.mailer: x}\n  condition: s | count() > 3', /the condition goes on with "\|"/],
    ['a timeframe', '  s: {email.mailer: x}\n  timeframe: 5m\n  condition: s', /a timeframe counts events/],
    ['a name that is not there', '  s: {email.mailer: x}\n  condition: s and t', /the condition has "t"/],
    ['an open bracket', '  s: {email.mailer: x}\n  condition: (s', /a bracket of the condition is not closed/],
    ['no such names', '  s: {email.mailer: x}\n  condition: 1 of t*', /names t\*, which the detection does not have/],
    ['deep nesting', `  s: {email.mailer: x}\n  condition: ${'('.repeat(90)}s${')'.repeat(90)}`, /nested too deeply/],
    [
      'a pattern that backtracks',
      "  s: {'email.mailer|re': '^(a+)+$'}\n  condition: s",
      /is not safe: a repeated group/,
    ],
    ['wildcards that share characters', "  s: {email.mailer: '*a*b*c*d*e*'}\n  condition: s", /is not safe/],
    ['a number where text stands', "  s: {'email.mailer|lt': x}\n  condition: s", /compares with what is no number/],
    [
      'an event kind that is not there',
      '  s: {kind: windows.login}\n  condition: s',
      /no ingester emits the event kind windows\.login/,
    ],
    ['nothing that says which events', '  s: {raw: x}\n  condition: s', /neither the kind of an event nor a trait/],
  ])('%s', (_, detection, why) => expect(() => imported(sigma(detection))).toThrow(why))
})

describe('facts there and back', () => {
  const back = (text: string): readonly FactFamily[] =>
    parseAllDocuments(text).map((document) => {
      const rule = importSigma(sigmaSchema.parse(document.toJS()), vocabulary, tags, '2026-11-21')
      expect(rule.is).toBe('fact')
      return { ...factFamilySchema.parse(parse(rule.text)), type: 'fact' as const }
    })
  const base = families.find(({ id }) => id === 'mailer-version')

  test('a fact finds the same values outside the same days', () => {
    if (base === undefined) throw new Error('the family mailer-version is gone')
    const value = fc.string({
      unit: fc.constantFrom('a', 'B', '*', '?', '\\', '.', '^', '(', ' ', 'é'),
      minLength: 1,
      maxLength: 8,
    })
    const day = fc.integer({ min: 10_000, max: 20_000 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10))
    fc.assert(
      fc.property(value, value, day, fc.constantFrom('equals', 'prefix'), (text, other, from, how) => {
        const fact = {
          id: 'f-1',
          title: 'F',
          [how]: text,
          documented: { from, source: 's', standing: 'sourced' as const },
        }
        const family: FactFamily = {
          ...base,
          writtenBy: 'sender',
          compare: 'writer',
          margin: { unlikely: '1d', cannot: '2d' },
          facts: [fact],
        }
        const { text: exported, left } = exportSigma([family])
        expect(left).toEqual([])
        const [then, now] = [new FactIndex([family]), new FactIndex(back(exported))]
        for (const one of [text, other, `${text}${other}`, text.toUpperCase()]) {
          const [a, b] = [then.match(family.trait, one), now.match(family.trait, one)]
          expect(b.length).toBe(a.length)
          // The margin called "cannot" stands in the Sigma rule as part of the window.
          for (const [
            i,
            {
              from: bound,
              fact: { cannot },
            },
          ] of a.entries())
            expect(b[i]?.from).toBe((bound ?? 0) - cannot)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('every shipped fact is exported or named, and what is exported is a Sigma rule that comes back', () => {
    const { text, rules, left } = exportSigma(families)
    const facts = families.reduce((sum, family) => sum + family.facts.length, 0)
    const whole = families.filter(({ compare }) => compare === 'claim')
    const inWhole = whole.reduce((sum, family) => sum + family.facts.length, 0)
    expect(rules + left.length - whole.length + inWhole).toBe(facts)
    expect(rules).toBeGreaterThan(facts / 2)
    const documents = parseAllDocuments(text).map((document) => sigmaSchema.parse(document.toJS()))
    expect(new Set(documents.map(({ id }) => id)).size).toBe(rules)
    const taken = new Set<string>()
    const kinds = documents.map((document) => {
      const { id, is } = importSigma(document, vocabulary, tags, '2026-11-21', taken)
      taken.add(id)
      return is
    })
    expect(taken.size).toBe(rules)
    expect(kinds.filter((is) => is === 'fact').length).toBeGreaterThan(100)
    // The file that is written can be read.
    expect(text.length).toBeLessThan(0.6 * LARGEST_COLLECTION)
  })

  test('a pattern that ends by looking ahead goes out as "this, but not that", and comes back as a detector', async () => {
    if (base === undefined) throw new Error('the family mailer-version is gone')
    const fact = { id: 'f-1', title: 'House 1.2', match: '^House 1\\.2(?![\\d.]|-rc)', never: true }
    const { text, left } = exportSigma([{ ...base, compare: 'writer', facts: [fact] }])
    expect(left).toEqual([])
    expect(parse(text)).toMatchObject({
      detection: {
        value: { 'email.mailer|re': '^House 1[.]2' },
        but: { 'email.mailer|re': '^House 1[.]2([0-9.]|-rc)' },
        condition: 'value and not but',
      },
    })
    const rule = imported(text)
    const mails = Object.fromEntries(
      ['House 1.2', 'House 1.2 beta', 'House 1.2.1', 'House 1.2-rc1', 'House 1.3'].map((name) => [
        name,
        { 'email.mailer': name },
      ]),
    )
    expect(await reported(rule, mails)).toEqual(['House 1.2', 'House 1.2 beta'])
  })

  test('an id is a UUID made of the name (RFC 9562, version 5)', () => {
    expect(uuidOf('https://www.example.com/')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(uuidOf('a')).not.toBe(uuidOf('b'))
  })
})
