// What an author of rules is told: one clear line with file, line and column, and the other rules still load.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problemText } from '../../src/analysis/rule-set.ts'
import { loadRules, RulesUnusable } from '../../src/analysis/load-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { RULES, ruleFolder, rulesFrom, ruleText } from './helpers.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'

const INTERVAL = 'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}'
const family = (fact: string) =>
  ruleText('f', `trait: email.mailer\nwrittenBy: sender\nmargin: {unlikely: 1d, cannot: 2d}\nfacts:\n  - ${fact}`)

async function problems(path: string, text: string): Promise<string> {
  const { problems: all } = await rulesFrom({ [path]: text })
  return all.map(problemText).join('\n')
}

describe('a rule file that is wrong', () => {
  it.each([
    [
      'a misspelt key',
      'email/a.yaml',
      ruleText('a', INTERVAL.replace('join', 'jion')),
      /a\.yaml:13:\d+: unknown key "jion"; did you mean "join"\?/,
    ],
    [
      'a misspelt kind of rule',
      'email/a.yaml',
      ruleText('a', INTERVAL.replace('interval', 'intervall')),
      /did you mean "interval"\?/,
    ],
    [
      'an unknown event kind',
      'email/a.yaml',
      ruleText('a', INTERVAL.replace('email.received', 'email.recieved')),
      /a\.yaml:13:\d+: no ingester emits the event kind email\.recieved; did you mean email\.received\?/,
    ],
    [
      'an id that is not the file name',
      'email/b.yaml',
      ruleText('a', INTERVAL),
      /b\.yaml:2:5: the id is a, but a rule's id is its file name \(b\)/,
    ],
    [
      'a duration that is none',
      'email/a.yaml',
      ruleText('a', INTERVAL.replace('0s', 'soon')),
      /a\.yaml:13:\d+: interval\.min: a duration is a number/,
    ],
    [
      'an interval without bounds',
      'email/a.yaml',
      ruleText('a', INTERVAL.replace(', min: 0s', '')),
      /an interval has a min or a max/,
    ],
    [
      'a placeholder that does not exist',
      'email/a.yaml',
      ruleText('a', INTERVAL, { more: 'observed: "{form.raw}"' }),
      /unknown placeholder \{form\.raw\}; did you mean \{from\.raw\}\?/,
    ],
    [
      'a verdict',
      'email/a.yaml',
      ruleText('a', INTERVAL, { more: 'observed: this mail was forged' }),
      /observed says "forged": a rule names no verdict/,
    ],
    ['YAML that is broken', 'email/a.yaml', 'title: [a', /a\.yaml:\d+:\d+: .*flow/i],
    [
      'a pattern that can take exponential time',
      'facts/a.yaml',
      family("{id: x, title: x, match: '^(a+)+$', documented: {from: 2020-01-01, source: s, standing: sourced}}"),
      /a\.yaml:17:\d+: a repeated group contains a repetition/,
    ],
    [
      'a pattern whose repetitions share characters',
      'facts/a.yaml',
      family("{id: x, title: x, match: '^.*@.*-.*$', documented: {from: 2020-01-01, source: s, standing: sourced}}"),
      /a\.yaml:17:\d+: this can take the cube of a text's length/,
    ],
    [
      'an interval that every pair would break',
      'email/a.yaml',
      ruleText('a', INTERVAL.replace('min: 0s', 'min: 2d, max: 1d')),
      /a\.yaml:13:\d+: min 2d is more than max 1d/,
    ],
    [
      'a window the wrong way round',
      'facts/a.yaml',
      family(
        '{id: x, title: x, equals: a, documented: {from: 2020-01-02, to: 2020-01-01, source: s, standing: sourced}}',
      ),
      /a\.yaml:17:\d+: the window is the wrong way round: 2020-01-02 is after 2020-01-01/,
    ],
    [
      'margins the wrong way round',
      'facts/a.yaml',
      family('{id: x, title: x, equals: a, margin: {unlikely: 9d, cannot: 1d}, never: true}'),
      /a\.yaml:17:\d+: the margin unlikely 9d is wider than cannot 1d/,
    ],
    [
      'a counter that falls',
      'facts/a.yaml',
      family("{id: x, title: x, counter: {match: '^(\\d+)$', points: [[2, 2020-01-01], [1, 2021-01-01]]}}"),
      /a\.yaml:17:\d+: the points of a counter rise/,
    ],
    [
      'no references',
      'email/a.yaml',
      ruleText('a', INTERVAL).replace('references: [a document]\n', ''),
      /a\.yaml:1:1: references is missing/,
    ],
    [
      'a reference that names nothing',
      'email/a.yaml',
      ruleText('a', INTERVAL).replace('[a document]', '[a paper]'),
      /a\.yaml:5:14: a reference names a document/,
    ],
    [
      'a fact of two forms',
      'facts/a.yaml',
      family('{id: x, title: x, equals: a, prefix: b, documented: {from: 2020-01-01, source: s, standing: sourced}}'),
      /exactly one of match, equals, prefix and counter/,
    ],
    [
      'an alias bomb',
      'email/a.yaml',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]`,
      /a\.yaml:1:1: aliases that unfold to more than 100 values/,
    ],
    [
      'a list in a list a hundred thousand times',
      'email/a.yaml',
      '['.repeat(100_000),
      /a\.yaml:1:\d+: nested too deeply/,
    ],
    ['an empty file', 'email/a.yaml', '', /a\.yaml: the file is empty/],
    ['a rule beside the folders', 'a.yaml', ruleText('a', INTERVAL), /a\.yaml: is not read: rules lie in email/],
    ['a rule in a misspelt folder', 'emails/a.yaml', ruleText('a', INTERVAL), /emails\/a\.yaml: is not read/],
    [
      'a day that no calendar has',
      'facts/a.yaml',
      family('{id: x, title: x, equals: a, documented: {from: 2023-02-30, source: s, standing: sourced}}'),
      /a\.yaml:17:\d+: facts\.0\.documented\.from: there is no such day/,
    ],
    ['a holiday that no calendar has', 'rules.yaml', 'holidays: {2020-02-31: X}', /rules\.yaml:1:\d+: .*no such day/],
    ['a rule that ends in .yml', 'email/a.yml', ruleText('a', INTERVAL), /a\.yml: is not read: .* end in \.yaml/],
  ])('%s is named with its place', async (_, path, text, expected) => {
    expect(await problems(path, text)).toMatch(expected)
  })

  it('is not read where its name is that of a device, of a folder or of nothing', async () => {
    const folder = ruleFolder({ 'email/b.yaml': ruleText('b', INTERVAL) })
    for (const [name, target] of Object.entries({ device: '/dev/zero', folder: '.', nothing: 'nowhere' }))
      symlinkSync(target, join(folder, `email/${name}.yaml`))
    const set = await loadRules([RULES, folder], vocabularyOf(ingesters))
    expect(set.problems.map(problemText)).toEqual([
      expect.stringMatching(/device\.yaml: is no file$/),
      expect.stringMatching(/folder\.yaml: is no file$/),
      expect.stringMatching(/nothing\.yaml: leads to no file$/),
    ])
    expect(set.intervals.some(({ id }) => id === 'b')).toBe(true)
  })

  it('does not stop the others', async () => {
    const set = await rulesFrom({ 'email/a.yaml': ruleText('a', INTERVAL), 'email/b.yaml': 'nonsense' })
    expect(set.intervals.map(({ id }) => id)).toEqual(['a'])
    expect(set.problems).toHaveLength(1)
  })

  it('may not take an id that another has', async () => {
    const set = await rulesFrom({ 'email/a.yaml': ruleText('a', INTERVAL), 'database/a.yaml': ruleText('a', INTERVAL) })
    expect(set.problems.map(problemText)).toEqual([
      expect.stringMatching(/database\/a\.yaml:2:5: the id a is already that of .*email\/a\.yaml/),
    ])
  })

  it('is nothing without clocks', async () => {
    await expect(loadRules([`${ruleFolder({})}/email`], vocabularyOf([]))).rejects.toThrow(RulesUnusable)
  })
})

describe("a rule set's hash", () => {
  const hash = async (body: string, more: object = {}) =>
    (await rulesFrom({ 'email/a.yaml': ruleText('a', body, more) })).hash

  it('stays when words change', async () => {
    expect(await hash(INTERVAL, { more: 'observed: other words' })).toBe(await hash(INTERVAL))
  })

  it.each([
    ['a bound', INTERVAL.replace('0s', '1s'), {}],
    ['the level', INTERVAL, { level: 'low' }],
    ['what it says', INTERVAL, { says: 'unusual' }],
  ])('changes with %s', async (_, body, more) => expect(await hash(body, more)).not.toBe(await hash(INTERVAL)))

  it('does not depend on the folder', async () => {
    const [a, b] = [
      await loadRules([RULES], vocabularyOf(ingesters)),
      await loadRules([RULES], vocabularyOf(ingesters)),
    ]
    expect(a.hash).toBe(b.hash)
  })
})
