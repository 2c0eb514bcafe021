// Tags: ids of other catalogues are known ones, with the titles of their source; a word of our own stands for some of them.
import { describe, expect, test } from 'vitest'
import { tagTitles } from '../../src/analysis/catalogue.ts'
import { problemText, metadataOf, rulesOf } from '../../src/analysis/rule-set.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { RULES, ruleFolder, ruleText, VOCABULARY } from './helpers.ts'

const INTERVAL = 'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}'
const TAGS = `catalogues:
  - {namespace: attack, title: A catalogue, version: '1', source: https://example.com/, ids: {t1070: Removal, t1070.006: Times}}
means: {email: [attack.t1070]}`
const load = (tags: string, file = TAGS) =>
  loadRules(
    [ruleFolder({ 'email/a.yaml': `${ruleText('a', INTERVAL)}\ntags: [${tags}]\n`, 'tags.yaml': file })],
    VOCABULARY,
  )

describe('a tag', () => {
  test.each([
    ['attack.t1070.006', undefined],
    ['email, house-rule', undefined],
    ['cve.2021-1', undefined],
    ['attack.t1070.007', /a\.yaml:\d+:8: no tags\.yaml holds attack\.t1070\.007.*; did you mean attack\.t1070\.006\?/],
    ["'Time Stomp'", /a\.yaml:\d+:8: a tag is lower-case words/],
  ])('%s', async (tags, fault) => {
    const { problems, intervals } = await load(tags)
    expect(problems.map(problemText)).toEqual(fault === undefined ? [] : [expect.stringMatching(fault)])
    expect(intervals).toHaveLength(fault === undefined ? 1 : 0)
  })

  test('of our own brings the ids that it stands for, and none of them changes the hash', async () => {
    const [plain, tagged] = [await load('house'), await load('email')]
    expect(tagged.intervals[0]?.tags).toEqual(['email', 'attack.t1070'])
    expect(tagged.hash).toBe(plain.hash)
  })

  test('file that is wrong is one line, and the rules run', async () => {
    const { problems, intervals } = await load('email', 'catalogs: []')
    expect(problems.map(problemText)).toEqual([
      expect.stringMatching(/tags\.yaml:1:1: unknown key "catalogs"; did you mean "catalogues"\?/),
    ])
    expect(intervals).toHaveLength(1)
  })
})

describe('the shipped rules', async () => {
  const rules = await loadRules([RULES], vocabularyOf(ingesters))
  const all = rulesOf(rules).map((rule) => metadataOf(rule))

  test('load without a problem, and every one has a tag', () => {
    expect(rules.problems.map(problemText)).toEqual([])
    expect(all.filter(({ tags }) => tags.length === 0).map(({ id }) => id)).toEqual([])
  })

  test('every catalogue says where and in which version its ids were read', () => {
    expect(rules.tags.map(({ namespace }) => namespace)).toEqual(['attack', 'solve-it'])
    for (const { version, source } of rules.tags) {
      expect(version).toMatch(/\d{4}-\d\d-\d\d/)
      expect(source).toMatch(/^https:\/\//)
    }
  })

  test('the rule on times of files in archives bears Timestomp', () => {
    expect(all.find(({ id }) => id === 'member-newer-than-asserted')?.tags).toContain('attack.t1070.006')
    expect(tagTitles(rules.tags).get('attack.t1070.006')).toBe('Timestomp')
  })
})
