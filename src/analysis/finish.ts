/** Drafts become findings: quoted events and facts, sentences, alternatives, ids; then levels, by what stands beside them. */
import { createHash } from 'node:crypto'
import { GUESS_MARK, atLeast, type Level } from '../model.ts'
import { inWords } from '../time/duration.ts'
import { toReadable } from '../time/instant.ts'
import { alternativesOf } from './alternatives.ts'
import type { Ancestry } from './ancestry.ts'
import { FEWEST_MEASURED, baselinesOf } from './baseline.ts'
import type { CaseReader } from './case-reader.ts'
import type { Draft } from './draft.ts'
import type { Finding, Tolerance } from './finding.ts'
import { levelOf, type Weight } from './level.ts'
import { isTimed, type Bundle } from './rows.ts'
import { DOCUMENTED_TAG, metadataOf, type RuleSet } from './rule-set.ts'
import type { Quoter } from './quoter.ts'
import { toleranceOf, writerKey, type Tolerances } from './tolerances.ts'
import { NOT_SHOWN, defaultInference, eventValues, factValues, fill, toleranceWords } from './wording.ts'

/** First 16 hex digits of SHA-256 over rule, evidence hash and path, the artifact's locator and the other artifact's. */
function findingId(rule: string, ...artifacts: readonly (readonly (string | null)[])[]): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, ...artifacts.flat()]))
    .digest('hex')
    .slice(0, 16)
}

/** Levels of all drafts, by what else was found on the same artifact. Undefined: dropped. */
export function levelsOf(drafts: readonly Draft[], rules: RuleSet): ReadonlyMap<Draft, Level> {
  const byArtifact = new Map<string, Draft[]>()
  for (const draft of drafts) {
    const key = `${draft.at.root}.${draft.at.artifact}`
    const beside = byArtifact.get(key)
    if (beside === undefined) byArtifact.set(key, [draft])
    else beside.push(draft)
  }
  const levels = new Map<Draft, Level>()
  for (const beside of byArtifact.values()) {
    const alone = new Map(beside.map((draft) => [draft, levelOf(weightOf(draft, rules, 0, ownWriters(draft)))]))
    const speaking = beside.filter((draft) => {
      const level = alone.get(draft)
      // What rests on a guess lends no weight to another finding.
      const guessed = draft.writers.some((writer) => writer.endsWith(GUESS_MARK))
      return !guessed && level !== undefined && level !== 'dropped' && atLeast(level, 'low')
    })
    for (const draft of beside) {
      const independent = speaking.filter(
        (other) => other !== draft && other.rule !== draft.rule && disjoint(other.writers, draft.writers),
      )
      const factWriters = new Set(
        [...draft.facts, ...independent.flatMap((other) => other.facts)].map((fact) => fact.writer),
      )
      const level = levelOf(weightOf(draft, rules, independent.length, factWriters.size))
      if (level !== 'dropped') levels.set(draft, level)
    }
  }
  return levels
}

const ownWriters = (draft: Draft): number => new Set(draft.facts.map((fact) => fact.writer)).size
const disjoint = (a: readonly string[], b: readonly string[]): boolean => !a.some((writer) => b.includes(writer))

function weightOf(draft: Draft, rules: RuleSet, independent: number, writers: number): Weight {
  const rule = metadataOf(draft.rule)
  const [first] = draft.facts
  const fact = first?.fact.fact
  const applicable = (rules.baselines[rule.id] ?? []).reduce((n, entry) => n + entry.applicable, 0)
  const heldOut = fact?.seen?.heldOut.n ?? 0
  const sourced = fact?.documented?.standing === 'sourced'
  return {
    says: rule.says,
    level: rule.level,
    tier: draft.tier,
    documented: first === undefined ? rule.tags.includes(DOCUMENTED_TAG) : sourced || fact?.seen?.grade === 'A',
    measured: applicable >= FEWEST_MEASURED || heldOut >= FEWEST_MEASURED,
    independent,
    onlyCopyTimes: draft.onlyCopyTimes,
    ...(first === undefined
      ? {}
      : {
          facts: {
            grade: fact?.seen?.grade,
            recalled: fact?.seen === undefined && fact?.documented?.standing === 'recalled',
            hardEdge: fact?.seen?.edge[first.state.startsWith('before') ? 'first' : 'last'] === 'hard',
            beyondCannot: first.state.endsWith('cannot'),
            never: first.state === 'never',
            writers,
          },
        }),
    ...(draft.cap === undefined ? {} : { cap: draft.cap }),
  }
}

