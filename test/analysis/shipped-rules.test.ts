// The copy of the shipped rules that the build keeps says what the folder says, and nothing but that folder as it was is read from it.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { knowledgeOf } from '../../src/analysis/knowledge.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import { contentOf, shippedRules } from '../../src/analysis/shipped-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { RULES } from './helpers.ts'

/** Functions are those of two modules with the same text. */
const withoutCode = (set: RuleSet): object => ({
  ...set,
  knowledge: knowledgeOf(set),
  detectors: set.detectors.map((detector) => ({ ...detector, detect: undefined })),
})

it('holds the very rules that loading the folder gives', async () => {
  const copy = await shippedRules(RULES)
  if (copy === undefined) throw new Error('the rules were changed since the last build: npm run build')
  expect(withoutCode(copy)).toEqual(withoutCode(await loadRules([RULES], vocabularyOf(ingesters))))
})

it('gives each detector its own function', async () => {
  const copy = await shippedRules(RULES)
  const loaded = await loadRules([RULES], vocabularyOf(ingesters))
  const code = (set: RuleSet | undefined): readonly string[] =>
    (set?.detectors ?? []).map((one) => ('detect' in one ? `${one.id} ${one.detect.name}` : one.id))
  expect(code(copy)).toEqual(code(loaded))
})

it('is not read for any other folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-rules-'))
  try {
    cpSync(RULES, folder, { recursive: true })
    expect(contentOf(folder).digest).toBe(contentOf(RULES).digest)
    expect(await shippedRules(folder)).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it.each([
  ['a rule', 'email/received-before-sent.yaml'],
  ['a fact', 'facts/another.yaml'],
  ['a detector', 'email/another.detector.ts'],
  ['a profile', 'profiles/another.yaml'],
  ['the base rates', 'baselines.json'],
  ['what switches rules off', 'rules.yaml'],
])('is another folder once %s differs', (_, path) => {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-rules-'))
  try {
    cpSync(RULES, folder, { recursive: true })
    writeFileSync(join(folder, path), '# another text\n')
    expect(contentOf(folder).digest).not.toBe(contentOf(RULES).digest)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
