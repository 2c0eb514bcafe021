/** The JSON report is a contract: what is written fits the schema, and the published schema is that of the code. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { reportSchema } from '../../src/report/contract.ts'
import json from '../../src/report/json.report.ts'
import { input, report } from './fixture.ts'

const written = (): unknown => JSON.parse([...json.write(input)].join(''))

test('what the JSON report writes fits its schema and loses nothing', () => {
  const read = written()
  expect(reportSchema.parse(read)).toEqual(JSON.parse(JSON.stringify(report)))
})

test('the published schema accepts the report and refuses one of another version', () => {
  const published = z.fromJSONSchema(
    z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync('src/report/report.schema.json', 'utf8'))),
  )
  const read = z.record(z.string(), z.unknown()).parse(written())
  expect(published.safeParse(read).success).toBe(true)
  expect(published.safeParse({ ...read, schema: 2 }).success).toBe(false)
})

test('the published schemas are not stale', () => {
  expect(() => execFileSync(process.execPath, ['scripts/schemas.ts', '--check'], { stdio: 'pipe' })).not.toThrow()
})

test.each([
  ['a time with three decimals', { notBefore: '2022-02-11T00:00:00.000Z' }],
  ['a time with an offset', { notBefore: '2022-02-11T00:00:00.000000+01:00' }],
  ['a level that is no level', { level: 'severe' }],
  ['a field that is not in the contract', { likelihood: 0.99 }],
  ['a hash that is none', { sha256: 'abc' }],
])('%s is refused', (_, change) => {
  const [first] = report.findings
  expect(reportSchema.safeParse({ ...report, findings: [{ ...first, ...change }] }).success).toBe(false)
})
