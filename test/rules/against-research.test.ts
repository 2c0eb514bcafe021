// The comparison of facts with the research: what agrees, what differs, and a window that does not hold a sighting.
import { expect, test } from 'vitest'
import { againstDocuments, againstMeasured, missingFrom } from '../../scripts/research/compare.ts'
import type { Measured } from '../../scripts/research/research.ts'
import { families } from './rule-files.ts'
import type { Fact, FactFamily } from '../../src/analysis/rule-language.ts'

const some = families.find(({ family }) => family.id === 'gm-gg')?.family
const family = (trait: string, facts: readonly Fact[]): FactFamily => {
  if (some === undefined) throw new Error('no family of facts')
  return { ...some, trait, facts: [...facts], type: 'fact' }
}
const seen = (first: string, last: string, anywhere: [string, string]): Fact => ({
  id: 'gm-gg-asbg',
  title: 'X-Gm-Gg begins with ASbG',
  prefix: 'ASbG',
  seen: {
    first,
    last,
    n: 9,
    edge: { first: 'hard', last: 'hard' },
    grade: 'A',
    anywhere,
    heldOut: { n: 20, outside: 0, beyond30Days: 0 },
  },
})
const research: Measured = {
  trait: 'email.x-gm-gg.prefix',
  pattern: '^ASbG',
  title: 'the prefix ASbG',
  first: '2024-09-06',
  last: '2025-12-11',
  edge: { first: 'hard', last: 'hard' },
  grade: 'A',
  seen_anywhere: ['2024-08-29', '2025-12-11'],
}
const verdictOf = (fact: Fact): string =>
  againstMeasured(family(research.trait, [fact]), [research])
    .map(({ verdict, what }) => `${verdict} ${what}`.trim())
    .join()

test.each([
  ['the same days', seen('2024-09-06', '2025-12-11', ['2024-08-29', '2025-12-11']), 'agrees'],
  [
    'another day',
    seen('2024-09-07', '2025-12-11', ['2024-08-29', '2025-12-11']),
    'differs first 2024-09-07 (hard), research 2024-09-06 (hard)',
  ],
  [
    'a window that a sighting lies outside of',
    seen('2024-09-06', '2025-12-11', ['2024-09-06', '2025-12-11']),
    'differs begins at 2024-09-06, but was seen on 2024-08-29',
  ],
] as const)('%s', (_, fact, expected) => {
  expect(verdictOf(fact)).toBe(expected)
})

test('a fact that the research does not have is absent, and one of the research that we do not have is missing', () => {
  const other = { ...seen('2024-09-06', '2025-12-11', ['2024-08-29', '2025-12-11']), prefix: 'AAAA' }
  expect(verdictOf(other)).toBe('absent')
  expect(missingFrom([family(research.trait, [other])], [research])).toEqual([research])
})

test('a version is held against the day of that version, not against that of its system', () => {
  const fact: Fact = {
    id: 'apple-system-18-1',
    title: 'iOS or iPadOS 18.1',
    equals: '18.1',
    documented: { from: '2024-06-30', source: 'a list', standing: 'sourced' },
  }
  const day = (title: string, match: string, notBefore: string) => ({
    trait: 'image.software',
    title,
    match,
    notBefore,
    notAfter: null,
  })
  const known = [
    day('Software: iOS 18', '^18\\.\\d+$', '2024-06-10'),
    day('Software: iOS 18.1', '^18\\.1$', '2024-09-13'),
  ]
  expect(againstDocuments(family('image.apple-system', [fact]), known)).toEqual([
    { family: 'gm-gg', id: 'apple-system-18-1', verdict: 'earlier', what: 'from 2024-06-30, research 2024-09-13' },
  ])
})
