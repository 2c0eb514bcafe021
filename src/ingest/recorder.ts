/**
 * Turns what ingesters yield into rows of the case. Ids count within one root in the order of reading, so they depend on
 * nothing but the evidence; identity of artifacts, clocks and events is that of the objects.
 */
import {
  isUnread,
  locatorKey,
  type Artifact,
  type ArtifactType,
  type Clock,
  type Event,
  type EvidenceStatus,
  type Locator,
  type LogicalPath,
  type Sha256,
  type Trait,
} from '../model.ts'
import { range } from '../time/reading.ts'
import { emptyTables, pack, PART_TABLES, type Cell, type Part, type PartTable } from './part.ts'

/** Which traits the loaded rules can use; all others are not stored. */
export type Wanted = 'all' | { readonly keys: ReadonlySet<string>; readonly prefixes: readonly string[] }

/** Names and references that linking joins, what was guessed, and times that could not be read: stored whatever is wanted. */
const ALWAYS = new Set([
  'email.message-id',
  'email.in-reply-to',
  'email.references',
  'db.session',
  'db.row.session',
  'ios-backup.file-id',
  'db.guess',
  'db.guess-open',
  'time.out-of-range',
  'time.sentinel',
  'time.unreadable',
])
/** Sequences of which every artifact has its own; all others belong to the evidence. */
const OWN_SEQUENCES = new Set(['hops'])

/** Artifacts that no other is a part of: to remember a million of them keeps the garbage collector busy. */
const LEAVES: ReadonlySet<ArtifactType> = new Set(['row', 'session'])

/** A part is cut at the first end of an artifact after one of these. */
const PART_MESSAGES = 256
/** A part of so many rows is garbage before V8 takes it for something that lasts: larger ones cost a third more memory. */
const PART_ROWS = 8_000
const PART_BYTES = 16 * 1024 * 1024

/** Lines kept of one evidence's problems; further ones are counted. */
const MOST_PROBLEMS = 1_000
const LONGEST_PROBLEM = 2_000

/** What is known of one evidence while it is read. */
export interface Scope {
  readonly id: number
  readonly artifacts: WeakMap<Artifact, { readonly id: number; readonly events: ReadonlyMap<Event, number> }>
  readonly clocks: WeakMap<Clock, number>
  readonly sequences: Map<string, number>
  artifactCount: number
  problemCount: number
}

export interface EvidenceRow {
  readonly path: LogicalPath
  readonly sha256?: Sha256
  readonly size: number
  readonly type: string
  readonly status: EvidenceStatus
  readonly error?: string
  readonly parent?: { readonly evidence: number; readonly artifact: number }
  readonly exhibit?: string
}

/** One line of at most 2,000 characters, without control characters. */
export const oneLine = (text: string): string =>
  text
    .slice(0, LONGEST_PROBLEM)
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()

export function isWanted(wanted: Wanted, key: string): boolean {
  return (
    wanted === 'all' ||
    wanted.keys.has(key) ||
    ALWAYS.has(key) ||
    wanted.prefixes.some((prefix) => key.startsWith(prefix))
  )
}

export class Recorder {
  readonly #root: number
  readonly #wanted: Wanted
  #sha256: Sha256 | undefined
  #rows = emptyTables()
  #number = 0
  #rowCount = 0
  #bytes = 0
  #messages = 0
  #unread = 0
  readonly #places = new Map<Locator, string>()
  #next = { evidence: 0, artifact: 0, clock: 0, event: 0, sequence: 0, trait: 0, problem: 0 }

  constructor(root: number, wanted: Wanted) {
    this.#root = root
    this.#wanted = wanted
  }

  /** Every part from now on says of which bytes it was read. */
  rootHash(sha256: Sha256): void {
    this.#sha256 = sha256
  }

  /** A new evidence. Its row is written by `end`, when its status is known. */
  begin(): Scope {
    return {
      id: this.#next.evidence++,
      artifacts: new WeakMap(),
      clocks: new WeakMap(),
      sequences: new Map(),
      artifactCount: 0,
      problemCount: 0,
    }
  }

