/** Runs detectors group by group, within a budget of time; one that throws or takes too long is named and does not stop the rest. */
import type { Statement } from 'better-sqlite3'
import type { ArtifactType } from '../model.ts'
import type { CaseReader } from './case-reader.ts'
import type { Coverage } from './coverage.ts'
import type { Breach, Detector, DetectorArtifact, DetectorEvent, DetectorGroup, House } from './detector.ts'
import { PlacedArtifact, PlacedEvent, type Viewer } from './detector-views.ts'
import type { Draft } from './draft.ts'
import type { StoredMatch } from './facts.ts'
import { GroupTable, carries, type Interest } from './group-table.ts'
import { isTimed, type Bundle } from './rows.ts'
import { GroupViews } from './group-views.ts'
import { Spool, type OwnBreach, type OwnDetector } from './own-detector.ts'
import type { Rule } from './rule-set.ts'
import { SQL } from './statements.ts'
import { writerOf } from './writers.ts'

/** Time that one detector may take over a whole case. */
const BUDGET_MILLISECONDS = 120_000

/** A detector that fails on every group is one that is broken: so many are named, the rest is counted. */
const FAILURES_NAMED = 3

/** Copies of one message, and answers to it, that stand in one group: threads that name one message have no end. */
const MOST_LINKED = 1_000

type GroupFact = DetectorGroup['facts'][number]

/** A group that is judged at once. Few detectors ask for facts: they are made for those. */
class Gathered implements DetectorGroup {
  readonly artifacts: DetectorArtifact[] = []
  readonly #made: (() => readonly GroupFact[])[] = []
  #facts: readonly GroupFact[] | undefined

  add(artifact: DetectorArtifact, facts: () => readonly GroupFact[]): void {
    this.artifacts.push(artifact)
    this.#made.push(facts)
  }

  get facts(): readonly GroupFact[] {
    return (this.#facts ??= this.#made.flatMap((make) => make()))
  }
}

class Runner {
  readonly rule: Extract<Rule, { type: 'detector' }>
  readonly kinds: ReadonlySet<string>
  readonly keys: ReadonlySet<string>
  readonly types: ReadonlySet<string> | undefined
  spent = 0
  stopped = false
  /** Where a detector from outside this package gets its groups; absent before the first. */
  spool: Spool | undefined

  constructor(detector: Detector | OwnDetector) {
    this.rule = { type: 'detector', detector }
    this.kinds = new Set(detector.select.events)
    this.keys = new Set(detector.select.traits)
    this.types = detector.select.artifacts === undefined ? undefined : new Set(detector.select.artifacts)
  }
}

/** Detectors of one join that look at more than one artifact, and the tables of the root that is being read. */
class Gatherer {
  readonly runners: readonly Runner[]
  readonly tables = new Map<number, GroupTable>()
  readonly #join: Detector['select']['join']
  readonly #interests = new Map<ArtifactType, Interest | undefined>()

  constructor(join: Detector['select']['join'], runners: readonly Runner[]) {
    this.#join = join
    this.runners = runners.filter(({ rule }) => rule.detector.select.join === join)
  }

  /** What all of them together ask of a type of artifact; undefined: nothing. */
  interest(type: ArtifactType): Interest | undefined {
    const known = this.#interests.get(type)
    if (known !== undefined || this.#interests.has(type)) return known
    const asking = this.runners.filter(({ types }) => types === undefined || types.has(type))
    const interest =
      asking.length === 0
        ? undefined
        : {
            kinds: new Set(asking.flatMap(({ kinds }) => [...kinds])),
            keys: new Set(asking.flatMap(({ keys }) => [...keys])),
          }
    this.#interests.set(type, interest)
    return interest
  }

  tableOf({ artifact }: Bundle): GroupTable {
    const key = this.#join === 'evidence' ? artifact.evidence : (artifact.parent ?? artifact.id)
    const known = this.tables.get(key)
    if (known !== undefined) return known
    const table = new GroupTable(artifact.root)
    this.tables.set(key, table)
    return table
  }
}

/** The detectors that look at one artifact, found by what it bears: most artifacts bear nothing for most of them. */
class Dispatch {
  readonly #runners: readonly Runner[]
  readonly #byKind = new Map<string, number[]>()
  readonly #byKey = new Map<string, number[]>()
  /** The bundle for which a runner was last called. */
  readonly #marked: Int32Array
  #round = 0

