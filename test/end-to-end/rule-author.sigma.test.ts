// Exported Sigma rules find elsewhere what the facts find here: they run over the lines of `anachron timeline`, by an evaluator that knows
// no more than the modifiers they use (Sigma modifiers appendix 2.1.0).
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { anachron, emptyFolder, linesOf, SAMPLES } from './program.ts'

const folder = emptyFolder()
const file = join(folder, 'ledger.case')
const rule = z.object({
  title: z.string(),
  detection: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))])),
})
type Rule = z.infer<typeof rule>
type Line = Readonly<Record<string, unknown>>
const read = z.record(z.string(), z.unknown())

/** `value and not but and 1 of outside_*`, whichever of these a rule has. */
function reports({ detection }: Rule, line: Line): boolean {
  const holds = (name: string): boolean =>
    Object.entries(detection[name] ?? {}).every(([key, is]) => fits(line, key, is))
  const outside = Object.keys(detection).filter((name) => name.startsWith('outside_'))
  return (
    holds('value') &&
    !('but' in detection && holds('but')) &&
    (outside.length === 0 || outside.some((name) => holds(name)))
  )
}
function fits(line: Line, key: string, is: unknown): boolean {
  const [field = '', ...modifiers] = key.split('|')
  const values = [line[field] ?? []].flat().map(String)
  const plain = String(is).replace(/\\(?=[\\*?]|$)/g, '')
  if (modifiers.includes('lt')) return values.some((value) => Number(value) < Number(is))
  if (modifiers.includes('gte')) return values.some((value) => Number(value) >= Number(is))
  if (modifiers.includes('re')) return values.some((value) => new RegExp(String(is)).test(value))
  return values.some((value) => (modifiers.includes('startswith') ? value.startsWith(plain) : value === plain))
}

beforeAll(async () => {
  await anachron(['ingest', file, join(SAMPLES, 'disputed-ledger/act-3')])
})

test('the submission id of another time is reported at the line that bears it, and at no other', async () => {
  const exported = await anachron(['rules', 'export-sigma', 'gmail-submission-id'])
  const rules = parseAllDocuments(exported.stdout).map((document) => rule.parse(document.toJS()))
  const timeline = await anachron(['timeline', file, '--format', 'jsonl'])
  const lines = linesOf(timeline.stdout).map((line) => read.parse(JSON.parse(line)))
  const hits = rules.flatMap((one) =>
    lines.filter((line) => reports(one, line)).map((line) => [one.title, line['evidence']]),
  )
  expect(hits).toEqual([
    [
      'Gmail submission id, generation 2: 32 hex digits before sm: Gmail submission id of another time',
      'mail-3-copy-a.eml',
    ],
  ])
})

test('table and CSV stay as they are: the traits stand in the JSON lines alone', async () => {
  for (const format of ['table', 'csv']) {
    const { stdout } = await anachron(['timeline', file, '--format', format])
    expect(stdout).toContain('email.received')
    expect(stdout).not.toContain('email.received.gmail-submission-id')
  }
})
