/** Reads from a case what findings, datings and detectors quote: labels, texts and locators. */
import type { Database } from 'better-sqlite3'
import type { ArtifactType, Locator, LogicalPath, QuotedEvent, Sha256 } from '../model.ts'
import type { ArtifactKey } from './draft.ts'
import type { CompiledFact } from './fact-index.ts'
import type { ArtifactRef, QuotedFact } from './finding.ts'
import type { EventRow } from './rows.ts'
import { SQL } from './statements.ts'

export interface RefRow {
  readonly root: LogicalPath
  readonly evidence: LogicalPath
  readonly sha256: Sha256 | null
  readonly type: ArtifactType
  readonly label: string
  readonly locator: string
  readonly locatorKey: string
}
interface QuotedRow extends EventRow {
  readonly path: LogicalPath
}

/** Reads what findings and datings quote. Locators were written by our own recorder as JSON. */
export class Quoter {
  readonly #ref
  readonly #event
  readonly #texts
  readonly #trait
  readonly #traitLocator

  constructor(db: Database) {
    this.#ref = db.prepare<[number, number], RefRow>(SQL.artifactRef)
    this.#event = db.prepare<[number, number], QuotedRow>(SQL.quotedEvent)
    this.#texts = db.prepare<[number, number], { raw: string; locator: string }>(SQL.texts)
    this.#traitLocator = db.prepare<[number, number], { locator: string }>(SQL.traitLocator)
    this.#trait = db.prepare<[number, number], { key: string; value: string; locator: string }>(SQL.trait)
  }

  row(at: ArtifactKey): RefRow {
    const row = this.#ref.get(at.root, at.artifact)
    if (row === undefined) throw new Error('an artifact vanished from the case during its analysis')
    return row
  }

  ref(at: ArtifactKey): ArtifactRef {
    const { root, evidence, sha256, type, label, locator } = this.row(at)
    return { root, evidence, sha256: sha256 ?? NO_HASH, type, label, locator: locatorOf(locator) }
  }

  event(role: string, root: number, event: number): QuotedEvent {
    const row = this.#event.get(root, event)
    if (row === undefined) throw new Error('an event vanished from the case during its analysis')
    return {
      role,
      kind: row.kind,
      time: row.nominal ?? undefined,
      earliest: row.earliest ?? undefined,
      latest: row.latest ?? undefined,
      clock: { kind: row.clockKind, writer: row.writer, zone: row.zone },
      raw: row.raw,
      locator: locatorOf(row.locator),
      evidence: row.path,
    }
  }

  raw(root: number, event: number): string {
    return this.#texts.get(root, event)?.raw ?? ''
  }

  eventLocator = (root: number, event: number): Locator | undefined => {
    const row = this.#texts.get(root, event)
    return row === undefined ? undefined : locatorOf(row.locator)
  }

  traitLocator = (root: number, trait: number): Locator | undefined => {
    const row = this.#traitLocator.get(root, trait)
    return row === undefined ? undefined : locatorOf(row.locator)
  }

  fact({ fact, family }: CompiledFact, root: number, trait: number): QuotedFact {
    const row = this.#trait.get(root, trait)
    if (row === undefined) throw new Error('a trait vanished from the case during its analysis')
    return {
      ...fact,
      margin: fact.margin ?? family.margin,
      family: family.id,
      trait: family.trait,
      value: row.value,
      writtenBy: family.writtenBy,
      collection: family.collection,
      locator: locatorOf(row.locator),
    }
  }
}

export const locatorOf = (json: string): Locator => JSON.parse(json) as Locator
const NO_HASH = '' as Sha256
