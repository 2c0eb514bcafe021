/**
 * The steps of one analysis, in their order: slices of artifacts, what lies along sequences and across links, then levels, words
 * and all that is stored. Slices may be looked at while the rest of the case is still being read; all else needs the whole case.
 */
import type { Database } from 'better-sqlite3'
import type { FindingStore } from '../case/changes.ts'
import { Insert } from '../case/insert.ts'
import { atLeast, type Level } from '../model.ts'
import { agreeOn, compileAgree, type CompiledAgree } from './agree.ts'
import { leftOut } from './left-out.ts'
import { Acquired } from './acquired.ts'
import { Ancestry } from './ancestry.ts'
import { CaseReader, type RootPart } from './case-reader.ts'
import { Coverage } from './coverage.ts'
import type { ArtifactKey, Draft } from './draft.ts'
import { FactIndex } from './fact-index.ts'
import { factsOf, type StoredMatch } from './facts.ts'
import { Dater } from './dating.ts'
import { DatingPass, type StoredDating } from './dating-pass.ts'
import { DetectorPass, type Answers } from './detectors.ts'
import { Viewer } from './detector-views.ts'
import { claimOf, levelsOf, withLevel, worded, type Worded } from './finish.ts'
import { Quoter } from './quoter.ts'
import type { Finding, RuleCoverage } from './finding.ts'
import { knowledgeOf, knowledgeThen, withKnowledge } from './knowledge.ts'
import { IntervalPass, acrossLink } from './interval-pass.ts'
import { compileInterval, type CompiledInterval } from './intervals.ts'
import { liveKeys } from './live-keys.ts'
import type { Bundle } from './rows.ts'
import { metadataOf, rulesOf, type RuleSet } from './rule-set.ts'
import { SequencePass } from './sequence-pass.ts'
import { SignatureCheck } from './signature-check.ts'
import { SQL } from './statements.ts'
import { wantedKeys, wantedOfReplies } from './wanted.ts'

/** Links across which rules and detectors look. */
const LINKED = ['copy-of', 'replies-to'] as const
interface Link {
  readonly sourceRoot: number
  readonly source: number
  readonly targetRoot: number
  readonly target: number
}

const NO_MATCHES: readonly StoredMatch[] = []

export interface Analysis {
  readonly findings: Readonly<Record<Level, number>>
  /** What went wrong without stopping the analysis: a detector that threw or took too long. One line each. */
  readonly diagnostics: readonly string[]
}

export class Run {
  readonly reader: CaseReader
  readonly #db: Database
  readonly #rules: RuleSet
  readonly #ancestry: Ancestry
  readonly #quoter: Quoter
  readonly #coverage: Coverage
  readonly #index: FactIndex
  readonly #intervals: readonly CompiledInterval[]
  readonly #within: IntervalPass
  readonly #datings: DatingPass
  readonly #agrees: readonly CompiledAgree[]
  readonly #detectors: DetectorPass
  readonly #dater: Dater
  readonly #sequences: SequencePass
  readonly #addMatch: Insert
  readonly #addDating
  readonly #drafts: Draft[] = []
  /** Of drafts whose artifacts stood in the slice that was being read. */
  readonly #worded = new Map<Draft, Worded>()
  #looked = 0
  readonly #diagnostics: string[] = []

