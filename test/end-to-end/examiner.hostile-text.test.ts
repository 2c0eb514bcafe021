// The examiner reads evidence whose texts attack the reader: they arrive in every output, and do no harm there.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { reportSchema } from '../../src/report/contract.ts'
import { cells, HARMFUL, HOSTILE } from './hostile-text.ts'
import { anachron, emptyFolder, lay, linesOf, type Ran } from './program.ts'
import { snapshot } from './snapshot.ts'

const folder = emptyFolder()
const evidence = lay(join(folder, 'evidence'), HOSTILE)
const before = snapshot(evidence)
const report = join(folder, 'report')
const file = (extension: string): string => readFileSync(join(report, `report.${extension}`), 'utf8')
const caseFile = join(report, 'case.anachron')

let scan: Ran
const timeline = new Map<string, string>()
beforeAll(async () => {
  scan = await anachron(['scan', evidence, '--report', report, '--format', 'html,json,csv'])
  await Promise.all(
    ['table', 'csv', 'jsonl', 'bodyfile'].map(async (format) =>
      timeline.set(format, (await anachron(['timeline', caseFile, '--format', format])).stdout),
    ),
  )
})

/** Which of the numbered attacks stand in a text, in whatever escaped form. */
const arrived = (text: string): readonly number[] => [
  ...new Set([...text.matchAll(/HYPERLINK\(.{1,6}x.{1,6}\)(\d)/g)].map(([, n]) => Number(n))),
]
const OUTPUTS: readonly [name: string, text: () => string, attacks: readonly number[]][] = [
  ['standard output', () => scan.stdout, [1, 3, 7]],
  ['standard error', () => scan.stderr, [5, 8]],
  ['the HTML report', () => file('html'), [1, 3, 5, 6, 7, 8]],
  ['the JSON report', () => file('json'), [1, 3, 5, 6, 7, 8]],
  ['the CSV report', () => file('csv'), [1, 3, 6, 7]],
  ['the timeline as a table', () => timeline.get('table') ?? '', [1, 3, 5, 6, 7, 8]],
  ['the timeline as CSV', () => timeline.get('csv') ?? '', [1, 3, 5, 6, 7, 8]],
  ['the timeline as JSON lines', () => timeline.get('jsonl') ?? '', [1, 3, 5, 6, 7, 8]],
  ['the timeline as a bodyfile', () => timeline.get('bodyfile') ?? '', [1, 3, 5, 7, 8]],
]

describe('text that attacks the reader', () => {
  test.each(OUTPUTS)('%s quotes it, without a control or a hidden character', (_, text, attacks) => {
    expect(arrived(text())).toEqual(expect.arrayContaining([...attacks]))
    expect(HARMFUL.exec(text())).toBeNull()
  })

  test('the HTML report holds it as text only', () => {
    expect(file('html')).not.toMatch(/<img|<script>alert|onerror=alert\(1\)>/)
  })

  test.each([
    ['findings', () => file('csv')],
    ['timeline', () => timeline.get('csv') ?? ''],
  ])('no cell of the CSV of %s begins as a formula', (_, csv) => {
    const texts = cells(csv()).filter((cell) => !/^[-+]?\d+(\.\d+)?$/.test(cell))
    expect(texts.filter((cell) => cell.includes('HYPERLINK')).length).toBeGreaterThan(0)
    expect(texts.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  })

  test('the JSON report says the same text when it is read', () => {
    const { findings } = reportSchema.parse(JSON.parse(file('json')))
    expect(findings.map(({ artifact }) => artifact.label)).toContainEqual(
      expect.stringContaining('<script>alert(3)</script>'),
    )
  })

  test('each line of the bodyfile has its eleven fields', () => {
    for (const line of linesOf(timeline.get('bodyfile') ?? '')) expect(line.split('|')).toHaveLength(11)
  })

  test('an unread evidence stays one line on standard error', () => {
    expect(scan.exit).toBe(3)
    expect(linesOf(scan.stderr).map((line) => line.slice(0, 21))).toEqual([
      'anachron: broken.db: ',
      'anachron: members.zip',
    ])
  })

  test('the evidence is as it was', () => expect(snapshot(evidence)).toEqual(before))
})
