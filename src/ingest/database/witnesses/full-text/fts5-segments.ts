/**
 * Segments of a full-text index of FTS5, as the comment at the head of fts5_index.c states their form: the structure record names them, leaf
 * pages hold words in their order, each with the rows that hold it. Doclist indexes and tombstones are beside these pages and not read.
 */
import { VarintReader } from '../../sqlite/varint.ts'
import type { Posting } from './words-by-row.ts'

/** What an index keeps of the places of a word; only `none` has another form of rows. */
export type Detail = 'full' | 'column' | 'none'

export interface Segment {
  /** Row ids in the table `_data` of its first and last leaf page. */
  readonly first: bigint
  readonly last: bigint
}

/** A leaf page is at most 64 KiB and what one word of the longest kind adds; longer blobs are none. */
export const LONGEST_PAGE = 131_072
/** Words of the main index begin with this byte; those of prefix indexes with the next ones. */
const MAIN_INDEX = 0x30
/** Beginning of a structure record of an index that keeps no text (contentless_delete). */
const WITHOUT_CONTENT = 0xff
const MOST_LEVELS = 64
const MOST_SEGMENTS = 2_000

const varint = new VarintReader()

/** Reads non-negative numbers one behind the other; throws `RangeError` where one runs out of its bytes. */
class Numbers {
  readonly bytes: Buffer
  readonly end: number
  at: number

  constructor(bytes: Buffer, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  next(): number {
    const value = varint.size(this.bytes, this.at, this.end)
    if (value < 0) throw new RangeError('a number runs out of its page')
    this.at = varint.at
    return value
  }

  row(): bigint {
    const value = varint.signed(this.bytes, this.at, this.end)
    if (value === undefined) throw new RangeError('a row id runs out of its page')
    this.at = varint.at
    return value
  }

  /** Whether the next byte is zero; steps over it if so. */
  isZero(): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== 0) return false
    this.at++
    return true
  }
}

/** The segments that a structure record names, newest first. Throws `RangeError` on a record that is none. */
export function segmentsOf(record: Buffer): readonly Segment[] {
  if (record[4] === WITHOUT_CONTENT) throw new RangeError('an index without content')
  const numbers = new Numbers(record, 4, record.length)
  const [levels, total] = [numbers.next(), numbers.next()]
  numbers.next()
  if (levels > MOST_LEVELS || total > MOST_SEGMENTS) throw new RangeError('more segments than an index may have')
  const found: Segment[] = []
  for (let level = 0; level < levels; level++) {
    numbers.next()
    const count = numbers.next()
    if (count > total) throw new RangeError('more segments than the record counts')
    const own: Segment[] = []
    for (let i = 0; i < count; i++) {
      const [id, first, last] = [numbers.next(), numbers.next(), numbers.next()]
      if (id === 0 || id > 0xffff || last < first || last >= 2 ** 31) throw new RangeError('no number of a segment')
      // A first page 0: a merge has taken all of it already.
      if (first > 0) own.push({ first: rowOf(id, first), last: rowOf(id, last) })
    }
    found.push(...own.reverse())
  }
  return found
}

const rowOf = (segment: number, page: number): bigint => (BigInt(segment) << 37n) + BigInt(page)

/** The leaf pages of one segment, in their order: a word and its rows go on from page to page. */
export class SegmentReader {
  readonly #detail: Detail
  #word: Buffer | undefined

  constructor(detail: Detail) {
    this.#detail = detail
  }

  /** The words of the next page and their rows. Throws `RangeError` on a page that is none. */
  *postings(page: Buffer): Generator<Posting> {
    if (page.length < 4) throw new RangeError('a page without its header')
    const [firstRow, end] = [page.readUInt16BE(0), page.readUInt16BE(2)]
    if (end < 4 || end > page.length) throw new RangeError('a footer outside its page')
    const starts = wordStarts(page, end)
    const before = starts[0] ?? end
    // What stands before the first row is the end of the places of a row on the page before.
    if (firstRow !== 0 && firstRow < before) {
      if (firstRow < 4) throw new RangeError('a row in the header of its page')
      yield* this.#rows(new Numbers(page, firstRow, before))
    }
    for (const [i, start] of starts.entries()) {
      const numbers = new Numbers(page, start, starts[i + 1] ?? end)
      const shared = i === 0 ? 0 : numbers.next()
      const length = numbers.next()
      const known: Buffer = this.#word ?? Buffer.alloc(0)
      if (shared > known.length || length > numbers.end - numbers.at)
        throw new RangeError('a word runs out of its place')
      this.#word = Buffer.concat([known.subarray(0, shared), page.subarray(numbers.at, numbers.at + length)])
      numbers.at += length
      yield* this.#rows(numbers)
    }
  }

  /** Row ids, the first whole and each further one the difference to the one before; behind each the places, where they are kept. */
  *#rows(numbers: Numbers): Generator<Posting> {
    if (this.#word === undefined) throw new RangeError('rows without a word')
    if (this.#word[0] !== MAIN_INDEX) return
    const word = this.#word.toString('utf8', 1)
    let row = 0n
    while (numbers.at < numbers.end) {
      row = BigInt.asIntN(64, row + numbers.row())
      let isDeleted: boolean
      // A row is marked as deleted by one zero, as deleted and written anew by two.
      if (this.#detail === 'none') isDeleted = numbers.isZero() && !numbers.isZero()
      else {
        const size = numbers.next()
        isDeleted = size === 1
        // Places may go on on the next page.
        numbers.at += Math.floor(size / 2)
      }
      yield { word, row, isDeleted }
    }
  }
}

/** Where the words of a page begin, by its footer. */
function wordStarts(page: Buffer, end: number): readonly number[] {
  const numbers = new Numbers(page, end, page.length)
  const starts: number[] = []
  let at = 0
  while (numbers.at < numbers.end) {
    const step = numbers.next()
    at += step
    if (step === 0 || at < 4 || at >= end) throw new RangeError('a word outside its page')
    starts.push(at)
  }
  return starts
}
