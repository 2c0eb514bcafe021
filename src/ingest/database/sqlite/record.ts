/**
 * Records (sqlite.org/fileformat2.html, 2.1): a header of serial types, then the values. One reader is used for all rows of a
 * table; a row costs what its values cost.
 */
import type { Cell } from '../time-cell.ts'
import type { Encoding } from './geometry.ts'
import { VarintReader } from './varint.ts'

/** Bytes of the value of a serial type. 10 and 11 are reserved and hold none. */
export const bodyLength = (type: number): number =>
  type >= 12 ? (type - 12) >>> 1 : type <= 4 ? type : type === 5 ? 6 : type === 6 || type === 7 ? 8 : 0

/** More columns than SQLite can be built for (SQLITE_MAX_COLUMN is at most 32767). */
const MOST_COLUMNS = 32_767
/** Small integers are made once: most columns hold little else. */
const SMALL = Array.from({ length: 1280 }, (_, i) => BigInt(i - 256))
const small = (n: number): bigint => (n >= -256 && n < 1024 ? (SMALL[n + 256] ?? BigInt(n)) : BigInt(n))

const utf16be = new TextDecoder('utf-16be', { ignoreBOM: true })

export class RecordReader {
  readonly #encoding: Encoding
  readonly #varint = new VarintReader()
  #bytes: Buffer = Buffer.alloc(0)
  #types: number[] = []
  #offsets: number[] = []
  /** Columns that the record stores. */
  stored = 0

  constructor(encoding: Encoding) {
    this.#encoding = encoding
  }

  /** Takes up the record at `from` to `to`; a reason in words if it is none. Values are read one by one after it. */
  open(bytes: Buffer, from: number, to: number): string | undefined {
    const varint = this.#varint
    const length = varint.size(bytes, from, to)
    const headEnd = from + length
    if (length < 1 || headEnd > to) return 'its header is longer than the record'
    let body = headEnd
    let at = varint.at
    let stored = 0
    const types = this.#types
    const offsets = this.#offsets
    while (at < headEnd) {
      const byte = bytes[at] ?? 0
      let type = byte
      if (byte < 0x80) at++
      else {
        type = varint.size(bytes, at, headEnd)
        if (type < 0) return 'its header holds a serial type that runs out of it'
        at = varint.at
      }
      types[stored] = type
      offsets[stored] = body
      // `bodyLength` by hand would be no faster; lengths beyond 2^31 fall out below.
      body += type >= 0xffff_ffff ? Number.MAX_SAFE_INTEGER / 4 : bodyLength(type)
      if (body > to) return 'its values are longer than the record'
      if (++stored > MOST_COLUMNS) return 'it has more columns than SQLite allows'
    }
    this.#bytes = bytes
    this.stored = stored
    return undefined
  }

  /** Takes up values of known types that stand from `body` on, as recovery finds them without a header. */
  adopt(bytes: Buffer, body: number, types: readonly number[]): void {
    this.#bytes = bytes
    this.#types = [...types]
    let at = body
    this.#offsets = types.map((type) => {
      const from = at
      at += bodyLength(type)
      return from
    })
    this.stored = types.length
  }

  /** Serial type of a stored column; 0 behind the last. */
  type(column: number): number {
    return column < this.stored ? (this.#types[column] ?? 0) : 0
  }

  /** Value of a stored column, NULL behind the last; integers as bigint, as better-sqlite3 gives them with safe integers. */
  value(column: number): Cell {
    // Behind the last column the lists still hold what an earlier, longer record left there.
    const type = this.type(column)
    const at = this.#offsets[column] ?? 0
    const bytes = this.#bytes
    switch (type) {
      case 1:
        return small(bytes.readInt8(at))
      case 2:
        return small(bytes.readInt16BE(at))
      case 3:
        return BigInt(bytes.readIntBE(at, 3))
      case 4:
        return BigInt(bytes.readInt32BE(at))
      case 5:
        return BigInt(bytes.readIntBE(at, 6))
      case 6:
        return bytes.readBigInt64BE(at)
      case 7: {
        const real = bytes.readDoubleBE(at)
        // SQLite takes a stored NaN for NULL.
        return Number.isNaN(real) ? null : real
      }
      case 8:
        return 0n
      case 9:
        return 1n
      default:
        if (type < 12) return null
        return type % 2 === 1
          ? this.#text(at, at + bodyLength(type))
          : new Uint8Array(bytes.subarray(at, at + bodyLength(type)))
    }
  }

  #text(from: number, to: number): string {
    if (this.#encoding === 'utf8') return this.#bytes.toString('utf8', from, to)
    // An odd byte at the end is no character.
    const end = to - ((to - from) % 2)
    return this.#encoding === 'utf16le'
      ? this.#bytes.toString('utf16le', from, end)
      : utf16be.decode(this.#bytes.subarray(from, end))
  }
}
