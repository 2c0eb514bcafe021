/** Everything the screens read: the queries of `case/browse`, prepared once, and the lists that stand open, kept while they are looked at. */
import { firstOf, neighbour, wholeArtifact, type ArtifactKey, type ArtifactWhole } from '../case/browse/artifact.ts'
import { Counting, isCounted, keepTemporarily } from '../case/browse/count.ts'
import { EventList, EventReader, type EventKey, type EventRow } from '../case/browse/events.ts'
import { EvidenceList } from '../case/browse/evidence.ts'
import { findingColumns, type FindingColumns } from '../case/browse/finding-order.ts'
import { findingReader } from '../case/browse/findings.ts'
import type { Raw } from '../case/browse/raw.ts'
import { Seeker, Sieve, eventKinds, type Wanted } from '../case/browse/sieve.ts'
import { usualSpan, wholeSpan, type Stretch } from '../case/browse/tally.ts'
import type { CaseDatabase } from '../case/open.ts'
import { reportedFinding } from '../report/assemble.ts'
import type { ReportedFinding } from '../report/contract.ts'
import type { Constraint } from '../report/proof.ts'
import { eventWanted } from './filter.ts'
import type { Subject } from './state.ts'
import type { Follow } from './running.ts'
import type { Work } from './work.ts'

/** Things kept: what one screen needs as it is scrolled, and the ones looked at before. */
const KEPT = 64

export type RawSubject = Subject & { readonly type: 'raw' }

/** What the pages cannot know from the case alone. */
export interface Given {
  /** The case's file name. */
  readonly name: string
  /** Why nothing can be written; absent: it can. */
  readonly readOnly?: string | undefined
  readonly work?: Work | undefined
  /** Keeps the counts of events where the next sitting finds them; absent: they are this sitting's. */
  readonly keepCounts?: ((counting: Counting) => void) | undefined
  /** What an interval rule demands, once the rules are loaded. */
  readonly constraint?: ((rule: string) => Constraint | undefined) | undefined
  /** How often genuine evidence breaks a rule, in words. */
  readonly baseline?: ((rule: string) => readonly string[]) | undefined
  /** What reads or analyses behind the screen. */
  readonly follow?: Follow | undefined
}

export class Pages {
  readonly db: CaseDatabase
  readonly given: Given
  readonly #kept = new Map<string, unknown>()
  readonly #raw = new Map<string, Raw | string>()
  #lazyReader: EventReader | undefined
  #finding: ReturnType<typeof findingReader> | undefined
  #sieve: { readonly filter: string; readonly sieve: Sieve } | undefined
  #seeker: Seeker | undefined
  #counting: Counting | undefined
  /** The raw evidence that a screen asked for and that is not open yet. */
  wantedRaw: RawSubject | undefined

  constructor(db: CaseDatabase, given: Given) {
    this.db = db
    this.given = given
    this.#counting = isCounted(db) ? undefined : new Counting(db)
  }

