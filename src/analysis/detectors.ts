/** Runs detectors group by group, within a budget of time; one that throws or takes too long is named and does not stop the rest. */
import type { Bundle } from './rows.ts'
import type { CaseReader } from './case-reader.ts'
import type { Coverage } from './coverage.ts'
import type { Breach, Detector, DetectorGroup } from './detector.ts'
import { ArtifactView, EventView, type Viewer } from './detector-views.ts'
import type { Draft } from './draft.ts'
import type { StoredMatch } from './facts.ts'
import type { Rule } from './rule-set.ts'
import { SQL } from './statements.ts'
import { writerOf } from './writers.ts'

/** Time that one detector may take over a whole case. */
const BUDGET_MILLISECONDS = 120_000

/** Artifacts gathered at once for all detectors; of larger groups only the place is kept, and each detector reads its own again. */
const MOST_GATHERED = 20_000

interface Gathered {
  artifacts: ArtifactView[]
  facts: DetectorGroup['facts'][number][]
  large: boolean
  /** Artifacts from the first to the last of the group. */
  readonly first: number
  last: number
}
const empty = (first = 0): Gathered => ({ artifacts: [], facts: [], large: false, first, last: first })
const keyOf = (detector: Detector, { artifact }: Bundle): number =>
  detector.select.join === 'evidence' ? artifact.evidence : (artifact.parent ?? artifact.id)

class Runner {
  readonly rule: Extract<Rule, { type: 'detector' }>
  readonly kinds: ReadonlySet<string>
  readonly keys: ReadonlySet<string>
  readonly types: ReadonlySet<string> | undefined
  /** Groups of the root that is being read. */
  readonly open = new Map<number, Gathered>()
  spent = 0
  stopped = false

  constructor(detector: Detector) {
    this.rule = { type: 'detector', detector }
    this.kinds = new Set(detector.select.events)
    this.keys = new Set(detector.select.traits)
    this.types = detector.select.artifacts === undefined ? undefined : new Set(detector.select.artifacts)
  }
}

/** Facts about a bundle's traits, as the pass that went before found them. */
export type FactsOf = (bundle: Bundle) => readonly StoredMatch[]

export class DetectorPass {
  readonly #runners: readonly Runner[]
  readonly #viewer: Viewer
  readonly #coverage: Coverage
  readonly #emit: (draft: Draft) => void
  readonly #diagnose: (line: string) => void

  constructor(
    detectors: readonly Detector[],
    viewer: Viewer,
    coverage: Coverage,
    emit: (draft: Draft) => void,
    diagnose: (line: string) => void,
  ) {
    this.#runners = detectors.map((detector) => new Runner(detector))
    this.#viewer = viewer
    this.#coverage = coverage
    this.#emit = emit
    this.#diagnose = diagnose
  }

  /** Shows an artifact to the detectors that look at one artifact, and gathers it for those that look at more. */
  artifact(bundle: Bundle, matches: readonly StoredMatch[]): void {
    for (const runner of this.#runners) {
      const { join } = runner.rule.detector.select
      if (join === 'copy-of' || runner.stopped) continue
      if (join === 'artifact') {
        const group = empty()
        if (this.#put(runner, group, bundle, matches)) this.#run(runner, group)
        continue
      }
      const key = keyOf(runner.rule.detector, bundle)
      const group = runner.open.get(key) ?? empty(bundle.artifact.id)
      if (!this.#put(runner, group, bundle, matches)) continue
      runner.open.set(key, group)
      group.last = bundle.artifact.id
      if (group.large || group.artifacts.length > MOST_GATHERED) {
        group.large = true
        group.artifacts = []
        group.facts = []
      }
    }
  }

  /** Runs what was gathered of a root. */
  endOfRoot(root: number, reader: CaseReader, factsOf: FactsOf): void {
    for (const runner of this.#runners) {
      for (const [key, group] of runner.open) {
        if (group.large) this.#gather(runner, key, group, root, reader, factsOf)
        this.#run(runner, group)
        runner.open.delete(key)
      }
    }
  }

  #gather(runner: Runner, key: number, group: Gathered, root: number, reader: CaseReader, factsOf: FactsOf): void {
    for (const slice of reader.slices(root, group.first, group.last))
      for (const bundle of slice)
        if (keyOf(runner.rule.detector, bundle) === key) this.#put(runner, group, bundle, factsOf(bundle))
  }

  /** Groups of copies: the first copy of a message and all that are copies of it. */
  copies(reader: CaseReader, factsOf: FactsOf): void {
    const runners = this.#runners.filter((runner) => runner.rule.detector.select.join === 'copy-of')
    if (runners.length === 0) return
    const links = reader.db.prepare<
      [string],
      { sourceRoot: number; source: number; targetRoot: number; target: number }
    >(SQL.linksByTarget)
    let current: { readonly root: number; readonly artifact: number; readonly bundles: Bundle[] } | undefined
    const finish = () => {
      if (current === undefined) return
      const { bundles } = current
      for (const runner of runners) {
        const group = empty()
        for (const bundle of bundles) this.#put(runner, group, bundle, factsOf(bundle))
        if (group.artifacts.length > 1) this.#run(runner, group)
      }
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

  #put(runner: Runner, group: Gathered, bundle: Bundle, matches: readonly StoredMatch[]): boolean {
    if (runner.types !== undefined && !runner.types.has(bundle.artifact.type)) return false
    const view = this.#viewer.view(bundle, runner.kinds, runner.keys, runner.rule.detector.select.join === 'artifact')
    if (view === undefined) return false
    group.artifacts.push(view)
    if (matches.length === 0) return true
    for (const { match, trait, broken } of matches)
      group.facts.push({
        fact: match.fact.fact.id,
        trait: this.#viewer.trait(trait),
        artifact: view,
        from: match.from,
        to: match.to,
        broken: broken !== '',
      })
    return true
  }

  #run(runner: Runner, group: DetectorGroup): void {
    if (runner.stopped) return
    const { detector } = runner.rule
    const tally = this.#coverage.of(detector)
    const begun = performance.now()
    let broken = false
    try {
      const breaches = detector.detect(group)
      if (breaches === 'not applicable') {
        tally.notApplied('the group does not carry both sides')
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
      const label = group.artifacts[0]?.label ?? ''
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

function draftOf(rule: Extract<Rule, { type: 'detector' }>, breach: Breach): Draft {
  const own = (view: unknown): ArtifactView => {
    if (view instanceof ArtifactView) return view
    throw new Error('a breach names an artifact that is not of its group')
  }
  const about = own(breach.artifact)
  const other = breach.other === undefined ? undefined : own(breach.other)
  const events = breach.events.map(({ role, event }) => {
    if (event instanceof EventView) return { role, event }
    throw new Error('a breach names an event that is not of its group')
  })
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
