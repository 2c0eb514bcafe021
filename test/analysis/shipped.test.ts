// The shipped rules: all load without a problem, and every example comes out as it says.
import { expect, it } from 'vitest'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { testRules } from '../../src/analysis/test-rules.ts'
import { problemText } from '../../src/analysis/rule-set.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { RULES } from './helpers.ts'

const vocabulary = vocabularyOf(ingesters)
const rules = await loadRules([RULES], vocabulary)

it('all shipped rules load', () => {
  expect(rules.problems.map(problemText)).toEqual([])
})

it('every example of every shipped rule comes out as it says', () => {
  const results = testRules(rules, vocabulary)
  expect(results.length).toBeGreaterThan(0)
  expect(results.filter(({ fault }) => fault !== undefined)).toEqual([])
})
