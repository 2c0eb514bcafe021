/** The attributes of a TNEF stream and the properties in them ([MS-OXTNEF] 2.1.3). One pass; every length is held against the bytes that are there. */
import { civil, micros } from '../../../time/instant.ts'
import { FLOATING, type Reading } from '../../../time/reading.ts'
import { EvidenceProblem } from '../../../model.ts'
import { type Properties, PT_OBJECT, PT_STRING8, PT_UNICODE, PT_BINARY } from './properties.ts'

export const TNEF_SIGNATURE = 0x223e9f78

export interface Attribute {
  /** Type in the upper 16 bits, number in the lower. */
  readonly id: number
  readonly data: Buffer
  /** Offset of the attribute in the stream. */
  readonly offset: number
  /** The sum of its bytes is the one stated. */
  readonly sound: boolean
}

/** Attributes that are read, as [MS-OXTNEF] 2.1.3.3 names them. */
export const ATT = {
  DateSent: 0x00038005,
  DateRecd: 0x00038006,
  AttachData: 0x0006800f,
  AttachTitle: 0x00018010,
  AttachCreateDate: 0x00038012,
  AttachModifyDate: 0x00038013,
  DateModified: 0x00038020,
  AttachRenddata: 0x00069002,
  MsgProps: 0x00069003,
  Attachment: 0x00069005,
  OemCodepage: 0x00069007,
} as const

/** Yields the attributes in order; throws `EvidenceProblem` where the stream ends inside one. */
export function* attributesOf(bytes: Buffer): Generator<Attribute> {
  for (let at = 6; at < bytes.length;) {
    const level = bytes[at]
    if (level !== 1 && level !== 2)
      throw new EvidenceProblem(`at byte ${at} stands no attribute: the stream is broken there; the rest is not read`)
    if (at + 9 > bytes.length) throw cut(at)
    const length = bytes.readUInt32LE(at + 5)
    const end = at + 9 + length
    if (end + 2 > bytes.length) throw cut(at)
    const data = bytes.subarray(at + 9, end)
    yield { id: bytes.readUInt32LE(at + 1), data, offset: at, sound: sum(data) === bytes.readUInt16LE(end) }
    at = end + 2
  }
}

const cut = (at: number): EvidenceProblem =>
  new EvidenceProblem(`the stream ends inside the attribute at byte ${at}: it was cut; the rest is not read`)

function sum(data: Buffer): number {
  let total = 0
  for (const byte of data) total = (total + byte) & 0xffff
  return total
}

/** A date as seven words: year, month, day, hour, minute, second, day of the week. Whose zone it is in is not said. */
export function dateOf(data: Buffer): { readonly reading: Reading; readonly raw: string } | undefined {
  if (data.length < 12) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = Array.from({ length: 6 }, (_, i) =>
    data.readUInt16LE(2 * i),
  )
  const two = (n: number): string => String(n).padStart(2, '0')
  const raw = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`
  const reading = { nominal: undefined, precision: micros(1_000_000), zone: FLOATING }
  if (year === 0) return { raw, reading: { ...reading, problem: 'sentinel' } }
  const nominal = civil(year, month, day, hour, minute, second)
  return { raw, reading: nominal === undefined ? { ...reading, problem: 'unreadable' } : { ...reading, nominal } }
}

const MANY_VALUES = 0x1000
/** Bytes of the types that have a length of their own, as they stand: padded to four. */
const FIXED_LENGTH = new Map([
  [0x0002, 4],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 4],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
])

/** Adds the properties of a list to `into`; of one with many values the first. Throws `EvidenceProblem` where the list is broken. */
export function readProperties(data: Buffer, into: Properties): void {
  let at = 0
  const need = (length: number): number => {
    if (length < 0 || at + length > data.length)
      throw new EvidenceProblem('a list of properties ends early; the rest of it is not read')
    const from = at
    at += length
    return from
  }
  const word = (): number => data.readUInt32LE(need(4))
  for (let left = word(); left > 0; left--) {
    const type = data.readUInt16LE(need(2))
    const id = data.readUInt16LE(need(2))
    if (id >= 0x8000) {
      need(16)
      if (word() === 0) need(4)
      else need(padded(word()))
    }
    const many = (type & MANY_VALUES) !== 0
    const single = type & ~MANY_VALUES
    const fixed = FIXED_LENGTH.get(single)
    const variable = [PT_STRING8, PT_UNICODE, PT_BINARY, PT_OBJECT].includes(single)
    if (fixed === undefined && !variable)
      throw new EvidenceProblem(
        `a property of type ${type.toString(16)} is not known; the rest of its list is not read`,
      )
    for (let values = many || variable ? word() : 1, first = true; values > 0; values--, first = false) {
      const length = fixed ?? word()
      const from = need(fixed ?? padded(length))
      const bytes = data.subarray(from, from + length)
      if (first && !many) into.add(id, { type, bytes: () => bytes })
    }
  }
}

const padded = (length: number): number => Math.ceil(length / 4) * 4
