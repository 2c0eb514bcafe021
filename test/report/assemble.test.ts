/** A case read into a report. */
import { expect, test } from 'vitest'
import { bookmark, dispose, judgeAlternative, switchOff } from '../../src/case/notes.ts'
import { assemble, findingIds, reportedFinding, type Circumstances } from '../../src/report/assemble.ts'
import { reportSchema, type Report } from '../../src/report/contract.ts'
import { A, finding, smallCase } from './case.ts'

const given: Circumstances = {
  tool: {
    name: 'anachron',
    version: '0.1.0',
    commit: 'abc',
    rules: A,
    node: '24',
    icu: '77',
    tzdata: '2026a',
    platform: 'linux',
  },
  run: {
    command: 'scan',
    options: { paths: ['/somewhere/a.eml', 'z.db'], report: '/somewhere/report', 'fail-on': 'high' },
    started: '2026-01-01T00:00:00.000000Z',
    finished: '2026-01-01T00:00:01.000000Z',
    quotesContent: false,
  },
  reproducible: false,
}
const read = (change: Partial<Circumstances> = {}): Report => assemble(smallCase(), { ...given, ...change }).report

test('what is read fits the contract', () => {
  expect(() => reportSchema.parse(JSON.parse(JSON.stringify(read())))).not.toThrow()
})

test('findings are sorted by root, path, locator and rule', () => {
  expect(read().findings.map(({ id }) => id)).toEqual(['01', '00', '04', '03', '02'])
})

test('a file that a backup names bears that name in the list of evidence and in its findings, and no other does', () => {
  const db = smallCase()
  const { root, target } = db
    .prepare<[], { root: number; target: number }>(
      `SELECT e.root, MIN(a.id) AS target FROM evidence e JOIN artifact a ON a.root = e.root AND a.evidence = e.id
       WHERE e.path = 'a.eml' GROUP BY e.root`,
    )
    .get() ?? { root: 0, target: 0 }
  db.prepare(
    `INSERT INTO artifact SELECT root, 999, evidence, 'row', locator, 'row', 'HomeDomain/a.eml', NULL, NULL FROM artifact WHERE root = ? AND id = ?`,
  ).run(root, target)
  db.prepare(`INSERT INTO link VALUES ('names', ?, 999, ?, ?)`).run(root, root, target)
  const { evidence, findings } = assemble(db, given).report
  expect(evidence.filter((one) => one.nameInBackup === 'HomeDomain/a.eml').map((one) => one.path)).toEqual(['a.eml'])
  const ids = findings.filter((one) => one.evidence === 'a.eml').map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(0)
  expect(findings.filter((one) => one.nameInBackup === 'HomeDomain/a.eml').map(({ id }) => id)).toEqual(ids)
  for (const id of ids) expect(reportedFinding(db, id)?.nameInBackup).toBe('HomeDomain/a.eml')
})

test('the order of commits changes nothing', () => {
  const [one, other] = [assemble(smallCase(true), given), assemble(smallCase(), given)]
  expect(one.report).toEqual(other.report)
  expect(one.timeline()).toEqual(other.timeline())
})

test('a time without bound is absent, the others are ISO 8601 with six decimals', () => {
  const [finding] = JSON.parse(JSON.stringify(read().findings)) as Report['findings']
  expect(finding?.claimed).toEqual({ to: '2019-03-14T09:26:53.000000Z' })
  expect(finding?.claimedBy).toBe('Date')
  expect(finding?.notBefore).toBe('2022-02-11T00:00:00.000000Z')
  expect(finding).not.toHaveProperty('notAfter')
  expect(finding).not.toHaveProperty('baseline')
})

test('an examiner’s note stands beside its finding and removes nothing', () => {
  expect(read().findings).toHaveLength(5)
  expect(read().findings.find(({ id }) => id === '00')?.disposition).toEqual([
    { kind: 'confirmed', text: 'asked', by: 'M. Example', at: '2026-01-01T00:00:00.000000Z' },
  ])
})

test('an alternative that an examiner judged says so, and what the analysis had said', () => {
  const db = smallCase()
  db.exec(`UPDATE finding SET body = replace(body, '"alternatives":[]',
    '"alternatives":[{"id":"fast-clock","text":"a clock ran ahead","state":"open","because":"no reply"}]')`)
  judgeAlternative(db, 'M. Example', '01', 'fast-clock', 'excluded', 'the provider answered', new Date(0))
  const [judged] = assemble(db, given).report.findings
  expect(judged?.alternatives).toEqual([
    {
      id: 'fast-clock',
      text: 'a clock ran ahead',
      state: 'excluded',
      because: 'the provider answered',
      judged: { by: 'M. Example', at: '1970-01-01T00:00:00.000000Z', analysis: 'open', analysisBecause: 'no reply' },
    },
  ])
})

