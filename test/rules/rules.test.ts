// Set tests over all rules: what every rule file must keep to (rules/README.md).
import { describe, expect, test } from 'vitest'
import { patternFault } from '../../src/analysis/safe-pattern.ts'
import { CHECKED } from '../../src/analysis/signature-check.ts'
import { FORBIDDEN, PLACEHOLDERS, placeholdersIn } from '../../src/analysis/wording.ts'
import { EMAIL_EMITS } from '../../src/ingest/email/email-vocabulary.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import type { Selector } from '../../src/analysis/rule-language.ts'
import { detectors, everything, families, kindOf, parseRule, ruleDocuments } from './rule-files.ts'

test('there are at least thirty rules besides the families of facts', () => {
  expect(ruleDocuments.length + detectors.length).toBeGreaterThanOrEqual(30)
})

describe.each(ruleDocuments)('$file', ({ value }) => {
  test('parses with the schema of its kind', () => {
    expect(() => parseRule(value)).not.toThrow()
  })
})

describe.each(everything)('$rule.id in $file', ({ name, rule }) => {
  test('has the name of its file', () => {
    if (name !== undefined) expect(rule.id).toBe(name)
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  test('has examples that break it and examples that it holds on, each with a name of its own', () => {
    expect(rule.examples.some((example) => 'breaks' in example)).toBe(true)
    expect(rule.examples.some((example) => 'holds' in example)).toBe(true)
    const names = rule.examples.map((example) => example.name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('names a document or a measurement, and says what it is about', () => {
    expect(rule.references.filter((reference) => reference.trim().length > 8)).toEqual(rule.references)
    expect(rule.description.trim().length).toBeGreaterThan(40)
  })

  test('names innocent causes, none of them unknown, each with an id of its own', () => {
    const ids = rule.falsepositives.map((cause) => cause.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(rule.falsepositives.length).toBeGreaterThan(0)
    for (const { text } of rule.falsepositives) {
      expect(text.length).toBeGreaterThan(10)
      expect(text).not.toMatch(/unknown|none|n\/a/i)
    }
  })

  test('uses no word that passes a verdict', () => {
    const words = [
      rule.title,
      rule.description,
      rule.observed,
      rule.inferred ?? '',
      rule.notShown ?? '',
      ...rule.falsepositives.flatMap(({ text, tests }) => [text, ...tests.map((one) => one.because)]),
      ...rule.examples.map((example) => example.name),
    ]
    for (const text of words) expect(text).not.toMatch(FORBIDDEN)
  })

  test('declares no level above what its `says` allows', () => {
    if (rule.says === 'unusual') expect(['informational', 'low']).toContain(rule.level)
    if (rule.says === 'inconsistent') expect(rule.level).not.toBe('critical')
  })
})

test('ids are unique over rules, detectors and families', () => {
  const ids = everything.map(({ rule }) => rule.id)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
})

test.each(ruleDocuments)('$file uses only placeholders of its kind', ({ value }) => {
  const rule = parseRule(value)
  const known = PLACEHOLDERS[kindOf(value)]
  const used = [rule.observed, rule.inferred ?? '', rule.notShown ?? ''].flatMap(placeholdersIn)
  expect(used.filter((name) => !known.has(name))).toEqual([])
})

test.each(families)('$family.id uses only placeholders of facts', ({ family }) => {
  const used = [family.observed, family.inferred ?? '', family.notShown ?? ''].flatMap(placeholdersIn)
  expect(used.filter((name) => !PLACEHOLDERS.fact.has(name))).toEqual([])
})

describe('kinds and traits', () => {
  const emits = [...ingesters.map((ingester) => ingester.emits), EMAIL_EMITS]
  const kinds = new Set([
    ...emits.flatMap(({ events }) => Object.keys(events)),
    ...['claim', 'assertion.made', 'assertion.untouched-since', 'exhibit.received'],
  ])
  // What ingesters emit, and what the analysis makes of it.
  const traits = new Set([...emits.flatMap((one) => Object.keys(one.traits)), ...Object.values(CHECKED)])
  const unknownIn = (selector: Selector) => [
    ...[selector.kind].flat().filter((kind) => !kinds.has(kind)),
    ...Object.keys(selector.with ?? {})
      .map((field) => field.split('|')[0] ?? '')
      .filter((key) => !traits.has(key)),
  ]

  test.each(ruleDocuments)('$file looks only at what ingesters emit', ({ value }) => {
    const rule = parseRule(value)
    const selectors =
      'interval' in rule ? [rule.interval.from, rule.interval.to] : 'order' in rule ? [rule.order.of] : []
    const keys = 'agree' in rule ? [rule.agree.left, rule.agree.right] : []
    expect([...selectors.flatMap(unknownIn), ...keys.filter((key) => !traits.has(key))]).toEqual([])
    const patterns = selectors.flatMap(({ with: fields }) =>
      Object.entries(fields ?? {}).flatMap(([field, text]) => (field.endsWith('|re') ? [String(text)] : [])),
    )
    expect(patterns.flatMap((pattern) => patternFault(pattern) ?? [])).toEqual([])
  })

  test.each(detectors)('$file asks only for what ingesters emit', ({ detector }) => {
    expect(detector.select.events.filter((kind) => !kinds.has(kind))).toEqual([])
    expect(detector.select.traits.filter((key) => !traits.has(key))).toEqual([])
  })

  test.each(families)('the facts of $family.id are about a trait that an ingester emits', ({ family }) => {
    expect([...traits]).toContain(family.trait)
  })

  test('tests of innocent causes look only at what ingesters emit', () => {
    const unknown = everything.flatMap(({ rule }) =>
      rule.falsepositives.flatMap(({ tests }) =>
        tests.flatMap(({ when }) => ('trait' in when ? (traits.has(when.trait) ? [] : [when.trait]) : unknownIn(when))),
      ),
    )
    expect(unknown).toEqual([])
  })
})
