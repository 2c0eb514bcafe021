/**
 * Reads a rule folder: rules, facts, clocks, base rates, profiles and detectors. A broken rule never stops the others; every
 * problem is one clear line with file, line and column.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { ProfileProblem, profileFilesOf, readProfile } from '../ingest/database/load-profiles.ts'
import { profileSchema } from '../ingest/database/profile.ts'
import { checkRule } from './check-rule.ts'
import { clockFaults } from './check-windows.ts'
import { keyFileSchema, keyObject } from './dkim-keys.ts'
import { fileName, filesIn, isNew, type Gathered } from './gathered.ts'
import { detectorsIn, loadDetectors } from './load-detectors.ts'
import { applied, packFaults, packsOf, withClocks, type Pack, type SwitchedOff } from './pack.ts'
import { parsedCopy } from './parsed-copy.ts'
import { profileFacts } from './profile-facts.ts'
import { ruleSetHash } from './rule-hash.ts'
import {
  agreeRuleSchema,
  baselinesSchema,
  clocksSchema,
  factFamilySchema,
  intervalRuleSchema,
  orderRuleSchema,
  type FactFamily,
  type RuleMetadata,
} from './rule-language.ts'
import type { RuleProblem, RuleSet } from './rule-set.ts'
import { KnownTags, tagFaults, tagsSchema } from './tags.ts'
import { tolerances } from './tolerances.ts'
import type { Vocabulary } from './vocabulary.ts'
import { check, parseYaml, whyUnread, type YamlDocument, type YamlFile } from './yaml-file.ts'
import { nearest } from '../nearest.ts'

/** Rules cannot be run at all without these. */
export class RulesUnusable extends Error {}

/** Folders of rules, one YAML a rule; `facts` and `profiles` have their own form. */
const RULE_FOLDERS = ['email', 'database', 'document', 'image', 'archive', 'filesystem'] as const

/**
 * Loads the folders in order; the first has `clocks.yaml`. Files of later folders add to those before.
 * `vocabulary` says which event kinds and traits exist. Throws `RulesUnusable` when there are no usable clocks.
 */
export async function loadRules(folders: readonly string[], vocabulary: Vocabulary): Promise<RuleSet> {
  const all: Gathered = {
    problems: [],
    intervals: [],
    orders: [],
    agrees: [],
    families: [],
    detectors: [],
    detectorSources: new Map(),
    profiles: [],
    keys: [],
    files: new Map(),
    facts: new Map(),
    tags: new KnownTags(),
    clocks: undefined,
    writers: [],
    holidays: {},
    baselines: {},
  }
  const { packs, problems } = packsOf(folders, basenameOf)
  all.problems.push(...problems)
  const off: SwitchedOff<RuleMetadata>[] = []
  for (const pack of packs) {
    await loadFolder(pack.folder, all, vocabulary)
    off.push(...applyPack(pack, all))
  }
  if (all.clocks === undefined) {
    const why = all.problems.find((problem) => problem.file.endsWith('clocks.yaml'))?.message ?? 'the file is missing'
    throw new RulesUnusable(`clocks.yaml: ${why}; without the tolerances of clocks no rule can be applied`)
  }
  const byId = <T extends RuleMetadata>(rules: readonly T[]): T[] =>
    rules.map((rule) => ({ ...rule, tags: all.tags.whole(rule.tags) })).sort((a, b) => (a.id < b.id ? -1 : 1))
  const set = {
    intervals: byId(all.intervals),
    orders: byId(all.orders),
    agrees: byId(all.agrees),
    families: byId(all.families),
    profileFacts: profileFacts(all.profiles),
    profileFiles: profileFilesOf(packs.map(({ folder }) => folder)).filter((path) => whyUnread(path) === undefined),
    detectors: byId(all.detectors),
    keys: all.keys,
    clocks: tolerances(all.clocks, all.writers),
    house: { holidays: all.holidays },
  }
  return {
    ...set,
    baselines: all.baselines,
    off,
    sources: all.detectorSources,
    hash: ruleSetHash(set, all.detectorSources),
    problems: all.problems,
    tags: all.tags.catalogues,
    files: all.files,
  }
}

const basenameOf = (folder: string): string => basename(resolve(folder))