/** A finding before it is known what else was found on its artifact. */
export type Worded = Omit<Finding, 'level'>

/** A finding with its level, the fields in the order of the contract. */
export const withLevel = ({ id, rule, says, ...rest }: Worded, level: Level): Finding => ({
  id,
  rule,
  says,
  level,
  ...rest,
})

/** Quotes what a draft rests on and says it in words. Cheapest while its artifacts stand in the slice that is being read. */
export function worded(draft: Draft, rules: RuleSet, reader: CaseReader, ancestry: Ancestry, quoter: Quoter): Worded {
  const rule = metadataOf(draft.rule)
  const here = quoter.artifact(draft.at)
  const other = draft.other === undefined ? undefined : quoter.artifact(draft.other)
  const events = draft.events.map(({ role, root, event }) => quoter.event(role, root, event))
  const facts = draft.facts.map(({ fact, root, trait }) => quoter.fact(fact, quoter.trait(root, trait)))
  const tolerances = tolerancesOf(events, rules.clocks)
  const bundles = [draft.at, ...(draft.other === undefined ? [] : [draft.other])].flatMap(
    ({ root, artifact }) => reader.bundle(root, artifact) ?? [],
  )
  const [own] = bundles
  const claimed = own === undefined ? undefined : claimOf(own, ancestry, quoter)
  const [fact] = facts
  const values = {
    title: rule.title,
    artifact: here.label,
    others: String(draft.others),
    tolerances: tolerances.map((one) => `${one.clock} ${inWords(one[draft.tier])}`).join(', '),
    ...(other === undefined ? {} : { other: other.label }),
    ...(draft.excess === undefined ? {} : { excess: inWords(draft.excess) }),
    ...(claimed === undefined ? {} : { claimed: toReadable(claimed.from), claimedBy: claimed.by }),
    ...eventValues(events),
    ...(fact === undefined ? {} : factValues(fact)),
    ...draft.values,
  }
  const asserted = events
    .filter((event) => event.clock.kind === 'assertion')
    .map(
      (event) =>
        `The time held against it is as asserted in ${event.clock.writer}; the evidence itself does not state it.`,
    )
  return {
    id: findingId(rule.id, quoter.identity(here), ...(other === undefined ? [] : [quoter.identity(other)])),
    rule: rule.id,
    says: rule.says,
    title: rule.title,
    observed: fill(rule.observed, values),
    inferred: [
      fill(rule.inferred ?? defaultInference(draft.rule, events), values),
      toleranceWords(tolerances, draft.tier, draft.excess),
      ...new Set(asserted),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    notShown: fill(rule.notShown ?? NOT_SHOWN, values),
    artifact: quoter.ref(here),
    ...(other === undefined ? {} : { other: quoter.ref(other) }),
    ...(claimed === undefined ? {} : { claimed }),
    ...(draft.notBefore === undefined ? {} : { notBefore: draft.notBefore }),
    ...(draft.notAfter === undefined ? {} : { notAfter: draft.notAfter }),
    events,
    tolerances,
    ...(draft.excess === undefined ? {} : { excess: draft.excess }),
    others: draft.others,
    facts,
    alternatives: alternativesOf(draft, rule.falsepositives, bundles, quoter),
    references: rule.references,
    baseline: baselinesOf(rules.baselines, rule.id),
  }
}

/** What was granted to the clocks of the events: by kind, and by writer where a laboratory measured that one. */
function tolerancesOf(events: Finding['events'], clocks: Tolerances): readonly Tolerance[] {
  const all = new Map<string, Tolerance>()
  for (const { clock } of events) {
    const granted = toleranceOf(clocks, { clockKind: clock.kind, writer: clock.writer })
    const own = granted !== clocks[clock.kind]
    const one = { clock: clock.kind, ...(own ? { writer: clock.writer } : {}), ...granted }
    all.set(own ? writerKey(clock.kind, clock.writer) : clock.kind, one)
  }
  return [...all.values()]
}

/** What the artifact claims of itself, or what the exhibit list asserts of it. */
export function claimOf(bundle: Bundle, ancestry: Ancestry, quoter: Quoter): Finding['claimed'] | undefined {
  const own = bundle.events.find((event) => event.id === bundle.artifact.claim)
  for (const event of [...(own === undefined ? [] : [own]), ...ancestry.assertions(bundle)]) {
    if (!isTimed(event)) continue
    const by = `${event.clockKind === 'assertion' ? 'as asserted in ' : ''}${event.writer}: ${quoter.raw(event.root, event.id)}`
    return { from: event.earliest, to: event.latest, by }
  }
  return undefined
}
