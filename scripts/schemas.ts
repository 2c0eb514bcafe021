// Writes the JSON schemas from the zod schemas they come from: the report's contract and the rule files'. `--check` fails when one is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  agreeRuleSchema,
  factFamilySchema,
  intervalRuleSchema,
  orderRuleSchema,
} from '../src/analysis/rule-language.ts'
import { reportSchema } from '../src/report/contract.ts'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
let stale = 0

const rule = z.union([intervalRuleSchema, orderRuleSchema, agreeRuleSchema, factFamilySchema])

/** `io: 'input'` describes files as people write them, with defaults left out. */
const SCHEMAS = [
  { file: 'src/report/report.schema.json', title: 'Anachron report', schema: reportSchema, io: 'output' },
  { file: 'rules/rule.schema.json', title: 'Anachron rule', schema: rule, io: 'input' },
] as const

for (const { file, title, schema, io } of SCHEMAS) {
  const path = join(root, file)
  const { $schema, ...body } = z.toJSONSchema(schema, { io, reused: 'ref' })
  const text = `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  stale++
  if (check) console.error(`stale: ${file} (run npm run generate)`)
  else writeFileSync(path, text)
}

if (check && stale > 0) process.exit(1)