/** What a folder's `rules.yaml` says of the rules loaded so far, itself included; returns those that are off. */
function applyPack(pack: Pack, all: Gathered): readonly SwitchedOff<RuleMetadata>[] {
  const off: SwitchedOff<RuleMetadata>[] = []
  const rules = [...all.intervals, ...all.orders, ...all.agrees, ...all.families, ...all.detectors]
  all.problems.push(...packFaults(pack, new Map(rules.map((rule) => [rule.id, rule]))))
  const onto = <T extends RuleMetadata>(some: T[]): readonly SwitchedOff<T>[] => {
    const { rules: kept, off: gone } = applied(some, pack)
    some.splice(0, some.length, ...kept)
    return gone
  }
  off.push(
    ...onto(all.intervals),
    ...onto(all.orders),
    ...onto(all.agrees),
    ...onto(all.families),
    ...onto(all.detectors),
  )
  if (all.clocks !== undefined) all.clocks = withClocks(all.clocks, pack)
  all.writers.push(...pack.said.writers)
  Object.assign(all.holidays, pack.said.holidays)
  return off
}

async function loadFolder(folder: string, all: Gathered, vocabulary: Vocabulary): Promise<void> {
  if (!existsSync(folder)) throw new RulesUnusable(`${folder}: there is no such folder of rules`)
  if (!statSync(folder).isDirectory())
    throw new RulesUnusable(`${folder}: is a file; name the folder of rules in which its kind of evidence lies`)
  const named = (path: string) => join(basename(folder), relative(folder, path)).split(sep).join('/')
  /** Those that can be read. */
  const read = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => {
      const message = whyUnread(path)
      if (message !== undefined) all.problems.push({ file: named(path), message })
      return message === undefined
    })
  const documents = (path: string): readonly YamlDocument[] => {
    const { documents: found, problems } = documentsOf(named(path), readFileSync(path, 'utf8'))
    all.problems.push(...problems)
    if (found.length === 0 && problems.length === 0)
      all.problems.push({ file: named(path), message: 'the file is empty' })
    return found
  }
  for (const path of strayFiles(folder))
    all.problems.push({
      file: named(path),
      message: `is not read: rules lie in ${RULE_FOLDERS.join(', ')}, facts in facts, and end in .yaml`,
    })
  const clocks = join(folder, 'clocks.yaml')
  for (const path of read(present(clocks)))
    for (const document of documents(path)) {
      const checked = check(named(clocks), document, clocksSchema)
      if (!('value' in checked)) {
        all.problems.push(...checked.problems)
        continue
      }
      all.clocks = checked.value
      for (const { path, message } of clockFaults(checked.value))
        all.problems.push({ file: named(clocks), ...document.at(path), message })
    }
  const tags = join(folder, 'tags.yaml')
  for (const path of read(present(tags)))
    for (const document of documents(path)) {
      const checked = check(named(tags), document, tagsSchema)
      if ('value' in checked) all.tags.add(checked.value)
      else all.problems.push(...checked.problems)
    }
  const baselines = join(folder, 'baselines.json')
  for (const path of read(present(baselines)))
    for (const document of documents(path)) {
      const checked = check(named(baselines), document, baselinesSchema)
      if ('value' in checked) all.baselines = { ...all.baselines, ...checked.value }
      else all.problems.push(...checked.problems)
    }
  for (const path of read(profileFilesOf([folder]))) loadProfile(path, named(path), all)
  for (const path of read(filesIn(join(folder, 'facts'), '.yaml')))
    for (const document of documents(path)) addFamily(named(path), document, all, vocabulary)
  for (const path of read(filesIn(join(folder, 'facts', 'dkim-keys'), '.yaml')))
    for (const document of documents(path)) addKeys(named(path), document, all)
  for (const name of RULE_FOLDERS) {
    for (const path of read(filesIn(join(folder, name), '.yaml')))
      for (const document of documents(path)) addRule(named(path), document, all, vocabulary)
  }
  const detectors = read(RULE_FOLDERS.flatMap((name) => detectorsIn(join(folder, name))))
  await loadDetectors(detectors, named, all, vocabulary)
}

const present = (path: string): readonly string[] => (existsSync(path) ? [path] : [])

