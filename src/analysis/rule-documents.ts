/** What one document of a folder of rules adds to what is gathered, by what it is. What is wrong with it becomes problems. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import { ProfileProblem, readProfile } from '../ingest/database/load-profiles.ts'
import { profileSchema } from '../ingest/database/profile.ts'
import { nearest } from '../nearest.ts'
import { checkRule } from './check-rule.ts'
import { clockFaults } from './check-windows.ts'
import { keyFileSchema, keyObject } from './dkim-keys.ts'
import { fileName, isNew, type Gathered } from './gathered.ts'
import { parsedCopy } from './parsed-copy.ts'
import {
  agreeRuleSchema,
  baselinesSchema,
  clocksSchema,
  factFamilySchema,
  intervalRuleSchema,
  orderRuleSchema,
  type FactFamily,
} from './rule-language.ts'
import { tagFaults, tagsSchema } from './tags.ts'
import type { Vocabulary } from './vocabulary.ts'
import { check, type YamlDocument } from './yaml-file.ts'

/** Adds what a document of the file says; the vocabulary is what rules may name. */
export type AddDocument = (file: string, document: YamlDocument, all: Gathered, vocabulary: Vocabulary) => void

/** The document as its schema has it; undefined: its problems were added. */
function read<T>(file: string, document: YamlDocument, schema: z.ZodType<T>, all: Gathered): T | undefined {
  const checked = check(file, document, schema)
  if ('value' in checked) return checked.value
  all.problems.push(...checked.problems)
  return undefined
}

export const addClocks: AddDocument = (file, document, all) => {
  const clocks = read(file, document, clocksSchema, all)
  if (clocks === undefined) return
  all.clocks = clocks
  for (const { path, message } of clockFaults(clocks)) all.problems.push({ file, ...document.at(path), message })
}

export const addTags: AddDocument = (file, document, all) => {
  const tags = read(file, document, tagsSchema, all)
  if (tags !== undefined) all.tags.add(tags)
}

export const addBaselines: AddDocument = (file, document, all) => {
  all.baselines = { ...all.baselines, ...read(file, document, baselinesSchema, all) }
}

export const addKeys: AddDocument = (file, document, all) => {
  for (const [i, key] of (read(file, document, keyFileSchema, all)?.keys ?? []).entries())
    if (keyObject(key) === undefined)
      all.problems.push({ file, ...document.at(['keys', i, 'key']), message: `this is no ${key.type} public key` })
    else all.keys.push(key)
}

export const addFamily: AddDocument = (file, document, all, vocabulary) => {
  const said = read(file, document, factFamilySchema, all)
  if (said === undefined) return
  const family: FactFamily = { ...said, type: 'fact' }
  const facts = family.facts.filter((fact, i) => {
    const twin = all.facts.get(fact.id)
    if (twin !== undefined) {
      all.problems.push({
        file,
        ...document.at(['facts', i, 'id']),
        message: `the fact's id ${fact.id} is already used in ${twin}`,
      })
      return false
    }
    all.facts.set(fact.id, file)
    return true
  })
  const faults = [...checkRule(family, vocabulary), ...tagFaults(family.tags, all.tags)]
  all.problems.push(...faults.map(({ path, message }) => ({ file, ...document.at(path), message })))
  const bad = new Set(faults.map(({ path }) => (path[0] === 'facts' ? path[1] : -1)))
  if (bad.has(-1)) return
  if (isNew(all, family.id, file, () => document.at(['id'])))
    all.families.push({ ...family, facts: facts.filter((fact) => !bad.has(family.facts.indexOf(fact))) })
}

const KINDS = ['interval', 'order', 'agree'] as const

export const addRule: AddDocument = (file, document, all, vocabulary) => {
  const body = document.value
  const keys = typeof body === 'object' && body !== null ? Object.keys(body) : []
  const kind = KINDS.find((name) => keys.includes(name))
  if (kind === undefined) {
    const near = keys.flatMap((key) => nearest(key, KINDS) ?? [])[0]
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    all.problems.push({ file, ...document.at([]), message: `a rule has one of the keys ${KINDS.join(', ')}${hint}` })
    return
  }
  const rule =
    kind === 'interval'
      ? typed(read(file, document, intervalRuleSchema, all), kind)
      : kind === 'order'
        ? typed(read(file, document, orderRuleSchema, all), kind)
        : typed(read(file, document, agreeRuleSchema, all), kind)
  if (rule === undefined) return
  const faults = [...checkRule(rule, vocabulary), ...tagFaults(rule.tags, all.tags), ...fileName(rule.id, file)]
  all.problems.push(...faults.map(({ path, message }) => ({ file, ...document.at(path), message })))
  if (faults.length > 0 || !isNew(all, rule.id, file, () => document.at(['id']))) return
  if (rule.type === 'interval') all.intervals.push(rule)
  else if (rule.type === 'order') all.orders.push(rule)
  else all.agrees.push(rule)
}

const typed = <T extends object, K extends string>(
  rule: T | undefined,
  type: K,
): (T & { readonly type: K }) | undefined => (rule === undefined ? undefined : { ...rule, type })

/** A profile is a file of its own; `file` is how it is called in problems. */
export function addProfile(path: string, file: string, all: Gathered): void {
  try {
    const text = readFileSync(path, 'utf8')
    const copy = profileSchema.safeParse(parsedCopy(text)?.[0])
    const known = copy.success && `${copy.data.id}.yaml` === basename(path)
    const profile = known ? copy.data : readProfile(text, path)
    // A folder of one's own may say more of a product than the shipped profile: the later one holds.
    const before = all.profiles.findIndex(({ id }) => id === profile.id)
    if (before < 0) all.profiles.push(profile)
    else all.profiles[before] = profile
  } catch (error) {
    if (!(error instanceof ProfileProblem)) throw error
    all.problems.push({ file, message: error.message.replace(`${path}:`, '').trim() })
  }
}
