// Detectors from outside: they run in a process of their own, find what shipped ones would, and whatever one does the others go on.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { only, problemText, rulesOf, type RuleSet } from '../../src/analysis/rule-set.ts'
import { testRules } from '../../src/analysis/test-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { analyzed, ruleFolder } from './helpers.ts'
import { UNLOADABLE, WORKS, WRONG, detectorText } from './own-detectors.ts'

const vocabulary = vocabularyOf(ingesters)
const load = (files: Readonly<Record<string, string>>): Promise<RuleSet> => loadRules([ruleFolder(files)], vocabulary)
const filed = (all: readonly (readonly [string, string, string, RegExp])[]) =>
  Object.fromEntries(all.map(([, id, text]) => [`email/${id}.detector.ts`, text]))
const temporary = mkdtempSync(join(tmpdir(), 'anachron-own-detector-'))
vi.stubEnv('TMPDIR', temporary)
afterAll(() => rmSync(temporary, { recursive: true }))
/** Folders that hold what a detector was handed. */
const left = () => readdirSync(temporary).filter((name) => existsSync(join(temporary, name, 'groups')))

const MAILS = [
  { artifact: 'a', kind: 'email.date', time: '2020-01-01T00:00:00Z', traits: { 'email.mailer': 'House 2021' } },
  { artifact: 'b', kind: 'email.date', time: '2022-01-01T00:00:00Z', traits: { 'email.mailer': 'House 2021' } },
]

describe('a detector beside a laboratory’s own rules', () => {
  test('finds what it describes, and its examples come out', async () => {
    const rules = await load({ 'email/year.detector.ts': detectorText('year', WORKS) })
    expect(rules.problems).toEqual([])
    const { findings, coverage, diagnostics } = analyzed(MAILS, rules)
    expect(diagnostics).toEqual([])
    expect(findings.map(({ rule, observed, artifact }) => [rule, artifact.label, observed])).toEqual([
      ['year', 'a', 'The mail of 2020 bears House 2021.'],
    ])
    expect(coverage).toMatchObject([{ rule: 'year', applied: 2, broken: 1 }])
    expect(testRules(rules, vocabulary).map(({ fault }) => fault)).toEqual([undefined, undefined])
  })

  test('sees lazily, and twice if it likes, a group of many artifacts', async () => {
    const count = `*detect(group) {
      let [n, first] = [0, undefined]
      for (const artifact of group.artifacts) { first ??= artifact; n++ }
      for (const _ of group.artifacts) n++
      yield { artifact: first, events: [{ role: 'stated', event: first.events[0] }], values: { year: String(n), mailer: '' } }
    },`
    const text = detectorText('many', count).replace("join: 'artifact'", "join: 'evidence'")
    const rules = await load({ 'email/many.detector.ts': text })
    const items = Array.from({ length: 3000 }, (_, i) => ({
      artifact: `m${i}`,
      kind: 'email.date',
      time: '2020-01-01T00:00:00Z',
    }))
    expect(analyzed(items, rules).findings.map(({ observed }) => observed)).toEqual(['The mail of 6000 bears .'])
  })

  test('changes the rule set’s hash when its text changes', async () => {
    const [a, b] = [detectorText('year', WORKS), detectorText('year', WORKS.replace('year > stated', 'year >= stated'))]
    const [x, y] = [await load({ 'email/year.detector.ts': a }), await load({ 'email/year.detector.ts': b })]
    expect(x.hash).not.toBe(y.hash)
  })
})

describe('one that goes wrong', async () => {
  const rules = await load({ ...filed(WRONG), 'email/year.detector.ts': detectorText('year', WORKS) })
  test.concurrent.each(WRONG)(
    '%s: it is named, and the others run',
    (_, id, __, says) => {
      expect(rules.problems.map(problemText)).toEqual([])
      const rule = rulesOf(rules).find((one) => one.type === 'detector' && one.detector.id === id)
      if (rule === undefined) throw new Error(`${id} did not load`)
      const year = rules.detectors.filter((one) => one.id === 'year')
      const alone = only(rule, rules)
      const { findings, diagnostics } = analyzed(MAILS, { ...alone, detectors: [...alone.detectors, ...year] })
      expect(diagnostics[0]).toMatch(says)
      expect(findings.map((one) => one.rule)).toContain('year')
    },
    40_000,
  )

  test('nothing of the evidence stays in the folder for temporary files', () => {
    expect(left()).toEqual([])
  })
})

describe('one that cannot be loaded', async () => {
  const rules = await load({ ...filed(UNLOADABLE), 'email/year.detector.ts': detectorText('year', WORKS) })
  const problems = rules.problems.map(problemText)
  test.each(UNLOADABLE)('%s: one line with its place', (_, id, __, says) => {
    expect(problems.filter((one) => one.includes(`/${id}.detector`))).toEqual([expect.stringMatching(says)])
  })

  test('does not keep the others from loading', () => {
    expect(rules.detectors.map(({ id }) => id)).toEqual(['year'])
  })
})

test('no file can be written by way of what is left to a detector', async () => {
  const target = join(tmpdir(), 'anachron-written-by-a-detector')
  const tries = [
    `new Function('return import("node:fs")')().then((fs) => fs.writeFileSync('${target}', ''))`,
    `globalThis.process?.getBuiltinModule('node:fs').writeFileSync('${target}', '')`,
    `(async () => { (await import('node:module')).createRequire(import.meta.url)('node:fs').writeFileSync('${target}', '') })()`,
    `(() => { try { require('node:fs').writeFileSync('${target}', '') } catch {} })()`,
  ]
  const before = tries.map((one) => `await Promise.resolve().then(() => ${one}).catch(() => {})`).join('\n')
  await load({ 'email/year.detector.ts': detectorText('year', WORKS, { before }) })
  expect(existsSync(target)).toBe(false)
})
