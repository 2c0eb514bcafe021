// Writes the JSON schemas from the zod schemas they come from: the report's contract and the rule files'. `--check` fails when one is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  agreeRuleSchema,
  factFamilySchema,
  intervalRuleSchema,
  orderRuleSchema,
} from '../src/analysis/rule-language.ts'
import { packSchema } from '../src/analysis/pack.ts'
import { TAG, tagsSchema } from '../src/analysis/tags.ts'
import { reportSchema } from '../src/report/contract.ts'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
let stale = 0

const rule = z.union([intervalRuleSchema, orderRuleSchema, agreeRuleSchema, factFamilySchema])

/** Tags are completed with the ids that rules/tags.yaml holds, each with its title; other words are as good. */
const known = tagsSchema.parse(parse(readFileSync(join(root, 'rules/tags.yaml'), 'utf8'))).catalogues
const tags = [
  ...known.flatMap(({ namespace, ids }) =>
    Object.entries(ids).map(([id, title]) => ({ const: `${namespace}.${id}`, description: title })),
  ),
  { type: 'string' as const, pattern: TAG.source },
]

/** `io: 'input'` describes files as people write them, with defaults left out. */
const SCHEMAS = [
  { file: 'src/report/report.schema.json', title: 'Anachron report', schema: reportSchema, io: 'output' },
  { file: 'rules/rule.schema.json', title: 'Anachron rule', schema: rule, io: 'input' },
  { file: 'rules/pack.schema.json', title: 'Anachron rules.yaml: a pack', schema: packSchema, io: 'input' },
] as const

for (const { file, title, schema, io } of SCHEMAS) {
  const path = join(root, file)
  const { $schema, ...body } = z.toJSONSchema(schema, {
    io,
    reused: 'ref',
    override: ({ jsonSchema, path }) => {
      if (path.at(-2) === 'tags' && path.at(-1) === 'items' && io === 'input') jsonSchema.anyOf = tags
    },
  })
  const text = `${JSON.stringify({ $schema, title, ...body }, null, 2)}\n`
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  stale++
  if (check) console.error(`stale: ${file} (run npm run generate)`)
  else writeFileSync(path, text)
}

if (check && stale > 0) process.exit(1)