/** What somebody meant as a rule and would wait for in vain: a rule file beside the folders or in one whose name is misspelt, or one that ends in .yml. */
function strayFiles(folder: string): readonly string[] {
  const beside = ['.yaml', '.yml', '.detector.ts', '.detector.js']
    .flatMap((suffix) => filesIn(folder, suffix))
    .filter((path) => !OF_THE_FOLDER.has(basename(path)))
  const misspelt = readdirSync(folder, { withFileTypes: true })
    .filter(
      (one) => one.isDirectory() && !KNOWN_FOLDERS.has(one.name) && nearest(one.name, KNOWN_FOLDERS) !== undefined,
    )
    .flatMap(({ name }) => ['.yaml', '.yml', '.detector.ts'].flatMap((suffix) => filesIn(join(folder, name), suffix)))
  return [...beside, ...misspelt, ...['facts', ...RULE_FOLDERS].flatMap((name) => filesIn(join(folder, name), '.yml'))]
}
const KNOWN_FOLDERS: ReadonlySet<string> = new Set([...RULE_FOLDERS, 'facts', 'profiles'])
const OF_THE_FOLDER = new Set(['clocks.yaml', 'tags.yaml', 'rules.yaml'])

/** A file's documents from the copy that the build made; where something stands is found by parsing after all. */
function documentsOf(file: string, text: string): YamlFile {
  const copy = parsedCopy(text)
  if (copy === undefined) return parseYaml(file, text)
  let parsed: YamlFile | undefined
  const documents = copy.map((value, i): YamlDocument => {
    const at: YamlDocument['at'] = (path, key) => {
      parsed ??= parseYaml(file, text)
      return parsed.documents[i]?.at(path, key) ?? { line: 1, column: 1 }
    }
    return { value, at }
  })
  return { documents, problems: [] }
}

function loadProfile(path: string, file: string, all: Gathered): void {
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

function addKeys(file: string, document: YamlDocument, all: Gathered): void {
  const checked = check(file, document, keyFileSchema)
  if (!('value' in checked)) {
    all.problems.push(...checked.problems)
    return
  }
  for (const [i, key] of checked.value.keys.entries())
    if (keyObject(key) === undefined)
      all.problems.push({ file, ...document.at(['keys', i, 'key']), message: `this is no ${key.type} public key` })
    else all.keys.push(key)
}

function addFamily(file: string, document: YamlDocument, all: Gathered, vocabulary: Vocabulary): void {
  const checked = check(file, document, factFamilySchema)
  if (!('value' in checked)) {
    all.problems.push(...checked.problems)
    return
  }
  const family: FactFamily = { ...checked.value, type: 'fact' }
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

function addRule(file: string, document: YamlDocument, all: Gathered, vocabulary: Vocabulary): void {
  const body = document.value
  const keys = typeof body === 'object' && body !== null ? Object.keys(body) : []
  const kind = KINDS.find((name) => keys.includes(name))
  if (kind === undefined) {
    const near = keys.flatMap((key) => nearest(key, KINDS) ?? [])[0]
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    all.problems.push({ file, ...document.at([]), message: `a rule has one of the keys ${KINDS.join(', ')}${hint}` })
    return
  }
  const parsed =
    kind === 'interval'
      ? typed(check(file, document, intervalRuleSchema), kind)
      : kind === 'order'
        ? typed(check(file, document, orderRuleSchema), kind)
        : typed(check(file, document, agreeRuleSchema), kind)
  if ('problems' in parsed) {
    all.problems.push(...parsed.problems)
    return
  }
  const { value: rule } = parsed
  const faults = [...checkRule(rule, vocabulary), ...tagFaults(rule.tags, all.tags), ...fileName(rule.id, file)]
  all.problems.push(...faults.map(({ path, message }) => ({ file, ...document.at(path), message })))
  if (faults.length > 0 || !isNew(all, rule.id, file, () => document.at(['id']))) return
  if (rule.type === 'interval') all.intervals.push(rule)
  else if (rule.type === 'order') all.orders.push(rule)
  else all.agrees.push(rule)
}

function typed<T extends object, K extends string>(
  checked: { readonly value: T } | { readonly problems: readonly RuleProblem[] },
  type: K,
): { readonly value: T & { readonly type: K } } | { readonly problems: readonly RuleProblem[] } {
  return 'value' in checked ? { value: { ...checked.value, type } } : checked
}
