/**
 * What was known when: a fingerprint of every rule and fact over what decides findings. A case keeps those of its first ingest,
 * so that a finding says when it rests on knowledge that came, or was changed, after the evidence had been read.
 */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { set, setting } from '../case/settings.ts'
import type { Draft } from './draft.ts'
import type { Finding } from './finding.ts'
import { canonical, decisiveFact, decisiveRule } from './rule-hash.ts'
import { metadataOf, rulesOf, type Knowledge, type RuleSet } from './rule-set.ts'

const print = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12)

export function knowledgeOf(rules: RuleSet): Knowledge {
  if (rules.knowledge !== undefined) return rules.knowledge
  const all: Record<string, string> = {}
  for (const rule of rulesOf(rules)) all[`rule ${metadataOf(rule).id}`] = print(decisiveRule(rule, rules.sources))
  for (const family of rules.families)
    for (const fact of family.facts) all[`fact ${fact.id}`] = print(decisiveFact(fact))
  return all
}

/** The finding with a sentence for each rule and fact that it rests on and that was not known, or otherwise, at the first ingest. */
export function withKnowledge(finding: Finding, draft: Draft, then: Knowledge | undefined, now: Knowledge): Finding {
  if (then === undefined) return finding
  const names = [`rule ${finding.rule}`, ...new Set(draft.facts.map(({ fact }) => `fact ${fact.fact.id}`))]
  const sentences = names.flatMap((name) => {
    if (then[name] === now[name]) return []
    return then[name] === undefined
      ? [`The ${name} was first loaded after this evidence had been read into the case.`]
      : [`The ${name} was changed after this evidence had been read into the case.`]
  })
  return sentences.length === 0
    ? finding
    : { ...finding, inferred: [finding.inferred, ...sentences].join(' '), later: sentences }
}

/** What was known at a case's first ingest; undefined for a case that an older version made. */
export const knowledgeThen = (db: Database): Knowledge | undefined =>
  z.record(z.string(), z.string()).optional().catch(undefined).parse(setting(db, 'knowledge'))

/** Keeps what is known at the first ingest; a later one changes nothing. */
export function keepKnowledge(db: Database, rules: RuleSet): void {
  if (setting(db, 'knowledge') === undefined) set(db, 'knowledge', knowledgeOf(rules))
}
