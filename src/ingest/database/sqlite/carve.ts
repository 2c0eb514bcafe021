/**
 * Finds records in bytes that no cell pointer leads to. Two shapes of residue: cells that still stand as SQLite wrote them, and
 * cells whose first four bytes a freeblock's header (next, size) took the place of (sqlite.org/fileformat2.html, 1.6;
 * freeSpace() in btree.c). A cell counts only where its lengths add up and every value fits its column.
 */
import type { ColumnForms } from './column-forms.ts'
import type { Encoding } from './geometry.ts'
import { localLimits } from './geometry.ts'
import { localLength } from './overflow.ts'
import { bodyLength } from './record.ts'
import { VarintReader, varintLength } from './varint.ts'

/**
 * whole: the cell stands as it was written. rebuilt: its first four bytes are gone, what they said follows from the rest.
 * guessed: the type of its first value follows from the length alone.
 */
export type Sure = 'whole' | 'rebuilt' | 'guessed'

export interface Carved {
  readonly forms: ColumnForms
  readonly offset: number
  /** Bytes of the cell on its page. */
  readonly length: number
  /** Undefined where it is gone, or the table has none. */
  readonly rowid: bigint | undefined
  readonly types: readonly number[]
  /** Where the values begin. */
  readonly body: number
  /** Bytes of the record, header included. */
  readonly payload: number
  /** Bytes of the record on this page; fewer than `payload` where it overflows. */
  readonly local: number
  /** Where the record begins; it may stand before what is left of it. */
  readonly record: number
  readonly sure: Sure
}

/** A cell smaller than this is none: SQLite gives every cell at least four bytes. */
const SMALLEST = 4
/** Gaps of up to three bytes are swallowed by the freeblock beside them. */
const FRAGMENT = 3
const MOST_STEPS = 200
/** Bytes of values that a record needs whose beginning is gone: fewer fit anywhere. */
const FEWEST = 4

export class Carver {
  readonly #varint = new VarintReader()
  readonly #page: Buffer
  readonly #usable: number
  readonly #encoding: Encoding
  readonly #wasInterior: boolean
  /** Tables by the numbers of columns that their records have. */
  readonly #byCount = new Map<number, ColumnForms[]>()
  readonly #widest: number
  #steps = 0

  /** `wasInterior`: the page is, or last was, an interior page, whose old content is that of a leaf. */
  constructor(page: Buffer, usable: number, encoding: Encoding, all: readonly ColumnForms[], wasInterior = false) {
    this.#wasInterior = wasInterior
    this.#page = page
    this.#usable = usable
    this.#encoding = encoding
    for (const forms of all)
      for (const count of counts(forms)) {
        const known = this.#byCount.get(count)
        if (known === undefined) this.#byCount.set(count, [forms])
        else known.push(forms)
      }
    this.#widest = Math.max(0, ...this.#byCount.keys())
  }

