// An analysis that looks at a case while it is being read finds what one afterwards finds, in whatever order files are done.
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { AnalysisBeside, analyze } from '../../src/analysis/analyze.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import { fill } from '../../src/case/fill.ts'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { RULES, VOCABULARY } from './helpers.ts'

const SAMPLES = join(import.meta.dirname, '../../samples')
let rules: RuleSet
beforeAll(async () => {
  rules = await loadRules([RULES], VOCABULARY)
})

const STORIES = ['disputed-ledger', 'honest-twins/migrated', 'honest-twins/merged-branches']
const filled = (db: CaseDatabase, tell: (root: number) => void) =>
  fill({
    db,
    paths: STORIES.map((story) => join(SAMPLES, story)),
    exhibits: [],
    limits: DEFAULT_LIMITS,
    wanted: 'all',
    workers: 0,
    onRoots: (roots) => roots.forEach(tell),
  })

const WRITTEN = ['finding', 'finding_event', 'fact_match', 'dating', 'coverage', 'link', 'change']
const found = (db: CaseDatabase): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(WRITTEN.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]))

/** Tells the roots later than they are read, and in another order. */
function outOfOrder(tell: (root: number) => void, together: number): { add: (root: number) => void; end: () => void } {
  let held: number[] = []
  const end = (): void => {
    for (const root of held.reverse()) tell(root)
    held = []
  }
  return {
    add: (root) => {
      held.push(root)
      if (held.length >= together) end()
    },
    end,
  }
}

describe('an analysis beside the reading', () => {
  test.each([1, 7, 10_000])('finds the same, told of %i files at a time', async (together) => {
    const [one, other] = [memoryCase(), memoryCase()]
    await filled(one.db, () => undefined)
    analyze(one.db, rules)
    let begun: AnalysisBeside | undefined
    const beside = (): AnalysisBeside => (begun ??= new AnalysisBeside(other.db, rules))
    const told = outOfOrder((root) => beside().read([root]), together)
    await filled(other.db, told.add)
    told.end()
    const looked = Number(other.db.prepare('SELECT count(*) FROM dating').pluck().get())
    beside().finish()
    expect(found(other.db)).toEqual(found(one.db))
    expect(looked, 'mails looked at before the end').toBeGreaterThan(2)
    one.close()
    other.close()
  })

  test('is for a case in which nothing was read nor found', async () => {
    const { db, close } = memoryCase()
    expect(AnalysisBeside.isNew(db)).toBe(true)
    analyze(db, rules)
    expect(AnalysisBeside.isNew(db)).toBe(false)
    db.exec('DELETE FROM coverage')
    expect(AnalysisBeside.isNew(db)).toBe(true)
    await filled(db, () => undefined)
    expect(AnalysisBeside.isNew(db)).toBe(false)
    close()
  })
})