  end(scope: Scope, row: EvidenceRow): void {
    if (isUnread(row.status)) this.#unread++
    this.#add('evidence', [
      scope.id,
      row.path,
      row.sha256 ?? null,
      row.size,
      row.type,
      row.status,
      row.error ?? null,
      row.parent?.evidence ?? null,
      row.parent?.artifact ?? null,
      row.exhibit ?? null,
    ])
  }

  problem(scope: Scope, text: string): void {
    scope.problemCount++
    if (scope.problemCount > MOST_PROBLEMS + 1) return
    const line =
      scope.problemCount > MOST_PROBLEMS ? `more than ${MOST_PROBLEMS} problems; the rest is not listed` : oneLine(text)
    this.#add('problem', [this.#next.problem++, scope.id, line])
  }

  /**
   * Records an artifact and returns its id. `stated` are events that the exhibit list adds; the first assertion among them
   * becomes the claim of an artifact that makes none itself.
   */
  artifact(scope: Scope, artifact: Artifact, stated: readonly Event[] = []): number {
    const id = this.#next.artifact++
    scope.artifactCount++
    if (artifact.type === 'message') this.#messages++
    const parent = artifact.parent === undefined ? undefined : scope.artifacts.get(artifact.parent)
    const events = new Map<Event, number>()
    const own = new Map<string, number>()
    for (const event of artifact.events) events.set(event, this.#event(scope, id, event, own))
    for (const event of stated) events.set(event, this.#event(scope, id, event, own))
    const claim = artifact.claim ?? stated.find((event) => event.kind === 'assertion.made')
    this.#add('artifact', [
      id,
      scope.id,
      artifact.type,
      this.#place(artifact.locator),
      locatorKey(artifact.locator),
      artifact.label,
      parent?.id ?? null,
      (claim && events.get(claim)) ?? null,
    ])
    for (const event of artifact.events)
      if (event.reading.nominal === undefined)
        this.#trait(scope, id, events, {
          key: `time.${event.reading.problem ?? 'unreadable'}`,
          value: event.kind,
          locator: event.locator,
          by: event,
        })
    for (const trait of artifact.traits)
      if (isWanted(this.#wanted, trait.key)) this.#trait(scope, id, events, trait, artifact)
    for (const problem of artifact.problems ?? []) this.problem(scope, problem)
    this.#places.clear()
    if (!LEAVES.has(artifact.type)) scope.artifacts.set(artifact, { id, events })
    return id
  }

  /** True when the part should be taken before the next artifact. */
  full(): boolean {
    return this.#messages >= PART_MESSAGES || this.#rowCount >= PART_ROWS || this.#bytes >= PART_BYTES
  }

  /** The rows since the last part. */
  take(last?: Part['last']): Part {
    const part: Part = {
      root: this.#root,
      number: this.#number++,
      rows: pack(this.#rows),
      events: this.#rows.event.length / PART_TABLES.event.length,
      unread: this.#unread,
      bytes: this.#bytes,
      ...(this.#sha256 === undefined ? {} : { sha256: this.#sha256 }),
      ...(last === undefined ? {} : { last }),
    }
    this.#rows = emptyTables()
    this.#rowCount = 0
    this.#bytes = 0
    this.#messages = 0
    this.#unread = 0
    return part
  }

  #event(scope: Scope, artifact: number, event: Event, own: Map<string, number>): number {
    const id = this.#next.event++
    const { reading } = event
    const span = range(reading)
    this.#add('event', [
      id,
      scope.id,
      artifact,
      this.#clock(scope, event.clock),
      event.kind,
      reading.zone.type,
      reading.zone.type === 'offset' ? reading.zone.minutes : null,
      reading.nominal ?? null,
      reading.precision,
      span?.earliest ?? null,
      span?.latest ?? null,
      event.raw,
      this.#place(event.locator),
    ])
    for (const place of event.places ?? [])
      this.#add('place', [this.#sequence(scope, artifact, place.sequence, own), place.position, id])
    return id
  }

  #clock(scope: Scope, clock: Clock): number {
    const known = scope.clocks.get(clock)
    if (known !== undefined) return known
    const id = this.#next.clock++
    scope.clocks.set(clock, id)
    this.#add('clock', [id, scope.id, clock.kind, clock.writer])
    return id
  }

  #sequence(scope: Scope, artifact: number, name: string, own: Map<string, number>): number {
    const isOwn = OWN_SEQUENCES.has(name)
    const names = isOwn ? own : scope.sequences
    const known = names.get(name)
    if (known !== undefined) return known
    const id = this.#next.sequence++
    names.set(name, id)
    this.#add('sequence', [id, scope.id, isOwn ? artifact : null, name])
    return id
  }

  #trait(scope: Scope, artifact: number, events: ReadonlyMap<Event, number>, trait: Trait, of?: Artifact): void {
    this.#add('trait', [
      this.#next.trait++,
      artifact,
      trait.by === undefined ? null : writerOf(scope, events, trait.by, of),
      trait.key,
      trait.value,
      this.#place(trait.locator),
    ])
  }

  /** Much is said of one place: a locator that was written a moment ago is not written out again. */
  #place(locator: Locator): string {
    const known = this.#places.get(locator)
    if (known !== undefined) return known
    const text = JSON.stringify(locator)
    this.#places.set(locator, text)
    return text
  }

  #add(table: PartTable, row: readonly Cell[]): void {
    const values = this.#rows[table]
    for (const cell of row) {
      values.push(cell)
      this.#bytes += typeof cell === 'string' ? 8 + cell.length : 8
    }
    this.#rowCount++
  }
}

/** A trait may be written by an event of its own artifact or of one it is a part of. */
function writerOf(
  scope: Scope,
  events: ReadonlyMap<Event, number>,
  by: Event,
  artifact: Artifact | undefined,
): number | null {
  const own = events.get(by)
  if (own !== undefined) return own
  for (let above = artifact?.parent; above !== undefined; above = above.parent) {
    const id = scope.artifacts.get(above)?.events.get(by)
    if (id !== undefined) return id
  }
  return null
}
