/**
 * Property lists in the binary form (Apple, CFBinaryPList.c: header, objects, table of offsets, trailer of 32 bytes), one object at a
 * time. The library `plist` is not used, since it copies what an object refers to wherever it is named: a list of some hundred bytes
 * whose objects name one another has no end. Here nothing is followed but what is asked for; tests compare the two.
 */

export type PlistObject =
  | { readonly type: 'integer'; readonly value: bigint }
  | { readonly type: 'real'; readonly value: number }
  /** Seconds since 2001-01-01 UTC. */
  | { readonly type: 'date'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  /** The number of another object, by which an archive of objects (NSKeyedArchiver) names it. */
  | { readonly type: 'uid'; readonly value: number }
  /** Numbers of objects in this list: `object` gives each. */
  | { readonly type: 'array'; readonly items: readonly number[] }
  | { readonly type: 'dictionary'; readonly entries: ReadonlyMap<string, number> }
  | { readonly type: 'other' }

export interface BinaryPlist {
  /** Number of the outermost object. */
  readonly root: number
  /** One object; undefined where there is none or its bytes lie beyond the list. */
  readonly object: (number: number) => PlistObject | undefined
}

const MAGIC = 'bplist0'
const TRAILER = 32
/** Longer texts, arrays and dictionaries are `other`: the lists that are read here name files. */
const LONGEST_TEXT = 4_096
const MOST_ITEMS = 4_096
const MOST_ENTRIES = 256

/** Opens a list; undefined where the bytes are none. */
export function openBinaryPlist(bytes: Uint8Array): BinaryPlist | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = all.length - TRAILER
  if (end < MAGIC.length + 1 || all.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  const offsetSize = all.readUInt8(end + 6)
  const referenceSize = all.readUInt8(end + 7)
  const number = (at: number) => Number(all.readBigUInt64BE(end + at))
  const [count, root, table] = [number(8), number(16), number(24)]
  const isSize = (n: number) => n >= 1 && n <= 6
  if (!isSize(offsetSize) || !isSize(referenceSize) || table + count * offsetSize > end) return undefined
  return { root, object }

  /** What an object is and where it stands; its size counts bytes of a single value, and characters, items or entries of others. */
  function placeOf(number: number): Place | undefined {
    if (number < 0 || number >= count) return undefined
    const at = all.readUIntBE(table + number * offsetSize, offsetSize)
    if (at >= end) return undefined
    const [kind, low] = [all.readUInt8(at) >> 4, all.readUInt8(at) & 15]
    const widths = kind === 5 ? 1 : kind === 6 ? 2 : kind === 10 ? referenceSize : kind === 13 ? 2 * referenceSize : 1
    const sized =
      kind >= 1 && kind <= 3
        ? { size: 2 ** low, from: at + 1 }
        : kind === 8
          ? { size: low + 1, from: at + 1 }
          : low < 15 || kind === 0
            ? { size: low, from: at + 1 }
            : longSize(at + 1)
    if (sized === undefined || (kind > 0 && sized.from + sized.size * widths > end)) return undefined
    return { kind, ...sized }
  }

  /** A length of 15 or more stands behind the marker as an integer. */
  function longSize(at: number): Omit<Place, 'kind'> | undefined {
    if (at >= end) return undefined
    const length = 2 ** (all.readUInt8(at) & 15)
    return length > 4 || at + 1 + length > end
      ? undefined
      : { size: all.readUIntBE(at + 1, length), from: at + 1 + length }
  }

  function object(number: number): PlistObject | undefined {
    const place = placeOf(number)
    if (place === undefined) return undefined
    const { kind, size, from } = place
    const text = textAt(place)
    if (text !== undefined) return { type: 'text', value: text }
    if (kind === 8 && size <= 6) return { type: 'uid', value: all.readUIntBE(from, size) }
    if (kind === 1 && size <= 4) return { type: 'integer', value: BigInt(all.readUIntBE(from, size)) }
    if (kind === 1 && size === 8) return { type: 'integer', value: all.readBigInt64BE(from) }
    if (kind === 2 && size === 4) return { type: 'real', value: all.readFloatBE(from) }
    if (kind === 2 && size === 8) return { type: 'real', value: all.readDoubleBE(from) }
    if (kind === 3 && size === 8) return { type: 'date', value: all.readDoubleBE(from) }
    const references = (n: number) => all.readUIntBE(from + n * referenceSize, referenceSize)
    if (kind === 10 && size <= MOST_ITEMS)
      return { type: 'array', items: Array.from({ length: size }, (_, n) => references(n)) }
    if (kind !== 13 || size > MOST_ENTRIES) return { type: 'other' }
    const entries = new Map<string, number>()
    for (let n = 0; n < size; n++) {
      const key = textAt(placeOf(references(n)))
      if (key !== undefined) entries.set(key, references(size + n))
    }
    return { type: 'dictionary', entries }
  }

  function textAt(place: Place | undefined): string | undefined {
    if (place === undefined || (place.kind !== 5 && place.kind !== 6) || place.size > LONGEST_TEXT) return undefined
    const { kind, size, from } = place
    if (kind === 5) return all.toString('latin1', from, from + size)
    return Buffer.from(all.subarray(from, from + 2 * size))
      .swap16()
      .toString('utf16le')
  }
}

/** An object by its marker. */
interface Place {
  readonly kind: number
  readonly size: number
  readonly from: number
}
