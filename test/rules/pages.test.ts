// The pages made from the rules: one each, reachable from the index, with tables that are tables; hours-of-recording names holidays.
import { describe, expect, test } from 'vitest'
import { tagTitles } from '../../src/analysis/catalogue.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { metadataOf, rulesOf, type RuleSet } from '../../src/analysis/rule-set.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { FORBIDDEN } from '../../src/analysis/wording.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { rulePages } from '../../scripts/rule-pages.ts'
import { RULES } from '../analysis/helpers.ts'
import { groupOf, run } from './detector-group.ts'
import hours from '../../rules/database/hours-of-recording.detector.ts'

const rules = await loadRules([RULES], vocabularyOf(ingesters))
const pages = new Map(rulePages(rules).map(({ file, text }) => [file, text]))
const index = pages.get('README.md') ?? ''

describe('the pages of the rules', () => {
  test('are one a rule and family, and the index', () => {
    expect([...pages.keys()].sort()).toEqual(
      ['README.md', ...rulesOf(rules).map((rule) => `${metadataOf(rule).id}.md`)].sort(),
    )
  })

  test('are each linked by artifact and by level', () => {
    const [byArtifact = '', byLevel = ''] = [/## By artifact([^]*?)\n## /, /## By level([^]*?)\n## /].map(
      (part) => part.exec(index)?.[1] ?? '',
    )
    const missing = [...pages.keys()].filter(
      (file) => file !== 'README.md' && !(byArtifact.includes(`(${file})`) && byLevel.includes(`(${file})`)),
    )
    expect(missing).toEqual([])
  })

  test('have what a reader asks for', () => {
    const heads = ['What is compared', 'What a finding says', 'Innocent causes', 'How often genuine evidence shows it']
    for (const [file, text] of pages)
      if (file !== 'README.md')
        for (const head of [...heads, 'Examples', 'References', 'Tags']) expect(text, file).toContain(`\n## ${head}\n`)
  })

  test('have as many cells in each row of a table as in its head', () => {
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length
    for (const [file, text] of pages)
      for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
        const [head = '', ...rows] = block.trimEnd().split('\n')
        for (const row of rows) expect(cells(row), `${file}: ${row}`).toBe(cells(head))
      }
  })

  test('pass no verdict in our own words; titles of other catalogues stand as they are', () => {
    const titles = [...tagTitles(rules.tags).values()]
    for (const [file, text] of pages)
      expect(
        titles.reduce((rest, title) => rest.replaceAll(title, ''), text),
        file,
      ).not.toMatch(FORBIDDEN)
  })

  test('hold a rule whose words are Markdown', () => {
    const [rule] = rules.intervals
    if (rule === undefined) throw new Error('there is no interval')
    const odd = { ...rule, title: '<b>a|b</b>', falsepositives: [{ id: 'x', text: 'a | b\nc <i>', tests: [] }] }
    const set: RuleSet = { ...rules, intervals: [odd], orders: [], agrees: [], families: [], detectors: [] }
    const text = rulePages(set).map((page) => page.text)
    expect(text.join('')).toContain('| `x` | a \\| b c \\<i\\> | stays open |')
    expect(text.join('')).not.toContain('<b>')
  })
})

test('hours-of-recording names the public holidays of rules.yaml, and nothing without them', () => {
  const [broken] = hours.examples.flatMap((example) => ('breaks' in example ? [example.breaks] : []))
  if (broken === undefined) throw new Error('it has no example')
  const said = (holidays: Readonly<Record<string, string>>) =>
    run(hours, groupOf(broken, hours), { holidays })?.map(({ values }) => values['holidays'])
  expect(said({})).toEqual([''])
  expect(said({ '2016-03-25': 'Good Friday', '1999-01-01': 'New Year' })).toEqual([
    ' On public holidays that rules.yaml names: 1 (2016-03-25, Good Friday).',
  ])
})