  /** Records in a region, from its start on. `isFreeblock`: its first four bytes are a freeblock's header. */
  region(from: number, to: number, isFreeblock: boolean): readonly Carved[] {
    const found: Carved[] = []
    let at = from
    while (at + SMALLEST <= to) {
      this.#steps = 0
      const run =
        this.#freed(at, to, isFreeblock && at === from) ??
        // A record begins with its length, which is never 0: zeros are passed over at once.
        (this.#page[at] === 0 ? undefined : this.#intact(at, to))
      const cells = run === undefined ? [] : Array.isArray(run) ? (run as readonly Carved[]) : [run as Carved]
      const kept = cells.filter((cell) => this.#stands(cell, to))
      const last = kept.at(-1)
      found.push(...kept)
      at = last === undefined ? at + 1 : last.offset + last.length
    }
    return found
  }

  /** A cell as it was written, at an offset that is known: an old cell pointer leads there. */
  cellAt(at: number, to: number): Carved | undefined {
    return this.#intact(at, to)
  }

  /**
   * Whether a cell still holds what it held: no later cell begins inside it, and either something begins where it ends, or its
   * types are those of the live rows.
   */
  #stands({ body, offset, length, sure, types, forms }: Carved, to: number): boolean {
    const end = offset + length
    for (let at = body; at < end; at++) if (this.#beginsCell(at, to)) return false
    // Cells of an interior page are short and look like nothing: they may have taken the end of any record that stood there.
    if (this.#wasInterior) return sure === 'whole' && this.#isFollowed(end, to)
    return (sure === 'whole' && (to - end <= FRAGMENT || this.#isFollowed(end, to))) || forms.areUsual(types)
  }

  /** Another cell begins where this one ends, or up to three bytes behind. */
  #isFollowed(end: number, to: number): boolean {
    for (let at = end; at <= end + FRAGMENT; at++) if (this.#beginsCell(at, to)) return true
    return false
  }

  /** Lengths that add up to a record of one of the tables, whatever its values; or a freed cell that follows from its rest. */
  #beginsCell(at: number, to: number): boolean {
    const varint = this.#varint
    const payload = this.#page[at] === 0 ? -1 : varint.size(this.#page, at, to)
    if (payload >= FEWEST && varint.signed(this.#page, varint.at, to) !== undefined) {
      const record = varint.at
      const header = this.#header(record, Math.min(to, record + payload))
      if (
        header !== undefined &&
        header.length + sum(header.types) === payload &&
        !header.types.some((type) => type === 10 || type === 11) &&
        this.#byCount.has(header.types.length)
      )
        return true
    }
    if (at + SMALLEST > to) return false
    const [next, size] = [this.#page.readUInt16BE(at), this.#page.readUInt16BE(at + 2)]
    if (size < SMALLEST || at + size > to || next >= this.#usable || (next > 0 && next < at + size)) return false
    for (const { sure, length } of this.#headless(at, at + size)) return sure === 'rebuilt' && size - length <= FRAGMENT
    return false
  }

  #intact(at: number, to: number): Carved | undefined {
    const varint = this.#varint
    const page = this.#page
    const payload = varint.size(page, at, to)
    if (payload < 2) return undefined
    const behind = varint.at
    return this.#intactFrom(at, behind, to, payload, true) ?? this.#intactFrom(at, behind, to, payload, false)
  }

  #intactFrom(at: number, behind: number, to: number, payload: number, isTable: boolean): Carved | undefined {
    const page = this.#page
    let record = behind
    let rowid: bigint | undefined
    if (isTable) {
      rowid = this.#varint.signed(page, behind, to)
      if (rowid === undefined) return undefined
      record = this.#varint.at
    }
    const local = localLength(this.#usable, isTable, payload)
    const end = record + local + (local < payload ? 4 : 0)
    if (end > to) return undefined
    const header = this.#header(record, record + local)
    if (header === undefined || header.length + sum(header.types) !== payload) return undefined
    const forms = this.#byCount
      .get(header.types.length)
      ?.find((one) => one.shape.withoutRowid !== isTable && fits(one, header.types))
    const body = record + header.length
    if (forms === undefined || !this.#valuesHold(header.types, body, record + local, forms.scripts)) return undefined
    const length = Math.max(SMALLEST, end - at)
    return { forms, offset: at, length, rowid, types: header.types, body, payload, local, record, sure: 'whole' }
  }

  #header(at: number, to: number): { readonly length: number; readonly types: readonly number[] } | undefined {
    const length = this.#varint.size(this.#page, at, to)
    if (length < 2 || at + length > to) return undefined
    const types = this.#types(this.#varint.at, at + length)
    return types === undefined ? undefined : { length, types }
  }

  /** Serial types from `at` to exactly `end`. */
  #types(at: number, end: number): readonly number[] | undefined {
    const types: number[] = []
    while (at < end) {
      const type = this.#varint.size(this.#page, at, end)
      if (type < 0 || type >= 0x7fff_ffff) return undefined
      types.push(type)
      at = this.#varint.at
    }
    return types
  }

  /** The run of cells in a block that was freed: its size stands in its third and fourth byte. */
  #freed(at: number, to: number, certain: boolean): readonly Carved[] | undefined {
    const page = this.#page
    const next = page.readUInt16BE(at)
    const size = page.readUInt16BE(at + 2)
    if (size < SMALLEST || at + size > to) return undefined
    // The next freeblock stands behind this one.
    if (!certain && next !== 0 && (next >= this.#usable || next < at + size)) return undefined
    return this.#run(at, at + size, true)
  }

  /** Cells that fill a block one behind the other, up to gaps of three bytes. */
  #run(at: number, end: number, headed: boolean): readonly Carved[] | undefined {
    if (++this.#steps > MOST_STEPS) return undefined
    for (const first of headed ? this.#headless(at, end) : this.#next(at, end)) {
      const behind = first.offset + first.length
      if (end - behind <= FRAGMENT) return [first]
      const rest = this.#run(behind, end, false)
      if (rest !== undefined) return [first, ...rest]
    }
    return undefined
  }

  /** What may stand at an offset inside a block: a whole cell, or one that was freed before and bears a header of its own. */
  *#next(at: number, end: number): Generator<Carved> {
    const whole = this.#intact(at, end)
    if (whole !== undefined) yield whole
    if (at + SMALLEST > end) return
    const size = this.#page.readUInt16BE(at + 2)
    if (size >= SMALLEST && at + size <= end) yield* this.#headless(at, end)
    // A fragment between two cells.
    for (let gap = 1; gap <= FRAGMENT; gap++) {
      const later = this.#intact(at + gap, end)
      if (later !== undefined) yield later
    }
  }

  /** Cells whose first four bytes are gone, the surest first. */
  *#headless(at: number, end: number): Generator<Carved> {
    // Length and row id took four bytes or more: the header's length stands there still, and every serial type.
    for (let before = 4; before <= 8; before++) {
      const record = at + before
      const header = this.#page[record] ?? 0
      if (header < 2 || header > 127 || record + header > end) continue
      const types = this.#types(record + 1, record + header)
      if (types === undefined) continue
      for (const forms of this.#byCount.get(types.length) ?? []) {
        const found = this.#placed(at, end, before, record, header, types, forms, 'rebuilt')
        if (found !== undefined) yield found
      }
    }
    // Three bytes: the header's length went too. Two: and the first serial type with it.
    const guesses: Carved[] = []
    const types: number[] = []
    let room = end - at - 4
    for (let from = at + 4; types.length < this.#widest; from = this.#varint.at) {
      const type = this.#varint.size(this.#page, from, end)
      if (type < 0 || type >= 0x7fff_ffff) break
      const behind = this.#varint.at
      room -= behind - from + bodyLength(type)
      if (room < 0) break
      types.push(type)
      const [full, cut] = [this.#byCount.get(types.length), this.#byCount.get(types.length + 1)]
      if (full === undefined && cut === undefined) continue
      const list = types.slice()
      for (const forms of full ?? []) {
        const found = this.#placed(at, end, 3, at + 3, behind - at - 3, list, forms, 'rebuilt')
        if (found !== undefined) yield found
      }
      for (const forms of cut ?? []) guesses.push(...this.#firstTypeGone(at, end, behind, list, forms))
      this.#varint.at = behind
    }
    yield* guesses.filter(({ sure }) => sure === 'rebuilt')
    yield* guesses.filter(({ sure }) => sure === 'guessed')
  }

  /** Length and row id took one byte each: the first serial type is gone with them. */
  #firstTypeGone(
    at: number,
    end: number,
    behind: number,
    rest: readonly number[],
    forms: ColumnForms,
  ): readonly Carved[] {
    const record = at + 2
    const header = behind - record
    if (forms.isAlias(0)) {
      const found = this.#placed(at, end, 2, record, header, [0, ...rest], forms, 'rebuilt')
      return found === undefined ? [] : [found]
    }
    const found: Carved[] = []
    for (const first of candidates(forms, end - behind - sum(rest))) {
      const placed = this.#placed(at, end, 2, record, header, [first, ...rest], forms, 'guessed')
      if (placed !== undefined) found.push(placed)
    }
    return found
  }

  #placed(
    at: number,
    end: number,
    before: number,
    record: number,
    header: number,
    types: readonly number[],
    forms: ColumnForms,
    sure: Sure,
  ): Carved | undefined {
    if (header > 127 || forms.shape.withoutRowid || !fits(forms, types)) return undefined
    const payload = header + sum(types)
    // What is left of `before` for the row id: one to nine bytes.
    const forRowid = before - varintLength(payload)
    if (forRowid < 1 || forRowid > 9) return undefined
    const { most } = localLimits({ usable: this.#usable }, true)
    // A record that overflows has lost its length: nothing says where it ended.
    if (payload > most) return undefined
    const length = Math.max(SMALLEST, before + payload)
    if (at + length > end) return undefined
    const body = record + header
    if (payload - header < FEWEST || !this.#valuesHold(types, body, record + payload, forms.scripts)) return undefined
    return { forms, offset: at, length, rowid: undefined, types, body, payload, local: payload, record, sure }
  }

  /**
   * Text is text: valid in the database's encoding, without control characters; a real is of a size that people write. Only what
   * stands on the page is read.
   */
  #valuesHold(types: readonly number[], body: number, to: number, scripts: ReadonlySet<number>): boolean {
    let at = body
    for (const type of types) {
      const length = bodyLength(type)
      if (
        type >= 13 &&
        type % 2 === 1 &&
        at + length <= to &&
        !isText(this.#page, at, at + length, this.#encoding, scripts)
      )
        return false
      if (type === 7 && at + 8 <= to && !isUsual(this.#page.readDoubleBE(at))) return false
      at += length
    }
    return true
  }
}

const sum = (types: readonly number[]): number => {
  let total = 0
  for (const type of types) total += bodyLength(type)
  return total
}

/** Full records, and as many columns as live ones of the table store. */
const counts = (forms: ColumnForms): ReadonlySet<number> => new Set([forms.width, ...forms.counts])

function fits(forms: ColumnForms, types: readonly number[]): boolean {
  if (types.length !== forms.width && !forms.counts.has(types.length)) return false
  // Nothing but NULL is no row that anything could tell.
  return types.some((type) => type !== 0) && forms.allowsAll(types)
}

/**
 * First serial types that fit into `room`. Where live rows bear types of one length, only those: the cell's end then follows, and a
 * cell whose tail was taken does not fit. Types of several lengths would let a cut cell pass for another row.
 */
function candidates(forms: ColumnForms, room: number): readonly number[] {
  const known = [...forms.firsts]
  const [length, another] = new Set(known.map(bodyLength))
  if (length === undefined) return byLength(room).filter((type) => forms.allows(0, type))
  return another === undefined && length <= room ? known.slice(0, 1) : []
}

/** Serial types of values of so many bytes, the likeliest first. */
function byLength(length: number): readonly number[] {
  const integers: Readonly<Record<number, readonly number[]>> = { 1: [1], 2: [2], 3: [3], 4: [4], 6: [5], 8: [6, 7] }
  if (length < 1) return []
  return [...(integers[length] ?? []), 13 + 2 * length]
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Sizes of amounts, times and ratios; random bytes give mostly others. */
const isUsual = (real: number): boolean => real === 0 || (Math.abs(real) > 1e-30 && Math.abs(real) < 1e30)

function isText(page: Buffer, from: number, to: number, encoding: Encoding, scripts: ReadonlySet<number>): boolean {
  if (encoding !== 'utf8') {
    if ((to - from) % 2 !== 0) return false
    for (let i = from; i < to; i += 2) {
      const unit = encoding === 'utf16le' ? page.readUInt16LE(i) : page.readUInt16BE(i)
      if (isControl(unit) || !scripts.has(unit >>> 8)) return false
    }
    return true
  }
  let ascii = true
  for (let i = from; i < to; i++) {
    const byte = page[i] ?? 0
    if (isControl(byte)) return false
    if (byte >= 0x80) ascii = false
  }
  if (ascii) return true
  try {
    utf8.decode(page.subarray(from, to))
    return true
  } catch {
    return false
  }
}

const isControl = (unit: number): boolean => (unit < 0x20 && unit !== 9 && unit !== 10 && unit !== 13) || unit === 0x7f
