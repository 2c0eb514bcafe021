/** One artifact whole: what it is, what it carries and what it is linked with. Every list is bounded and says what it leaves out. */
import { z } from 'zod'
import { ARTIFACT_TYPES, type ArtifactType, type Locator } from '../../model.ts'
import { LINK_KINDS, type LinkKind } from '../linking.ts'
import type { CaseDatabase } from '../open.ts'
import { parseLocator } from '../readers.ts'
import { EventReader, type EventRow } from './events.ts'
import { findingsOf, type FindingRow } from './findings.ts'

/** Key of an artifact in the case; never shown. */
export interface ArtifactKey {
  readonly root: number
  readonly artifact: number
}

export interface TraitRow {
  readonly key: string
  readonly value: string
  readonly locator: Locator
  /** The writer of the event it belongs to; null: the artifact's, or this copy's. */
  readonly writer: string | null
}

export interface LinkRow extends ArtifactKey {
  /** As the case words it; `back` means that the other points here. */
  readonly kind: LinkKind | 'part of'
  readonly back: boolean
  readonly type: ArtifactType
  readonly label: string
  readonly evidence: string
}

export interface ArtifactWhole extends ArtifactKey {
  readonly type: ArtifactType
  readonly label: string
  readonly locator: Locator
  readonly evidence: string
  readonly evidenceId: number
  readonly sha256: string | null
  readonly events: readonly EventRow[]
  readonly traits: readonly TraitRow[]
  readonly links: readonly LinkRow[]
  readonly findings: readonly FindingRow[]
  /** What the lists above leave out. */
  readonly more: { readonly events: number; readonly traits: number; readonly links: number }
  /** `dating.body`; null: none was made. */
  readonly dating: string | null
}

/** Events, traits and links shown of one artifact. */
const MOST = 1_000

const head = z.object({
  type: z.enum(ARTIFACT_TYPES),
  label: z.string(),
  locator: z.string().transform(parseLocator),
  parent: z.number().nullable(),
  evidence: z.string(),
  evidenceId: z.number(),
  sha256: z.string().nullable(),
})
const HEAD = `SELECT a.type, a.label, a.locator, a.parent, e.path AS evidence, a.evidence AS "evidenceId", e.sha256
 FROM artifact a JOIN evidence e ON e.root = a.root AND e.id = a.evidence WHERE a.root = ? AND a.id = ?`
const trait = z.object({
  key: z.string(),
  value: z.string(),
  locator: z.string().transform(parseLocator),
  writer: z.string().nullable(),
})
const TRAITS = `SELECT v.key, v.value, t.locator, c.writer FROM trait t JOIN trait_value v ON v.id = t.value
 LEFT JOIN event x ON x.root = t.root AND x.id = t.event LEFT JOIN clock c ON c.root = x.root AND c.id = x.clock
 WHERE t.root = ? AND t.artifact >= ? AND t.artifact < ? ORDER BY t.artifact, t.id LIMIT ?`
const linkSchema = z.object({ kind: z.string(), root: z.number(), artifact: z.number() })

export function wholeArtifact(db: CaseDatabase, key: ArtifactKey): ArtifactWhole | undefined {
  const { root, artifact } = key
  const found = db.prepare(HEAD).get(root, artifact)
  if (found === undefined) return undefined
  const { parent, ...own } = head.parse(found)
  const events = new EventReader(db).ofArtifact(root, artifact, MOST + 1)
  const traits = z.array(trait).parse(db.prepare(TRAITS).all(root, artifact, artifact + 1, MOST + 1))
  const links = [
    ...(parent === null ? [] : [{ kind: 'part of' as const, back: false, root, artifact: parent }]),
    ...linksOf(db, key),
  ]
  const dating = db
    .prepare<[number, number], string>('SELECT body FROM dating WHERE root = ? AND artifact = ?')
    .pluck()
    .get(root, artifact)
  const label = db.prepare<[number, number]>(HEAD)
  return {
    ...key,
    ...own,
    events: events.slice(0, MOST),
    traits: traits.slice(0, MOST),
    links: links.slice(0, MOST).flatMap((link) => {
      const other = label.get(link.root, link.artifact)
      if (other === undefined) return []
      const { type, label: words, evidence } = head.parse(other)
      return [{ ...link, type, label: words, evidence }]
    }),
    findings: findingsOf(db, root, artifact),
    more: {
      events: Math.max(0, events.length - MOST),
      traits: Math.max(0, traits.length - MOST),
      links: Math.max(0, links.length - MOST),
    },
    dating: dating ?? null,
  }
}

type Link = Pick<LinkRow, 'kind' | 'back' | 'root' | 'artifact'>

function linksOf(db: CaseDatabase, { root, artifact }: ArtifactKey): readonly Link[] {
  const on = db.prepare(
    'SELECT kind, target_root AS root, target AS artifact FROM link WHERE kind = ? AND source_root = ? AND source = ? LIMIT ?',
  )
  const back = db.prepare(
    'SELECT kind, source_root AS root, source AS artifact FROM link WHERE kind = ? AND target_root = ? AND target = ? LIMIT ?',
  )
  return LINK_KINDS.flatMap((kind) => [
    ...z
      .array(linkSchema)
      .parse(on.all(kind, root, artifact, MOST + 1))
      .map((link) => ({ ...link, kind, back: false })),
    ...z
      .array(linkSchema)
      .parse(back.all(kind, root, artifact, MOST + 1))
      .map((link) => ({ ...link, kind, back: true })),
  ])
}

/** The artifact before or behind one in the same evidence; undefined at the ends. */
export function neighbour(
  db: CaseDatabase,
  { root, artifact }: ArtifactKey,
  evidence: number,
  step: 1 | -1,
): ArtifactKey | undefined {
  const sql =
    step > 0
      ? 'SELECT MIN(id) FROM artifact WHERE root = ? AND evidence = ? AND id > ?'
      : 'SELECT MAX(id) FROM artifact WHERE root = ? AND evidence = ? AND id < ?'
  const id = db.prepare<[number, number, number], number | null>(sql).pluck().get(root, evidence, artifact)
  return id === null || id === undefined ? undefined : { root, artifact: id }
}

/** The first artifact of an evidence. */
export const firstOf = (db: CaseDatabase, root: number, evidence: number): ArtifactKey | undefined =>
  neighbour(db, { root, artifact: -1 }, evidence, 1)

/** The artifact that a place names: an evidence's path and the artifact's locator key. */
export function artifactAt(db: CaseDatabase, path: string, locatorKey: string): ArtifactKey | undefined {
  return db
    .prepare<[string, string], ArtifactKey>(
      `SELECT a.root, a.id AS artifact FROM evidence e JOIN browse_evidence b ON b.root = e.root AND b.id = e.id
       JOIN artifact a ON a.root = e.root AND a.evidence = e.id WHERE e.path = ? AND a.locator_key = ? LIMIT 1`,
    )
    .get(path, locatorKey)
}
