/** Loads folders of rules into a set: rules, facts, clocks, base rates, profiles and detectors. A broken rule never stops the others. */
import { profileFilesOf } from '../ingest/database/load-profiles.ts'
import type { Gathered } from './gathered.ts'
import { applied, packFaults, packsOf, withClocks, type Pack, type SwitchedOff } from './pack.ts'
import { profileFacts } from './profile-facts.ts'
import { ruleSetHash } from './rule-hash.ts'
import { fileNamed, readRuleFolder, RulesUnusable } from './rule-folder.ts'
import type { RuleMetadata } from './rule-language.ts'
import type { RuleSet } from './rule-set.ts'
import { KnownTags } from './tags.ts'
import { tolerances } from './tolerances.ts'
import type { Vocabulary } from './vocabulary.ts'
import { whyUnread } from './yaml-file.ts'

export { RulesUnusable } from './rule-folder.ts'

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
  const { packs, problems } = packsOf(folders, fileNamed)
  all.problems.push(...problems)
  const off: SwitchedOff<RuleMetadata>[] = []
  for (const pack of packs) {
    await readRuleFolder(pack.folder, all, vocabulary)
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
