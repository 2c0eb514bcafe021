/**
 * Reads of a case that several parts of the program share: the list of evidence, events as a stream. Nothing is sorted by, or tells,
 * a row's id; orders are those of paths, places and times.
 */
import { z } from 'zod'
import {
  type ArtifactType,
  type ClockKind,
  type EvidenceStatus,
  type Locator,
  type LogicalPath,
  type Sha256,
} from '../model.ts'
import type { Instant } from '../time/instant.ts'
import type { CaseDatabase } from './open.ts'

export interface EvidenceEntry {
  readonly path: LogicalPath
  /** Logical path of the top-level file. */
  readonly root: LogicalPath
  readonly sha256: Sha256 | null
  readonly size: number
  readonly type: string
  readonly status: EvidenceStatus
  readonly error: string | null
  readonly exhibit: string | null
  /** Path of the evidence in which it is packed. */
  readonly parent: LogicalPath | null
}

/** One event with where it stands. Times are microseconds since 1970 UTC; null where the text names no moment. */
export interface EventEntry {
  readonly kind: string
  readonly nominal: Instant | null
  readonly earliest: Instant | null
  readonly latest: Instant | null
  /** Microseconds. */
  readonly width: number
  readonly zone: 'utc' | 'offset' | 'floating'
  readonly zoneOffset: number | null
  readonly raw: string
  /** JSON of a `Locator`. */
  readonly locator: string
  readonly clockKind: ClockKind
  readonly clockWriter: string
  readonly evidence: LogicalPath
  readonly artifactType: ArtifactType
  readonly artifactLabel: string
  /** 1: the event by which the artifact says when it was made. */
  readonly isClaim: 0 | 1
  /** By key, sorted; only where they were asked for. */
  readonly traits?: Traits
}
/** The values of each trait. */
export type Traits = Readonly<Record<string, readonly string[]>>

const EVIDENCE = `
  SELECT e.path, r.path AS root, e.sha256, e.size, e.type, e.status, e.error, e.exhibit, p.path AS parent
  FROM evidence e JOIN root r ON r.root = e.root LEFT JOIN evidence p ON p.root = e.root AND p.id = e.parent
  ORDER BY r.path, e.path`

/** All evidence in the order of paths. */
export function evidence(db: CaseDatabase): readonly EvidenceEntry[] {
  return db.prepare<[], EvidenceEntry>(EVIDENCE).all()
}

const EVENT = `
  SELECT v.kind, v.nominal, v.earliest, v.latest, v.width, v.zone, v.zone_offset AS "zoneOffset", v.raw, v.locator,
    c.kind AS "clockKind", c.writer AS "clockWriter", e.path AS evidence, a.type AS "artifactType",
    a.label AS "artifactLabel", CASE WHEN a.claim = v.id THEN 1 ELSE 0 END AS "isClaim"
  FROM event v
    JOIN artifact a ON a.root = v.root AND a.id = v.artifact
    JOIN evidence e ON e.root = v.root AND e.id = v.evidence
    JOIN clock c ON c.root = v.root AND c.id = v.clock
    JOIN root r ON r.root = v.root`
/** Ties are broken by what anybody can see: paths, places, texts. */
const PLACE = 'r.path, e.path, a.locator_key, v.kind, v.locator, v.raw'
const ORDERS = {
  time: `ORDER BY CASE WHEN v.nominal IS NULL THEN 1 ELSE 0 END, v.nominal, ${PLACE}`,
  place: `ORDER BY ${PLACE}`,
} as const

/** Events as a stream, of all kinds or of some. The case must not be written while it is read. */
export function events(
  db: CaseDatabase,
  { kinds, order }: { readonly kinds?: readonly string[]; readonly order: keyof typeof ORDERS },
): IterableIterator<EventEntry> {
  const where = kinds === undefined ? '' : `WHERE v.kind IN (${kinds.map(() => '?').join(', ')})`
  return db.prepare<string[], EventEntry>(`${EVENT} ${where} ${ORDERS[order]}`).iterate(...(kinds ?? []))
}

/** An event's place in the store, which does not leave it. */
interface Ids {
  readonly root: number
  readonly id: number
  readonly artifact: number
}
const TRAITS = `
  SELECT t.event, w.key, w.value FROM trait t JOIN trait_value w ON w.id = t.value
  WHERE t.root = ? AND t.artifact >= ? AND t.artifact < ?`
const LAST = `SELECT MAX(nominal) FROM event WHERE root = ? AND artifact >= ? AND artifact < ?`

/**
 * Events in the order of time, each with its traits: those that its writer wrote, and at the latest time that the artifact states also
 * those that no dated line of it wrote. Only against that time may they be held: they are of the copy.
 */
export function* eventsWithTraits(db: CaseDatabase): Generator<EventEntry> {
  const named = `v.root, v.id, v.artifact, ${EVENT.trim().slice('SELECT '.length)}`
  const traits = db.prepare<[number, number, number], { event: number | null; key: string; value: string }>(TRAITS)
  const last = db.prepare<[number, number, number], Instant | null>(LAST).pluck()
  for (const { root, id, artifact, ...event } of db
    .prepare<[], EventEntry & Ids>(`SELECT ${named} ${ORDERS.time}`)
    .iterate()) {
    const all = traits.all(root, artifact, artifact + 1)
    const isLast = all.some((one) => one.event === null) && last.get(root, artifact, artifact + 1) === event.nominal
    const own = all.filter((one) => one.event === id || (isLast && one.event === null))
    const keys = [...new Set(own.map(({ key }) => key))].sort()
    yield {
      ...event,
      traits: Object.fromEntries(
        keys.map((key) => [key, [...new Set(own.filter((one) => one.key === key).map(({ value }) => value))].sort()]),
      ),
    }
  }
}

const locator = z.custom<Locator>((value) => typeof value === 'object' && value !== null && 'type' in value)
/** A stored locator. */
export const parseLocator = (json: string): Locator => locator.parse(JSON.parse(json))
