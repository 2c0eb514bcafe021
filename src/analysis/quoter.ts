/** Reads from a case what findings, datings and detectors quote: labels, texts and locators. */
import type { Database } from 'better-sqlite3'
import { locatorKey, type Locator, type LogicalPath, type QuotedEvent, type Sha256 } from '../model.ts'
import type { ArtifactKey } from './draft.ts'
import type { CompiledFact } from './fact-index.ts'
import type { ArtifactRef, QuotedFact } from './finding.ts'
import type { ArtifactRow, QuotableArtifact, QuotableEvent, QuotableTrait } from './rows.ts'
import { SQL } from './statements.ts'

interface EvidenceRow {
  readonly path: LogicalPath
  readonly sha256: Sha256 | null
}

/** Evidences kept: those of neighbouring artifacts are the same. */
const EVIDENCES_KEPT = 2_000
/** Events whose texts are read together: detectors ask for many of one message, whose events follow one another. */
const TEXTS_TOGETHER = 32

type Texts = Pick<QuotableEvent, 'raw' | 'locator'>

export class Quoter {
  readonly #artifact
  readonly #event
  readonly #texts
  readonly #traitLocator
  readonly #label
  readonly #trait
  readonly #evidence
  readonly #roots: ReadonlyMap<number, LogicalPath>
  readonly #evidences = new Map<string, EvidenceRow>()
  /** The texts read last: those of a root, from an event on. */
  #near: { readonly root: number; readonly from: number; readonly texts: ReadonlyMap<number, Texts> } | undefined

  constructor(db: Database) {
    this.#artifact = db.prepare<[number, number], QuotableArtifact>(SQL.artifactRow)
    this.#event = db.prepare<[number, number], QuotableEvent>(SQL.event)
    this.#texts = db.prepare<[number, number, number], [id: number, raw: string, locator: string]>(SQL.texts).raw()
    this.#traitLocator = db.prepare<[number, number], string>(SQL.traitLocator).pluck()
    this.#label = db.prepare<[number, number], string>(SQL.label).pluck()
    this.#trait = db.prepare<[number, number], QuotableTrait>(SQL.trait)
    this.#evidence = db.prepare<[number, number], EvidenceRow>(SQL.evidence)
    this.#roots = new Map(
      db
        .prepare<[], { root: number; path: LogicalPath }>(SQL.roots)
        .all()
        .map(({ root, path }) => [root, path]),
    )
  }

  artifact(at: ArtifactKey): QuotableArtifact {
    return present(this.#artifact.get(at.root, at.artifact))
  }

  /** The type of an artifact that may not exist. */
  typeOf(root: number, artifact: number): QuotableArtifact['type'] | undefined {
    return this.#artifact.get(root, artifact)?.type
  }

  /** Whose clock an event shows, that may not exist. */
  clockOf(
    root: number,
    event: number,
  ): { readonly kind: QuotableEvent['clockKind']; readonly writer: string } | undefined {
    const found = this.#event.get(root, event)
    return found === undefined ? undefined : { kind: found.clockKind, writer: found.writer }
  }

  label(root: number, artifact: number): string {
    return this.#label.get(root, artifact) ?? ''
  }

  refTo({ root, id }: ArtifactRow): ArtifactRef {
    return this.ref(this.artifact({ root, artifact: id }))
  }

  ref(row: QuotableArtifact): ArtifactRef {
    const { path, sha256 } = this.#evidenceOf(row.root, row.evidence)
    return {
      root: this.#roots.get(row.root) ?? path,
      evidence: path,
      sha256: sha256 ?? NO_HASH,
      type: row.type,
      label: row.label,
      locator: locatorOf(row.locator),
    }
  }

  /** What identifies an artifact outside the case: its evidence's hash and path, and where it stands in it. */
  identity(row: QuotableArtifact): readonly (string | null)[] {
    const { path, sha256 } = this.#evidenceOf(row.root, row.evidence)
    return [sha256, path, locatorKey(locatorOf(row.locator))]
  }

  #evidenceOf(root: number, evidence: number): EvidenceRow {
    const key = `${root}.${evidence}`
    const known = this.#evidences.get(key)
    if (known !== undefined) return known
    const row = present(this.#evidence.get(root, evidence))
    if (this.#evidences.size > EVIDENCES_KEPT) this.#evidences.clear()
    this.#evidences.set(key, row)
    return row
  }

  path = (root: number, evidence: number): LogicalPath => this.#evidenceOf(root, evidence).path

  event(role: string, root: number, event: number): QuotedEvent {
    return this.quote(role, present(this.#event.get(root, event)))
  }

  quote(role: string, row: QuotableEvent): QuotedEvent {
    return {
      role,
      kind: row.kind,
      time: row.nominal ?? undefined,
      earliest: row.earliest ?? undefined,
      latest: row.latest ?? undefined,
      clock: { kind: row.clockKind, writer: row.writer, zone: row.zone },
      raw: row.raw,
      locator: locatorOf(row.locator),
      evidence: this.#evidenceOf(row.root, row.evidence).path,
    }
  }

  raw(root: number, event: number): string {
    return this.#textsOf(root, event)?.raw ?? ''
  }

  eventLocator = (root: number, event: number): Locator | undefined => {
    const texts = this.#textsOf(root, event)
    return texts === undefined ? undefined : locatorOf(texts.locator)
  }

  #textsOf(root: number, event: number): Texts | undefined {
    const from = event - (event % TEXTS_TOGETHER)
    if (this.#near?.root !== root || this.#near.from !== from) {
      const texts = new Map<number, Texts>()
      for (const [id, raw, locator] of this.#texts.all(root, from, from + TEXTS_TOGETHER))
        texts.set(id, { raw, locator })
      this.#near = { root, from, texts }
    }
    return this.#near.texts.get(event)
  }

  traitLocator(root: number, trait: number): Locator {
    return locatorOf(present(this.#traitLocator.get(root, trait)))
  }

  trait(root: number, trait: number): QuotableTrait {
    return present(this.#trait.get(root, trait))
  }

  /** A fact whole, with the value it speaks about. */
  fact({ fact, family }: CompiledFact, { value, locator }: QuotableTrait): QuotedFact {
    return {
      ...fact,
      margin: fact.margin ?? family.margin,
      family: family.id,
      trait: family.trait,
      value,
      writtenBy: family.writtenBy,
      collection: family.collection,
      locator: locatorOf(locator),
    }
  }
}

function present<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a row vanished from the case during its analysis')
  return row
}

/** Locators were written as JSON by our own recorder. */
export const locatorOf = (json: string): Locator => JSON.parse(json) as Locator
const NO_HASH = '' as Sha256
