/**
 * A part of the events, or the next one that fits: looked for in slices of a few milliseconds, so that a screen over millions of
 * events answers at once with what was found so far and says how far it has looked.
 */
import type { CaseDatabase } from '../open.ts'
import type { EventKey, EventReader, EventRow } from './events.ts'

/** What fits: kinds are told from the index alone, everything else from the event itself. */
export interface Wanted {
  /** Absent: every kind. */
  readonly kinds?: ReadonlySet<string> | undefined
  readonly fits?: ((event: EventRow) => boolean) | undefined
}

/** Keys read at once. */
const BATCH = 2_000
/** Matches of a block. */
const BLOCK = 8_192
/** Matches kept; a filter that lets more through is no filter. */
export const MOST_MATCHES = 1_000_000

const COLUMNS = 'SELECT nominal, root, id, kind FROM event'
type Step = EventKey & { readonly kind: string }

/** Events with a moment, in order of time, that fit. */
export class Sieve {
  readonly #next
  readonly #reader: EventReader
  readonly #wanted: Wanted
  /** Three numbers an event, in blocks: a list that is copied as it grows leaves twice its size behind. */
  readonly #found: Float64Array[] = []
  #at: { readonly nominal: number; readonly root: number; readonly id: number } = {
    nominal: Number.MIN_SAFE_INTEGER,
    root: -1,
    id: -1,
  }
  length = 0
  /** Events looked at. */
  seen = 0
  complete = false

  constructor(db: CaseDatabase, reader: EventReader, wanted: Wanted) {
    this.#reader = reader
    this.#wanted = wanted
    this.#next = db.prepare<[number, number, number, number], Step>(
      `${COLUMNS} WHERE (nominal, root, id) > (?, ?, ?) ORDER BY nominal, root, id LIMIT ?`,
    )
  }

  /** Looks on for so many milliseconds. */
  work(milliseconds: number): void {
    const until = performance.now() + milliseconds
    while (!this.complete && performance.now() < until) {
      const batch = this.#next.all(this.#at.nominal, this.#at.root, this.#at.id, BATCH)
      let last: Step | undefined
      for (const key of batch) {
        last = key
        this.seen++
        if (this.#fits(key)) this.#keep(key)
        if (performance.now() > until && this.#wanted.fits !== undefined) break
      }
      if (last === undefined || (last === batch.at(-1) && batch.length < BATCH)) this.complete = true
      else this.#at = { nominal: last.nominal ?? 0, root: last.root, id: last.id }
      if (this.length >= MOST_MATCHES) this.complete = true
    }
  }

  #fits({ root, id, kind }: Step): boolean {
    const { kinds, fits } = this.#wanted
    if (kinds !== undefined && !kinds.has(kind)) return false
    if (fits === undefined) return true
    const event = this.#reader.event(root, id)
    return event !== undefined && fits(event)
  }

  #keep({ nominal, root, id }: EventKey): void {
    const place = this.length % BLOCK
    if (place === 0) this.#found.push(new Float64Array(3 * BLOCK))
    this.#found.at(-1)?.set([nominal ?? 0, root, id], 3 * place)
    this.length++
  }

  key(number: number): EventKey | undefined {
    const block = number < 0 || number >= this.length ? undefined : this.#found[Math.floor(number / BLOCK)]
    if (block === undefined) return undefined
    const from = 3 * (number % BLOCK)
    const [nominal = 0, root = 0, id = 0] = block.subarray(from, from + 3)
    return { nominal, root, id }
  }

  /** The number of the first match at or after a moment. */
  numberOf(nominal: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.key(middle)?.nominal ?? 0) < nominal) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Looks for the next event that fits from a place on, forwards or backwards. */
export class Seeker {
  readonly #batch
  readonly #reader: EventReader
  readonly #wanted: Wanted
  #at: EventKey
  found: EventKey | undefined
  seen = 0
  complete = false

  constructor(db: CaseDatabase, reader: EventReader, wanted: Wanted, from: EventKey, step: 1 | -1) {
    this.#reader = reader
    this.#wanted = wanted
    this.#at = from
    const [side, way] = step > 0 ? ['>', 'ASC'] : ['<', 'DESC']
    this.#batch = db.prepare<[number, number, number, number], Step>(
      `${COLUMNS} WHERE (nominal, root, id) ${side} (?, ?, ?) ORDER BY nominal ${way}, root ${way}, id ${way} LIMIT ?`,
    )
  }

  /** Looks on for so many milliseconds. */
  work(milliseconds: number): void {
    const until = performance.now() + milliseconds
    while (!this.complete && performance.now() < until) {
      const batch = this.#batch.all(this.#at.nominal ?? 0, this.#at.root, this.#at.id, 256)
      for (const key of batch) {
        this.#at = key
        this.seen++
        if (this.#wanted.kinds?.has(key.kind) === false) continue
        const event = this.#reader.event(key.root, key.id)
        if (event === undefined || this.#wanted.fits?.(event) === false) continue
        this.found = key
        this.complete = true
        return
      }
      if (batch.length === 0) this.complete = true
    }
  }
}

/** Every kind of event in the case, by name: one step of the index each. */
export function eventKinds(db: CaseDatabase): readonly string[] {
  const next = db.prepare<[string], string | null>('SELECT MIN(kind) FROM event WHERE kind > ?').pluck()
  const kinds: string[] = []
  for (let kind = next.get(''); typeof kind === 'string'; kind = next.get(kind)) kinds.push(kind)
  return kinds
}
