/** Dates the artifacts of one root as they are read; what contains a later one is dated again when the root was read. */
import type { Ancestry } from './ancestry.ts'
import type { CaseReader } from './case-reader.ts'
import { lowerBound, type Dater, type LowerBound } from './dating.ts'
import type { StoredMatch } from './facts.ts'
import type { Dating } from './finding.ts'
import type { Bundle } from './rows.ts'
import type { Tolerances } from './tolerances.ts'

export interface StoredDating {
  readonly root: number
  readonly artifact: number
  readonly dating: Dating
}

export class DatingPass {
  readonly #reader: CaseReader
  readonly #ancestry: Ancestry
  readonly #clocks: Tolerances
  readonly #dater: Dater
  readonly #factsOf: (bundle: Bundle) => readonly StoredMatch[]
  /** By container: the tightest lower bound of what lies in it. */
  readonly #content = new Map<number, LowerBound>()
  /** Lower bounds of artifacts that may contain others, by their own marks. */
  readonly #own = new Map<number, number>()

  constructor(
    reader: CaseReader,
    ancestry: Ancestry,
    clocks: Tolerances,
    dater: Dater,
    factsOf: (bundle: Bundle) => readonly StoredMatch[],
  ) {
    this.#reader = reader
    this.#ancestry = ancestry
    this.#clocks = clocks
    this.#dater = dater
    this.#factsOf = factsOf
  }

  artifact(bundle: Bundle, matches: readonly StoredMatch[]): StoredDating | undefined {
    const { root, id } = bundle.artifact
    const lower = lowerBound(bundle, matches, this.#clocks, this.#ancestry)
    if (lower !== undefined) {
      if (bundle.artifact.type !== 'row') this.#own.set(id, lower.at)
      this.#tellContainers(bundle, lower)
    }
    // Plain rows are dated where a finding names them: a million datings of rows would say nothing.
    if (bundle.artifact.type === 'row') return undefined
    const dating = this.#dater.date(bundle, lower, matches)
    return dating === undefined ? undefined : { root, artifact: id, dating }
  }

  #tellContainers(bundle: Bundle, { at, dependsOn }: LowerBound): void {
    for (const id of this.#ancestry.idsAbove(bundle.artifact)) {
      const known = this.#content.get(id)
      if (known === undefined || at > known.at)
        this.#content.set(id, { at, dependsOn, from: { type: 'content', artifact: bundle.artifact } })
    }
  }

  /** Containers whose content is younger than their own marks say, dated again. */
  *containers(root: number): Generator<StoredDating> {
    const younger = [...this.#content].filter(([id, { at }]) => (this.#own.get(id) ?? -Infinity) < at)
    const ids = younger.map(([id]) => id).sort((a, b) => a - b)
    for (const bundle of this.#reader.bundles(root, ids)) {
      const artifact = bundle.artifact.id
      const content = this.#content.get(artifact)
      if (content === undefined) continue
      const matches = this.#factsOf(bundle)
      const own = lowerBound(bundle, matches, this.#clocks, this.#ancestry)
      if (own !== undefined && own.at >= content.at) continue
      const dating = this.#dater.date(bundle, content, matches)
      if (dating !== undefined) yield { root, artifact, dating }
    }
    this.#content.clear()
    this.#own.clear()
  }
}
