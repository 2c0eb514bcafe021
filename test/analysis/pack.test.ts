// A laboratory's rules.yaml: packs, levels, rules that are off with a reason, tolerances; and what a case says of later knowledge.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import { exampleCase } from '../../src/analysis/example-case.ts'
import { keepKnowledge } from '../../src/analysis/knowledge.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { changesBetween } from '../../src/analysis/rule-diff.ts'
import { problemText, type RuleSet } from '../../src/analysis/rule-set.ts'
import { analyzed, ruleFolder, ruleText, VOCABULARY } from './helpers.ts'

const INTERVAL = 'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}'
const fact = (first: string) =>
  ruleText(
    'f',
    `trait: email.mailer\nwrittenBy: sender\nmargin: {unlikely: 1d, cannot: 2d}\nfacts:\n  - {id: f-1, title: F 1, equals: F 1, documented: {from: ${first}, source: s, standing: sourced}}`,
  )
const load = (folder: string): Promise<RuleSet> => loadRules([folder], VOCABULARY)
const BREAKS = [
  { kind: 'email.date', time: '2020-03-01T00:00:00Z', traits: { 'email.mailer': 'F 1' } },
  { kind: 'email.received', time: '2020-01-01T00:00:00Z' },
]

describe('rules.yaml', () => {
  test('switches a rule off: it finds nothing, coverage says by whom and why, and the hash is another', async () => {
    const on = await load(ruleFolder({ 'email/a.yaml': ruleText('a', INTERVAL) }))
    const off = await load(
      ruleFolder({ 'email/a.yaml': ruleText('a', INTERVAL), 'rules.yaml': 'off: {a: our relay queues for weeks}' }),
    )
    expect(off.problems).toEqual([])
    expect(analyzed(BREAKS, on).findings).toHaveLength(1)
    const { findings, coverage } = analyzed(BREAKS, off)
    expect(findings).toEqual([])
    expect(coverage).toMatchObject([
      {
        rule: 'a',
        applied: 0,
        notApplied: [
          { n: 0, why: expect.stringMatching(/^switched off in .*rules\.yaml: our relay queues for weeks$/) as string },
        ],
      },
    ])
    expect(off.hash).not.toBe(on.hash)
  })

  test('sets a level, and the tolerances of a kind of clock', async () => {
    const said =
      'levels: {a: low}\nclocks: {sender: {usual: 80d, extreme: 90d, reason: no clock at all, source: our own tests}}'
    const rules = await load(ruleFolder({ 'email/a.yaml': ruleText('a', INTERVAL), 'rules.yaml': said }))
    expect(rules.problems).toEqual([])
    expect(rules.intervals[0]?.level).toBe('low')
    expect(analyzed(BREAKS, rules).findings).toEqual([])
  })

  test.each([
    [
      'a level above what the rule says',
      'levels: {a: critical}',
      /rules\.yaml:1:10: a says inconsistent, which is at most high; it cannot be critical/,
    ],
    ['a rule that is not there', 'off: {b: no use}', /rules\.yaml:1:7: there is no rule b; did you mean a\?/],
    ['an unknown field', 'pack: [x]', /rules\.yaml:1:1: unknown key "pack"; did you mean "packs"\?/],
    ['a pack that is not there', 'packs: [./nowhere]', /rules\.yaml:1:9: pack \.\/nowhere: there is no such folder/],
    [
      'a package that is not installed',
      'packs: [no-such-package-of-rules]',
      /pack no-such-package-of-rules: there is no such folder or package/,
    ],
    [
      'tolerances the wrong way round',
      'clocks: {sender: {usual: 2d, extreme: 1d, reason: r, source: s}}',
      /rules\.yaml:1:26: usual 2d is wider than extreme 1d/,
    ],
  ])('%s is named with its place, and the rules still run', async (_, said, problem) => {
    const rules = await load(ruleFolder({ 'email/a.yaml': ruleText('a', INTERVAL), 'rules.yaml': said }))
    expect(rules.problems.map(problemText)).toEqual([expect.stringMatching(problem)])
    expect(rules.intervals.map(({ id }) => id)).toEqual(['a'])
  })

  test('packs: a folder and an installed package are loaded before the folder that names them', async () => {
    const folder = ruleFolder({
      'email/a.yaml': ruleText('a', INTERVAL),
      'rules.yaml': 'packs: [./other, rules-of-a-friend]\nlevels: {b: low}',
    })
    const put = (path: string, text: string) => {
      mkdirSync(join(folder, path, '..'), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    put('other/email/b.yaml', ruleText('b', INTERVAL))
    put('node_modules/rules-of-a-friend/package.json', '{"name": "rules-of-a-friend", "version": "1.0.0"}')
    put('node_modules/rules-of-a-friend/rules/email/c.yaml', ruleText('c', INTERVAL))
    const rules = await load(folder)
    expect(rules.problems).toEqual([])
    expect(rules.intervals.map(({ id, level }) => [id, level])).toEqual([
      ['a', 'high'],
      ['b', 'low'],
      ['c', 'high'],
    ])
  })

  test('what is wrong is named by a path that whoever typed the folder can open', async () => {
    const folder = relative('', ruleFolder({ 'rules.yaml': 'packs: [./other]\noff: {z: no use}', 'email/a.yaml': '' }))
    mkdirSync(join(folder, 'other/email'), { recursive: true })
    writeFileSync(join(folder, 'other/email/b.yaml'), 'title: b')
    const { problems } = await load(`${folder}/`)
    const files = problems.map(({ file }) => file)
    expect(files).toEqual(['other/email/b.yaml', 'email/a.yaml', 'rules.yaml'].map((name) => `${folder}/${name}`))
    expect(files.filter((file) => !existsSync(file))).toEqual([])
  })

  test('packs in a circle are named, and each is loaded once', async () => {
    const folder = ruleFolder({ 'email/a.yaml': ruleText('a', INTERVAL), 'rules.yaml': 'packs: [./other]' })
    mkdirSync(join(folder, 'other/email'), { recursive: true })
    writeFileSync(join(folder, 'other/rules.yaml'), 'packs: [..]')
    writeFileSync(join(folder, 'other/email/b.yaml'), ruleText('b', INTERVAL))
    const rules = await load(folder)
    expect(rules.problems.map(problemText)).toEqual([
      expect.stringMatching(/other\/rules\.yaml:1:9: pack \.\.: it leads back to itself; packs form no circle/),
    ])
    expect(rules.intervals.map(({ id }) => id)).toEqual(['a', 'b'])
  })
})

describe('knowledge that came after the evidence was read', () => {
  const inferred = (then: RuleSet, now: RuleSet): readonly string[] => {
    const { db, close } = exampleCase(BREAKS, VOCABULARY)
    try {
      keepKnowledge(db, then)
      keepKnowledge(db, now)
      analyze(db, now)
      return db.prepare<[], string>("SELECT json_extract(body, '$.inferred') FROM finding ORDER BY rule").pluck().all()
    } finally {
      close()
    }
  }

  test('is marked in the finding: a rule that is new, a fact that was changed; nothing where nothing is', async () => {
    const old = await load(ruleFolder({ 'facts/f.yaml': fact('2021-01-01') }))
    const now = await load(ruleFolder({ 'facts/f.yaml': fact('2022-01-01'), 'email/a.yaml': ruleText('a', INTERVAL) }))
    const [a, f] = inferred(old, now)
    expect(a).toContain('The rule a was first loaded after this evidence had been read into the case.')
    expect(f).toContain('The fact f-1 was changed after this evidence had been read into the case.')
    expect(f).not.toContain('The rule f')
    expect(inferred(now, now).join(' ')).not.toContain('had been read into the case')
  })

  test('changes in meaning are listed with old and new; words are none', async () => {
    const old = await load(ruleFolder({ 'facts/f.yaml': fact('2021-01-01'), 'email/a.yaml': ruleText('a', INTERVAL) }))
    const now = await load(
      ruleFolder({
        'facts/f.yaml': fact('2022-01-01'),
        'email/a.yaml': ruleText('a', INTERVAL.replace('0s', '1h'), { level: 'low', more: 'observed: other words' }),
        'email/b.yaml': ruleText('b', INTERVAL),
      }),
    )
    expect(changesBetween(old, now)).toEqual([
      '~ fact f-1: documented.from "2021-01-01" → "2022-01-01"',
      '~ rule a: level "high" → "low", interval.min "0s" → "1h"',
      '+ rule b',
    ])
    const words = await load(
      ruleFolder({
        'facts/f.yaml': fact('2021-01-01').replace('title: Rule f', 'title: Another title'),
        'email/a.yaml': ruleText('a', INTERVAL),
      }),
    )
    expect(changesBetween(old, words)).toEqual([])
  })
})

describe('what a laboratory knows of single clocks and of its calendar', () => {
  const writers = (usual: string, extreme: string) =>
    `writers: [{clock: relay, writer: mx.example.com, usual: ${usual}, extreme: ${extreme}, reason: no time service, source: its log}]`
  const received = (writer: string) => [
    { kind: 'email.date', time: '2020-01-03T00:00:00Z' },
    { kind: 'email.received', time: '2020-01-01T00:00:00Z', clock: 'relay' as const, writer },
  ]
  const withRule = (said: string) => load(ruleFolder({ 'email/a.yaml': ruleText('a', INTERVAL), 'rules.yaml': said }))

  test('the tolerance of a writer holds for that writer, and the finding says whose it is', async () => {
    const rules = await withRule(writers('90d', '100d'))
    expect(rules.problems).toEqual([])
    expect(analyzed(received('mx.example.com'), rules).findings).toEqual([])
    const [other] = analyzed(received('mx.example.net'), rules).findings
    expect(other?.tolerances.map(({ writer }) => writer)).toEqual([undefined, undefined])
    const [narrow] = analyzed(received('mx.example.com'), await withRule(writers('3m', '4m'))).findings
    expect(narrow?.tolerances).toContainEqual({
      clock: 'relay',
      writer: 'mx.example.com',
      usual: 180e6,
      extreme: 240e6,
    })
    expect(narrow?.inferred).toContain('4 minutes to the clock of the relay mx.example.com (as rules.yaml states)')
  })

  test('both are part of the hash and of what rules diff says', async () => {
    const [plain, one, two] = [
      await withRule(''),
      await withRule(writers('3m', '4m')),
      await withRule('holidays: {2020-12-25: Rest}'),
    ]
    expect(new Set([plain.hash, one.hash, two.hash]).size).toBe(3)
    expect(changesBetween(plain, one)).toEqual(['~ clock relay mx.example.com: none → usual 3m, extreme 4m'])
    expect(changesBetween(one, await withRule(writers('90s', '36h')))).toEqual([
      '~ clock relay mx.example.com: usual 3m, extreme 4m → usual 90s, extreme 36h',
    ])
    const relays = 'clocks: {relay: {usual: 10m, extreme: 2h, reason: no time service, source: a log}}'
    expect(changesBetween(plain, await withRule(relays))).toEqual([
      '~ clock relay: usual 5m, extreme 1h → usual 10m, extreme 2h',
    ])
    expect(changesBetween(plain, two)).toEqual(['~ holiday 2020-12-25 none → "Rest"'])
  })

  test.each([
    ['the wrong way round', writers('3h', '4m'), /rules\.yaml:1:\d+: usual 3h is wider than extreme 4m/],
    ['of no kind of clock', writers('3m', '4m').replace('relay', 'relais'), /rules\.yaml:1:\d+: writers\.0\.clock: /],
    [
      'a holiday on no day',
      'holidays: {Christmas: 2020-12-25}',
      /rules\.yaml:1:\d+: .*day is YYYY-MM-DD|rules\.yaml:1:\d+: .*holidays/,
    ],
  ])('%s is named with its place, and the rules still run', async (_, said, problem) => {
    const rules = await withRule(said)
    expect(rules.problems.map(problemText)).toEqual([expect.stringMatching(problem)])
    expect(rules.intervals.map(({ id }) => id)).toEqual(['a'])
  })
})
