/**
 * Segments of a full-text index of FTS3 or FTS4 (sqlite.org/fts3.html, section 9, "Data structures"): words in their order, each with the
 * rows that hold it. Numbers are varints with the lowest bits first, unlike those of the file format.
 */
import type { Posting } from './words-by-row.ts'

class Reader {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  /** Throws `RangeError` where the bytes end before the number does. */
  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw new RangeError('a number runs out of its segment')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, value)
    }
    throw new RangeError('a number has more than ten bytes')
  }

  /** A length within what is left. */
  length(): number {
    const value = this.varint()
    if (value < 0n || value > BigInt(this.bytes.length - this.at))
      throw new RangeError('a length runs out of its segment')
    return Number(value)
  }

  take(length: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return taken
  }
}

/** The postings of one leaf node. Throws `RangeError` on a node that is none. */
export function* leafPostings(node: Uint8Array): Generator<Posting> {
  const reader = new Reader(node)
  if (reader.varint() !== 0n) throw new RangeError('a node is no leaf')
  let word: Uint8Array = new Uint8Array()
  for (let isFirst = true; !reader.isAtEnd; isFirst = false) {
    const shared = isFirst ? 0 : Number(reader.varint())
    if (shared < 0 || shared > word.length) throw new RangeError('a word shares more than the one before has')
    const rest = reader.take(reader.length())
    word = Buffer.concat([word.subarray(0, shared), rest])
    yield* doclist(new Reader(reader.take(reader.length())), Buffer.from(word).toString('utf8'))
  }
}

/** Row ids, each the difference to the one before, and behind each the places: an empty list of places marks a word taken away. */
function* doclist(reader: Reader, word: string): Generator<Posting> {
  let row = 0n
  while (!reader.isAtEnd) {
    row = BigInt.asIntN(64, row + reader.varint())
    let isDeleted = true
    for (let place = reader.varint(); place !== 0n; place = reader.varint()) {
      isDeleted = false
      // 1: the number of a column follows.
      if (place === 1n) reader.varint()
    }
    yield { word, row, isDeleted }
  }
}