  constructor(db: Database, rules: RuleSet) {
    this.#db = db
    this.#rules = rules
    this.#addMatch = new Insert(db, 'fact_match', ['root', 'trait', 'fact', 'broken'])
    this.#addDating = db.prepare<[number, number, string]>(SQL.addDating)
    this.reader = new CaseReader(db, wantedKeys(rules), new SignatureCheck(rules.keys, liveKeys(db)))
    this.#ancestry = new Ancestry(this.reader)
    this.#quoter = new Quoter(db)
    this.#coverage = new Coverage(rulesOf(rules).map(metadataOf), rules.off)
    this.#index = new FactIndex(rules.families, rules.profileFacts)
    this.#intervals = rules.intervals.map(compileInterval)
    this.#agrees = rules.agrees.map(compileAgree)
    const viewer = new Viewer(this.#quoter, rules.clocks)
    this.#detectors = new DetectorPass(rules.detectors, rules.house, viewer, this.#coverage, this.#emit, (line) =>
      this.#diagnostics.push(line),
    )
    this.#dater = new Dater(rules.clocks, this.#ancestry, this.#quoter, new Acquired(db, this.#quoter.path), (bundle) =>
      claimOf(bundle, this.#ancestry, this.#quoter),
    )
    const [within, along] = [false, true].map((is) =>
      this.#intervals.filter(({ rule }) => (rule.interval.along !== undefined) === is),
    )
    this.#within = new IntervalPass(within ?? [], rules.clocks, this.#coverage, this.#ancestry, this.#emit)
    this.#datings = new DatingPass(this.reader, this.#ancestry, rules.clocks, this.#dater, this.#factsOf)
    this.#sequences = new SequencePass(
      this.reader,
      along ?? [],
      rules.orders,
      rules.clocks,
      this.#coverage,
      this.#emit,
      this.#quoter.eventLocator,
    )
  }

  #emit = (draft: Draft): void => {
    this.#drafts.push(draft)
  }

  #factsOf = (bundle: Bundle): readonly StoredMatch[] =>
    factsOf(bundle, this.#index, this.#rules.clocks, this.#ancestry).matches

  clear(): void {
    for (const statement of [SQL.clearFindingEvent, SQL.clearFactMatch, SQL.clearDating, SQL.clearCoverage])
      this.#db.prepare(statement).run()
  }

  /** Tells the reader what the links will ask for. */
  keepLinked(): void {
    const links = this.#db.prepare<[string], Link>(SQL.links)
    for (const kind of LINKED)
      for (const { sourceRoot, source, targetRoot, target } of links.iterate(kind)) {
        this.reader.keep(sourceRoot, source)
        this.reader.keep(targetRoot, target)
      }
  }

  /** Leaves out rules of which the whole case lacks a side: nothing has to be gathered for them, and coverage says so. */
  leaveOut(): void {
    const out = leftOut(this.#intervals, this.#db)
    for (const { rule, n, why } of out) this.#coverage.of(rule.rule).neverApplied(why, n)
    const rules = new Set(out.map(({ rule }) => rule))
    this.#within.leaveOut(rules)
    this.#sequences.leaveOut(rules)
  }

  /** Everything that can be said of the artifacts of a slice: facts, agreements, intervals inside one root, detectors and datings. */
  slice(slice: readonly RootPart[]): void {
    const matches: StoredMatch[] = []
    const dated = new Map<string, StoredDating>()
    const date = (dating: StoredDating): void => void dated.set(`${dating.root}.${dating.artifact}`, dating)
    for (const { root, bundles, last } of slice) {
      for (const bundle of bundles) {
        this.#within.artifact(bundle)
        const facts = this.#traits(bundle)
        for (const match of facts) matches.push(match)
        this.#detectors.artifact(bundle, facts)
        const dating = this.#datings.artifact(bundle, facts)
        if (dating !== undefined) date(dating)
      }
      if (!last) continue
      this.#within.endOfRoot()
      this.#detectors.endOfRoot()
      for (const dating of this.#datings.containers(root)) date(dating)
    }
    this.#sequences.near(slice)
    this.#wordNear()
    this.#store(matches, dated.values())
  }

  /** Facts and agreements on one artifact's traits. */
  #traits(bundle: Bundle): readonly StoredMatch[] {
    if (bundle.traits.length === 0) return NO_MATCHES
    const { matches, outcomes } = factsOf(bundle, this.#index, this.#rules.clocks, this.#ancestry)
    for (const { family, draft, why } of outcomes) {
      const tally = this.#coverage.of(family)
      if (why !== undefined) tally.notApplied(why)
      else tally.applied(draft !== undefined)
      if (draft !== undefined) this.#emit(draft)
    }
    for (const agree of this.#agrees) {
      const result = agreeOn(agree, bundle)
      const tally = this.#coverage.of(agree.rule)
      if (result.state === 'not applicable') tally.notApplied(result.why)
      else if (result.state !== 'absent') tally.applied(result.state === 'broken')
      if (result.state === 'broken') this.#emit(result.draft)
    }
    return matches
  }

  /** Intervals between neighbours along the sequences of large roots, and orders. */
  sequences(): void {
    this.#sequences.run()
  }

  /** Words for the drafts that the slice brought: at the end their artifacts would be read again. */
  #wordNear(): void {
    for (; this.#looked < this.#drafts.length; this.#looked++) {
      const draft = this.#drafts[this.#looked]
      if (draft !== undefined && [draft.at, draft.other].every((at) => at === undefined || this.reader.isNear(at)))
        this.#worded.set(draft, this.#word(draft))
    }
  }

  #word = (draft: Draft): Worded => worded(draft, this.#rules, this.reader, this.#ancestry, this.#quoter)

  #store(matches: readonly StoredMatch[], datings: Iterable<StoredDating>): void {
    for (const { root, trait, match, broken } of matches) {
      for (const cell of [root, trait.id, match.fact.fact.id, broken]) this.#addMatch.put(cell)
      this.#addMatch.end()
    }
    this.#addMatch.flush()
    for (const { root, artifact, dating } of datings) this.#addDating.run(root, artifact, JSON.stringify(dating))
  }

  /** Rows that findings name. */
  #dateRows(named: readonly ArtifactKey[]): void {
    const rows = new Map(named.map((at) => [`${at.root}.${at.artifact}`, at]))
    for (const { root, artifact } of rows.values()) {
      const bundle = this.reader.bundle(root, artifact)
      if (bundle === undefined) continue
      const dating = this.#dater.alone(bundle, this.#factsOf(bundle))
      if (dating !== undefined) this.#store([], [{ root, artifact, dating }])
    }
  }

  /** Intervals between copies of one message, and between replies and what they answer. */
  links(): void {
    this.#detectors.copies(this.reader, this.#factsOf)
    // Half a mailbox are replies, and few traits of theirs matter here: signatures, above all, were held against their keys before.
    const keys = wantedOfReplies(this.#rules)
    const answers: Answers = {
      db: this.#db,
      read: (root, artifact) => this.reader.bundle(root, artifact, keys),
      factsOf: ({ artifact: { root, id } }) => {
        const whole = this.reader.bundle(root, id)
        return whole === undefined ? NO_MATCHES : this.#factsOf(whole)
      },
    }
    for (const kind of LINKED) {
      const read =
        kind === 'replies-to' ? answers.read : (root: number, artifact: number) => this.reader.bundle(root, artifact)
      const rules = this.#intervals.filter(({ rule }) => rule.interval.join === kind)
      const replies = kind === 'replies-to' && this.#detectors.wantsReplies
      if (rules.length === 0 && !replies) continue
      const links = this.#db.prepare<[string], Link>(SQL.linksByTarget)
      let target: Bundle | undefined
      for (const link of links.iterate(kind)) {
        const source = read(link.sourceRoot, link.source)
        if (target?.artifact.root !== link.targetRoot || target.artifact.id !== link.target)
          target = read(link.targetRoot, link.target)
        if (source === undefined || target === undefined) continue
        if (replies) this.#detectors.reply(source, target, answers)
        for (const rule of rules) {
          const { applied, draft } = acrossLink(rule, source, target, this.#rules.clocks)
          const tally = this.#coverage.of(rule.rule)
          if (applied) tally.applied(draft !== undefined)
          else tally.notApplied('one of the two lacks the event')
          if (draft !== undefined) this.#emit(draft)
        }
      }
      if (replies) this.#detectors.endOfReplies(answers)
    }
  }

  /** Detectors from outside this package, each in a process of its own. */
  ownDetectors(): void {
    this.#detectors.own()
  }

  close(): void {
    this.#detectors.close()
  }

  /** Levels, words, and everything that is stored. */
  end(store: FindingStore, off: readonly RuleCoverage[]): Analysis {
    const counts: Record<Level, number> = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 }
    const levels = levelsOf(this.#drafts, this.#rules)
    const findings = new Map<string, { finding: Finding; draft: Draft }>()
    const [then, now] = [knowledgeThen(this.#db), knowledgeOf(this.#rules)]
    for (const [draft, level] of levels) {
      const finished = withLevel(this.#worded.get(draft) ?? this.#word(draft), level)
      const finding = withKnowledge(finished, draft, then, now)
      const twin = findings.get(finding.id)
      if (twin === undefined) findings.set(finding.id, { finding, draft })
      else findings.set(finding.id, merge(twin, { finding, draft }))
    }
    const addEvent = this.#db.prepare<[string, number, number, number, string]>(SQL.addFindingEvent)
    for (const { finding, draft } of findings.values()) {
      counts[finding.level]++
      const { id, rule, level } = finding
      store.put({ id, root: draft.at.root, artifact: draft.at.artifact, rule, level, body: JSON.stringify(finding) })
      for (const [i, { role, root, event }] of draft.events.entries()) addEvent.run(finding.id, i, root, event, role)
    }
    store.end()
    this.#dateRows(
      [...findings.values()].flatMap(({ finding, draft }) => (finding.artifact.type === 'row' ? draft.at : [])),
    )
    const addCoverage = this.#db.prepare<[string, string]>(SQL.addCoverage)
    for (const one of [...this.#coverage.all(), ...off]) addCoverage.run(one.rule, JSON.stringify(one))
    return { findings: counts, diagnostics: this.#diagnostics }
  }
}

/** Two breaches of one rule on the same two artifacts are one finding: the weightier, and the other counted. */
function merge<T extends { finding: Finding; draft: Draft }>(a: T, b: T): T {
  const heavier = atLeast(a.finding.level, b.finding.level) ? a : b
  const others = a.finding.others + b.finding.others + 1
  return { ...heavier, finding: { ...heavier.finding, others } }
}