  constructor(runners: readonly Runner[]) {
    this.#runners = runners.filter(({ rule }) => rule.detector.select.join === 'artifact')
    this.#marked = new Int32Array(this.#runners.length)
    const put = (map: Map<string, number[]>, name: string, i: number): void =>
      void map.set(name, [...(map.get(name) ?? []), i])
    for (const [i, { kinds, keys }] of this.#runners.entries()) {
      for (const kind of kinds) put(this.#byKind, kind, i)
      for (const key of keys) put(this.#byKey, key, i)
    }
  }

  /** Those for which the bundle bears something, in their order. */
  of({ artifact, events, traits }: Bundle): readonly Runner[] {
    this.#round++
    for (const event of events) if (isTimed(event)) this.#mark(this.#byKind.get(event.kind))
    for (const { key } of traits) this.#mark(this.#byKey.get(key))
    return this.#runners.filter(
      ({ types, stopped }, i) =>
        this.#marked[i] === this.#round && !stopped && (types === undefined || types.has(artifact.type)),
    )
  }

  #mark(runners: readonly number[] | undefined): void {
    if (runners !== undefined) for (const i of runners) this.#marked[i] = this.#round
  }
}

interface Source {
  readonly sourceRoot: number
  readonly source: number
}

/** Facts about a bundle's traits, as the pass that went before found them. */
export type FactsOf = (bundle: Bundle) => readonly StoredMatch[]

/** How messages that answer one another are read, with no more of their traits than the rules between them look at. */
export interface Answers {
  readonly db: CaseReader['db']
  readonly read: (root: number, artifact: number) => Bundle | undefined
  readonly factsOf: FactsOf
}

export class DetectorPass {
  readonly #runners: readonly Runner[]
  readonly #gatherers: readonly Gatherer[]
  readonly #dispatch: Dispatch
  /** Those that look across links. */
  readonly #linked: Readonly<Record<'copies' | 'replies' | 'answered', readonly Runner[]>>
  #linksTo: Statement<[string, number, number, number], Source> | undefined
  /** The message whose answers are being read. */
  #answered: { readonly message: Bundle; readonly replies: Bundle[] } | undefined
  readonly #viewer: Viewer
  readonly #coverage: Coverage
  readonly #emit: (draft: Draft) => void
  readonly #diagnose: (line: string) => void
  readonly #house: House

  constructor(
    detectors: readonly (Detector | OwnDetector)[],
    house: House,
    viewer: Viewer,
    coverage: Coverage,
    emit: (draft: Draft) => void,
    diagnose: (line: string) => void,
  ) {
    this.#runners = detectors.map((detector) => new Runner(detector))
    this.#gatherers = [new Gatherer('evidence', this.#runners), new Gatherer('parent', this.#runners)]
    this.#dispatch = new Dispatch(this.#runners)
    const joined = (join: Detector['select']['join']) =>
      this.#runners.filter(({ rule }) => rule.detector.select.join === join)
    this.#linked = { copies: joined('copy-of'), replies: joined('replies-to'), answered: joined('answered') }
    this.#viewer = viewer
    this.#coverage = coverage
    this.#emit = emit
    this.#diagnose = diagnose
    this.#house = house
  }

