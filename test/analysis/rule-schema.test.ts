// What an editor shows: every key of rule.schema.json and pack.schema.json has a text of its own, and tags are completed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { FORBIDDEN } from '../../src/analysis/wording.ts'
import { RULES } from './helpers.ts'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

const read = (name: string): Json => {
  const value: unknown = JSON.parse(readFileSync(join(RULES, name), 'utf8'))
  if (!isObject(value)) throw new Error(`${name} is no schema`)
  return value
}

/** The text of a property: its own, or that of what it refers to. */
function hover(property: unknown, schema: Json): string | undefined {
  if (!isObject(property)) return undefined
  if (typeof property['description'] === 'string') return property['description']
  const ref = property['$ref']
  if (typeof ref !== 'string') return undefined
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), schema)
  return hover(found, schema)
}

function* propertiesOf(value: unknown): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) for (const one of value) yield* propertiesOf(one)
  if (!isObject(value) || Array.isArray(value)) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'properties' && isObject(inner)) yield* Object.entries(inner)
    yield* propertiesOf(inner)
  }
}

describe.each(['rule.schema.json', 'pack.schema.json'])('%s', (name) => {
  const schema = read(name)
  const all = [...propertiesOf(schema)]

  test('has a text for every key', () => {
    expect(all.length).toBeGreaterThan(5)
    expect(all.filter(([, property]) => (hover(property, schema) ?? '').length < 8).map(([key]) => key)).toEqual([])
  })

  test('passes no verdict', () => {
    for (const [, property] of all) expect(hover(property, schema)).not.toMatch(FORBIDDEN)
  })
})

test('tags are completed with the ids of tags.yaml, and any other word is as good', () => {
  const listed = z.object({ items: z.object({ anyOf: z.array(z.record(z.string(), z.string())) }) })
  const tags = Object.values(z.record(z.string(), z.unknown()).parse(read('rule.schema.json')['$defs'])).flatMap(
    (one) => listed.safeParse(one).data?.items.anyOf ?? [],
  )
  expect(tags).toContainEqual({ const: 'attack.t1070.006', description: 'Timestomp' })
  expect(tags.some((tag) => tag['pattern'] !== undefined && new RegExp(tag['pattern']).test('our-house'))).toBe(true)
})