  /** Makes a thing once for a key; the ones used longest ago are forgotten. */
  memo<T>(key: string, make: () => T): T {
    const known = this.#kept.get(key) as { readonly made: T } | undefined
    const entry = known ?? { made: make() }
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    const oldest = this.#kept.keys().next()
    if (this.#kept.size > KEPT && oldest.done !== true) this.#kept.delete(oldest.value)
    return entry.made
  }

  /** After another run changed the case: everything is read anew. */
  renew(): void {
    this.#kept.clear()
    this.#sieve = undefined
    this.#seeker = undefined
    this.#counting = isCounted(this.db) ? undefined : new Counting(this.db)
  }

  /** How far the events are counted that the timeline needs; undefined: all are. */
  get counting(): Pick<Counting, 'seen' | 'of'> | undefined {
    return this.#counting
  }

  /** After the examiner wrote something: what shows it is read anew. */
  forget(prefix: string): void {
    for (const key of [...this.#kept.keys()]) if (key.startsWith(prefix)) this.#kept.delete(key)
  }

  get reader(): EventReader {
    return (this.#lazyReader ??= new EventReader(this.db))
  }
  get findingRow(): ReturnType<typeof findingReader> {
    return (this.#finding ??= findingReader(this.db))
  }

  readonly events = (): EventList => this.memo('events', () => new EventList(this.db))
  readonly evidence = (): EvidenceList => this.memo('evidence', () => new EvidenceList(this.db))
  readonly columns = (): FindingColumns => this.memo('columns of findings', () => findingColumns(this.db))
  readonly kinds = (): readonly string[] => this.memo('kinds', () => eventKinds(this.db))
  readonly usual = (): Stretch | undefined => this.memo('usual', () => usualSpan(this.db))
  readonly whole = (): Stretch | undefined => this.memo('whole', () => wholeSpan(this.db))

  artifact({ root, artifact }: ArtifactKey): ArtifactWhole | undefined {
    return this.memo(`artifact ${root} ${artifact}`, () => wholeArtifact(this.db, { root, artifact }))
  }

  readonly firstOf = (root: number, evidence: number): ArtifactKey | undefined => firstOf(this.db, root, evidence)
  readonly neighbour = (of: ArtifactWhole, step: 1 | -1): ArtifactKey | undefined =>
    neighbour(this.db, of, of.evidenceId, step)

  /** One finding as the reports say it. Throws a ZodError for what no analysis writes. */
  finding(id: string): ReportedFinding | undefined {
    return this.memo(`finding ${id}`, () => reportedFinding(this.db, id))
  }

  event({ root, id }: EventKey): EventRow | undefined {
    return this.reader.event(root, id)
  }

  /** The events that a filter lets through, as far as they are found. Throws `FilterProblem`. */
  sieve(filter: string): Sieve {
    if (this.#sieve?.filter !== filter) {
      const sieve = new Sieve(this.db, this.reader, eventWanted(this.db, filter))
      sieve.work(FIRST_LOOK)
      this.#sieve = { filter, sieve }
    }
    return this.#sieve.sieve
  }

  /** The number of an event in the timeline as it is filtered. */
  numberOf(filter: string, key: EventKey): number {
    return filter === '' ? this.events().numberOf(key) : this.sieve(filter).numberOf(key.nominal ?? 0)
  }

  /** Begins to look for the next event that fits; the answer comes at once or from `goOn`. */
  seek(wanted: Wanted, from: EventKey, step: 1 | -1): EventKey | undefined | 'looking' {
    this.#seeker = new Seeker(this.db, this.reader, wanted, from, step)
    return this.#answer(FIRST_LOOK)
  }

  #answer(milliseconds: number): EventKey | undefined | 'looking' {
    const seeker = this.#seeker
    seeker?.work(milliseconds)
    if (seeker?.complete === false) return 'looking'
    this.#seeker = undefined
    return seeker?.found
  }

  /** Looks on for a while. `found` stands when a search ended, whether it found something or not, `isCounted` when the counting ended. */
  goOn(milliseconds: number): { readonly found?: EventKey | 'nothing'; readonly isCounted?: true } {
    if (this.#seeker !== undefined) {
      const answer = this.#answer(milliseconds)
      return answer === 'looking' ? {} : { found: answer ?? 'nothing' }
    }
    if (this.#sieving) this.#sieve?.sieve.work(milliseconds)
    else if (this.#counting !== undefined) {
      this.#counting.work(milliseconds)
      if (this.#counting.complete) return this.#keep(this.#counting)
    }
    return {}
  }

  #keep(counting: Counting): { readonly isCounted: true } {
    if (this.given.keepCounts === undefined) keepTemporarily(this.db, counting)
    else this.given.keepCounts(counting)
    this.#counting = undefined
    return { isCounted: true }
  }

  get #sieving(): boolean {
    return this.#sieve?.sieve.complete === false
  }

  /** Whether something is looked for or counted right now. */
  get isBusy(): boolean {
    return this.#seeker !== undefined || this.#sieving || this.#counting !== undefined
  }

  stopSeeking(): void {
    this.#seeker = undefined
  }

  stopSieving(filter: string): void {
    if (this.#sieve?.filter !== filter) this.#sieve = undefined
  }

  /** Raw evidence, or why it cannot be had; undefined while it is being opened. */
  raw(subject: RawSubject): Raw | string | undefined {
    const found = this.#raw.get(JSON.stringify(subject))
    if (found === undefined) this.wantedRaw = subject
    return found
  }

  openedRaw(subject: RawSubject, raw: Raw | string): void {
    // One is looked at; each holds some kilobytes of evidence.
    if (this.#raw.size >= 8) this.#raw.clear()
    this.#raw.set(JSON.stringify(subject), raw)
    this.wantedRaw = undefined
  }
}

/** Milliseconds a filter or a search may take before the screen is drawn with what there is. */
const FIRST_LOOK = 60