  /** Shows an artifact to the detectors that look at one artifact, and gathers it for those that look at more. */
  artifact(bundle: Bundle, matches: readonly StoredMatch[]): void {
    for (const runner of this.#dispatch.of(bundle)) {
      const group = new Gathered()
      if (this.#put(runner, group, bundle, () => matches)) this.#run(runner, group)
    }
    for (const gatherer of this.#gatherers) {
      const interest = gatherer.interest(bundle.artifact.type)
      if (interest === undefined || !carries(bundle, interest)) continue
      gatherer.tableOf(bundle).add(bundle, interest, matches, (event) => this.#viewer.clock(event))
    }
  }

  /** Runs what was gathered of a root. */
  endOfRoot(): void {
    for (const { runners, tables } of this.#gatherers) {
      for (const [key, table] of tables) {
        const views = new GroupViews(table, this.#viewer.quoter)
        for (const runner of runners) {
          const group = runner.stopped ? undefined : views.groupFor(runner.rule.detector)
          if (group !== undefined) this.#run(runner, group)
        }
        table.free()
        tables.delete(key)
      }
    }
  }

  /** Groups of copies: the first copy of a message and all that are copies of it. */
  copies(reader: CaseReader, factsOf: FactsOf): void {
    const runners = this.#linked.copies
    if (runners.length === 0) return
    const links = reader.db.prepare<
      [string],
      { sourceRoot: number; source: number; targetRoot: number; target: number }
    >(SQL.linksByTarget)
    let current: { readonly root: number; readonly artifact: number; readonly bundles: Bundle[] } | undefined
    const finish = () => {
      if (current !== undefined) this.#together(runners, current.bundles, factsOf)
    }
    for (const { sourceRoot, source, targetRoot, target } of links.iterate('copy-of')) {
      if (current?.root !== targetRoot || current.artifact !== target) {
        finish()
        const first = reader.bundle(targetRoot, target)
        current = { root: targetRoot, artifact: target, bundles: first === undefined ? [] : [first] }
      }
      const copy = reader.bundle(sourceRoot, source)
      if (copy !== undefined) current.bundles.push(copy)
    }
    finish()
  }

  /** A detector looks at replies and what they answer. */
  get wantsReplies(): boolean {
    return this.#linked.replies.length > 0 || this.#linked.answered.length > 0
  }

  /** A reply and a message that it names; the replies to one message one after the other. */
  reply(reply: Bundle, original: Bundle, answers: Answers): void {
    this.#together(this.#linked.replies, [reply, original], answers.factsOf)
    if (this.#linked.answered.length === 0) return
    if (this.#answered?.message !== original) {
      this.endOfReplies(answers)
      this.#answered = { message: original, replies: [] }
    }
    if (this.#answered.replies.length < MOST_LINKED) this.#answered.replies.push(reply)
  }

  /** Runs what was gathered about the last message answered. */
  endOfReplies({ db, read, factsOf }: Answers): void {
    if (this.#answered === undefined) return
    const { message, replies } = this.#answered
    this.#answered = undefined
    const { root, id } = message.artifact
    this.#linksTo ??= db.prepare<[string, number, number, number], Source>(SQL.linksTo)
    const copies = this.#linksTo
      .all('copy-of', root, id, MOST_LINKED)
      .flatMap(({ sourceRoot, source }) => read(sourceRoot, source) ?? [])
    this.#together(this.#linked.answered, [message, ...copies, ...replies], factsOf)
  }

  /** Linked artifacts as one group of each detector, where it sees more than one of them. */
  #together(runners: readonly Runner[], bundles: readonly Bundle[], factsOf: FactsOf): void {
    for (const runner of runners) {
      const group = new Gathered()
      for (const bundle of bundles) this.#put(runner, group, bundle, () => factsOf(bundle))
      if (group.artifacts.length > 1) this.#run(runner, group)
    }
  }

  /** Runs what was gathered for detectors from outside this package, one process each. */
  own(): void {
    for (const runner of this.#runners) {
      if (runner.spool !== undefined) this.#runOwn(runner, runner.spool)
    }
  }

  /** Deletes what was written down for detectors from outside. */
  close(): void {
    for (const { spool } of this.#runners) spool?.close()
  }

  #runOwn({ rule }: Runner, spool: Spool): void {
    const { detector } = rule
    const tally = this.#coverage.of(detector)
    const { breaches, groups, stopped } = spool.run()
    for (const breach of breaches) {
      const draft = this.#located(rule, breach)
      if (draft === undefined) this.#diagnose(`detector ${detector.id} named what it was not given`)
      else this.#emit(draft)
    }
    let failed = 0
    for (const { group, state, broken, error, why } of groups) {
      if (state === 'applied') tally.applied(broken)
      else tally.notApplied(state === 'failed' ? 'the detector failed' : why || NOT_BOTH)
      if (state === 'failed' && ++failed <= FAILURES_NAMED)
        this.#diagnose(`detector ${detector.id} failed on ${spool.labels[group] ?? ''}: ${error}`)
    }
    if (failed > FAILURES_NAMED)
      this.#diagnose(`detector ${detector.id} failed on ${failed - FAILURES_NAMED} more groups`)
    if (stopped === undefined) return
    const left = spool.groups - groups.length
    if (left > 0) tally.notApplied(`the detector was stopped: ${stopped}; what came later was not looked at`, left)
    this.#diagnose(`detector ${detector.id} was stopped: ${stopped}; its findings are incomplete`)
  }

  /** A breach from outside names rows by their keys: they must be of the kinds that were given. */
  #located(rule: DetectorRule, { artifact, other, events, ...breach }: OwnBreach): Draft | undefined {
    const { select } = rule.detector
    const artifactOf = ([root, id]: OwnBreach['artifact']): Row | undefined => {
      const type = this.#viewer.quoter.typeOf(root, id)
      if (type === undefined || (select.artifacts !== undefined && !select.artifacts.includes(type))) return undefined
      return { root, id }
    }
    const about = artifactOf(artifact)
    const second = other === undefined ? undefined : artifactOf(other)
    const quoted = events.map(({ role, event: [root, id] }) => {
      const clock = this.#viewer.quoter.clockOf(root, id)
      return clock === undefined ? undefined : { role, event: { root, id, clock } }
    })
    if (about === undefined || (other !== undefined && second === undefined) || quoted.includes(undefined))
      return undefined
    const known = quoted.filter((event) => event !== undefined)
    return located(rule, { ...defined(breach), artifact: about, other: second, events: known })
  }

  #put(runner: Runner, group: Gathered, bundle: Bundle, matches: () => readonly StoredMatch[]): boolean {
    if (runner.types !== undefined && !runner.types.has(bundle.artifact.type)) return false
    const view = this.#viewer.view(bundle, runner.kinds, runner.keys)
    if (view === undefined) return false
    const { root } = bundle.artifact
    group.add(view, () =>
      matches().map(({ match, trait, broken }) => ({
        fact: match.fact.fact.id,
        trait: this.#viewer.trait(trait, root),
        artifact: view,
        from: match.from,
        to: match.to,
        broken: broken !== '',
      })),
    )
    return true
  }

  #run(runner: Runner, group: DetectorGroup): void {
    if (runner.stopped) return
    const { detector } = runner.rule
    if ('own' in detector) {
      runner.spool ??= new Spool(detector.own, this.#house)
      runner.spool.add(group)
      return
    }
    const tally = this.#coverage.of(detector)
    const begun = performance.now()
    let broken = false
    try {
      const breaches = detector.detect(group, this.#house)
      if (typeof breaches === 'string') {
        const [, why = NOT_BOTH] = breaches.split(': ')
        tally.notApplied(why)
        return
      }
      for (const breach of breaches) {
        broken = true
        this.#emit(draftOf(runner.rule, breach))
        if (runner.spent + performance.now() - begun > BUDGET_MILLISECONDS) break
      }
      tally.applied(broken)
    } catch (error) {
      tally.notApplied('the detector failed')
      const [first] = group.artifacts
      const label = first?.label ?? ''
      this.#diagnose(
        `detector ${detector.id} failed on ${label}: ${error instanceof Error ? error.message : 'unknown error'}`,
      )
    } finally {
      runner.spent += performance.now() - begun
      if (runner.spent > BUDGET_MILLISECONDS) {
        runner.stopped = true
        tally.notApplied(
          `the detector was stopped after ${BUDGET_MILLISECONDS / 1000} seconds; what came later was not looked at`,
        )
        this.#diagnose(
          `detector ${detector.id} was stopped after ${BUDGET_MILLISECONDS / 1000} seconds; its findings are incomplete`,
        )
      }
    }
  }
}

const NOT_BOTH = 'the group does not carry both sides'

type DetectorRule = Extract<Rule, { type: 'detector' }>
type Row = Pick<PlacedArtifact, 'root' | 'id'>
/** A breach with the rows behind it. */
interface Located extends Omit<Breach, 'artifact' | 'other' | 'events'> {
  readonly artifact: Row
  readonly other?: Row | undefined
  readonly events: readonly {
    readonly role: string
    readonly event: {
      readonly root: number
      readonly id: number
      readonly clock: Pick<DetectorEvent['clock'], 'kind' | 'writer'>
    }
  }[]
}

function draftOf(rule: DetectorRule, breach: Breach): Draft {
  const own = (view: unknown): PlacedArtifact => {
    if (view instanceof PlacedArtifact) return view
    throw new Error('a breach names an artifact that is not of its group')
  }
  const about = own(breach.artifact)
  const other = breach.other === undefined ? undefined : own(breach.other)
  const events = breach.events.map(({ role, event }) => {
    if (event instanceof PlacedEvent) return { role, event }
    throw new Error('a breach names an event that is not of its group')
  })
  return located(rule, { ...breach, artifact: about, other, events })
}

function located(rule: DetectorRule, { artifact: about, other, events, ...breach }: Located): Draft {
  return {
    rule,
    at: { root: about.root, artifact: about.id },
    ...(other === undefined ? {} : { other: { root: other.root, artifact: other.id } }),
    events: events.map(({ role, event }) => ({ role, root: event.root, event: event.id })),
    facts: [],
    tier: 'extreme',
    ...(breach.excess === undefined ? {} : { excess: breach.excess }),
    others: breach.others ?? 0,
    values: breach.values,
    ...(breach.notBefore === undefined ? {} : { notBefore: breach.notBefore }),
    writers: [
      ...new Set(events.map(({ event }) => writerOf({ clockKind: event.clock.kind, writer: event.clock.writer }))),
    ],
    onlyCopyTimes: events.some(({ event }) => event.clock.kind === 'copy'),
    ...(breach.level === undefined ? {} : { cap: breach.level }),
    ...(breach.alternatives === undefined ? {} : { alternatives: breach.alternatives }),
  }
}

/** Without the fields that are undefined. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