test('bookmarks, and rules switched off since the analysis, stand in the report; without any there is no word of it', () => {
  expect(read()).not.toHaveProperty('work')
  const db = smallCase()
  bookmark(db, 'M. Example', 'a.eml', 'the third mail', new Date(0))
  switchOff(db, 'M. Example', 'rule-a', 'disputed', new Date(0))
  const { report } = assemble(db, given)
  expect(report.work).toEqual({
    changes: [],
    bookmarks: [{ subject: 'a.eml', name: 'the third mail', by: 'M. Example', at: '1970-01-01T00:00:00.000000Z' }],
    pending: [{ rule: 'rule-a', to: 'off', because: 'disputed' }],
  })
  expect(() => reportSchema.parse(JSON.parse(JSON.stringify(report)))).not.toThrow()
})

test('a change says what is not as it was, and the examiner’s words on a finding that is gone stand with it', () => {
  const db = smallCase()
  dispose(db, 'M. Example', '01', 'explained', 'a clock ran ahead', new Date(0))
  const change = db.prepare('INSERT INTO change VALUES (?, ?, ?)')
  change.run('ff', 'gone', JSON.stringify(finding('ff', 'rule-q', 'high')))
  change.run('00', 'changed', JSON.stringify({ ...finding('00', 'rule-b', 'low'), observed: 'other' }))
  change.run('01', 'new', '')
  const { changes } = assemble(db, given).report.work ?? {}
  expect(changes?.map(({ what, id, before, now, fields }) => [what, id, before, now, fields])).toEqual([
    ['changed', '00', 'low', 'high', ['level', 'observed']],
    ['new', '01', undefined, 'low', []],
    ['gone', 'ff', 'high', undefined, []],
  ])
  expect(changes?.[1]?.disposition).toHaveLength(1)
})

test('coverage names every evidence that was not wholly examined, with reasons and how many more there are', () => {
  const { counts, incomplete } = read().coverage.evidence
  expect(counts).toEqual({ examined: 1, partly: 1, unknown: 0, unreadable: 1, 'not-examined': 0 })
  expect(incomplete.map(({ path, status, more }) => [path, status, more])).toEqual([
    ['a.eml/x.pdf', 'unreadable', 0],
    ['z.db', 'partly', 5],
  ])
  expect(incomplete[0]?.reasons).toEqual(['it ends early'])
  expect(incomplete[1]?.reasons).toHaveLength(20)
})

test('a dating names all writers on whom its bounds depend, once', () => {
  expect([...read().datings][0]?.dependsOn).toEqual(['Date', 'exhibit list', 'mx.example.com'])
})

test('totals and log are those of the case', () => {
  const { totals, log } = read()
  expect(totals).toEqual({
    evidence: 3,
    artifacts: 2,
    events: 4,
    traits: 0,
    findings: { informational: 1, low: 1, medium: 2, high: 1, critical: 0 },
  })
  expect(log).toEqual({ entries: 2, lastHash: 'second' })
})

test('a reproducible report names no time of the run, no machine and no folder of it', () => {
  const text = JSON.stringify(read({ reproducible: true }))
  expect(text).not.toMatch(/somewhere|linux|2026a|second|started|finished|"commit"|"node"|"icu"/)
  expect(read({ reproducible: true }).run.options).toEqual({
    paths: ['a.eml', 'z.db'],
    report: 'report',
    'fail-on': 'high',
  })
})

test('a report never says where on the machine the evidence lies', () => {
  expect(JSON.stringify(read().evidence)).not.toContain('somewhere')
})

test.each([
  ['the hash it was received with', { path: 'a.eml', sha256: A }, 'matches'],
  ['another hash', { path: 'a.eml', sha256: 'b'.repeat(64) }, 'differs'],
  ['a hash, but the file could not be read', { path: 'a.eml/x.pdf', sha256: A }, 'differs'],
  ['no hash', { path: 'z.db' }, 'no hash stated'],
  ['a path that was not examined', { path: 'other.eml', sha256: A }, 'not found'],
  ['everything', { path: '.' }, 'no hash stated'],
])('an exhibit with %s', (_, entry, state) => {
  const exhibits = { sha256: A, list: [{ exhibit: 'B-1', ...entry }] }
  expect(read({ exhibits }).run.exhibits?.list[0]?.state).toBe(state)
})

test('one finding can be read alone, and one that is not there is none', () => {
  expect(reportedFinding(smallCase(), '00')?.disposition).toHaveLength(1)
  expect(reportedFinding(smallCase(), '01')?.rule).toBe('rule-a')
  expect(reportedFinding(smallCase(), 'ff')).toBeUndefined()
})

test('findings are found by the beginning of their id', () => {
  expect(findingIds(smallCase(), '0')).toEqual(['00', '01', '02', '03', '04'])
  expect(findingIds(smallCase(), '03')).toEqual(['03'])
  expect(findingIds(smallCase(), "' OR 1=1")).toEqual([])
})

test('a body that no analysis writes is refused', () => {
  const db = smallCase()
  db.prepare(`UPDATE finding SET body = '{"level": "<script>"}' WHERE id = '00'`).run()
  expect(() => assemble(db, given)).toThrow()
})
