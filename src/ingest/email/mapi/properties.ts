/**
 * The properties of a MAPI object, by id, each with its type and its bytes as the file keeps them ([MS-OXCDATA] 2.11.1). Shared
 * by the three formats that keep them: .msg, TNEF and .pst.
 */
import { fromFiletime } from '../../../time/filetime.ts'
import { micros } from '../../../time/instant.ts'
import { UTC, type Reading } from '../../../time/reading.ts'

export const PT_LONG = 0x0003
export const PT_OBJECT = 0x000d
export const PT_STRING8 = 0x001e
export const PT_UNICODE = 0x001f
export const PT_SYSTIME = 0x0040
export const PT_BINARY = 0x0102

export interface Property {
  readonly type: number
  /** Read when asked for: an attachment may be large. Throws `EvidenceProblem` where the file is broken. */
  readonly bytes: () => Buffer
}

/** [MS-OXPROPS]: the properties that are read, by their canonical names. */
export const PID = {
  MessageClass: 0x001a,
  ClientSubmitTime: 0x0039,
  ProviderSubmitTime: 0x0048,
  OriginalMessageClass: 0x004b,
  ConversationIndex: 0x0071,
  TransportMessageHeaders: 0x007d,
  MessageDeliveryTime: 0x0e06,
  InternetMessageId: 0x1035,
  InternetReferences: 0x1039,
  InReplyToId: 0x1042,
  LastVerbExecutionTime: 0x1082,
  DisplayName: 0x3001,
  CreationTime: 0x3007,
  LastModificationTime: 0x3008,
  AttachDataBinary: 0x3701,
  AttachFilename: 0x3704,
  AttachMethod: 0x3705,
  AttachLongFilename: 0x3707,
  InternetCodepage: 0x3fde,
  MessageCodepage: 0x3ffd,
} as const

export class Properties {
  readonly #byId = new Map<number, Property>()

  /** Of two of one id the first counts. */
  add(id: number, property: Property): void {
    if (!this.#byId.has(id)) this.#byId.set(id, property)
  }

  /** Those of another list, except streams of objects: they are no bytes by themselves. */
  addAll(others: Properties): void {
    for (const [id, property] of others.#byId) if (property.type !== PT_OBJECT) this.add(id, property)
  }

  get(id: number): Property | undefined {
    return this.#byId.get(id)
  }

  has(id: number): boolean {
    return this.#byId.has(id)
  }

  number(id: number): number | undefined {
    const found = this.#byId.get(id)
    const bytes = found?.type === PT_LONG ? found.bytes() : undefined
    return bytes !== undefined && bytes.length >= 4 ? bytes.readInt32LE(0) : undefined
  }

  /** Bytes of a text as it stands: UTF-8 for Unicode texts, else in the object's own code page. */
  textBytes(id: number): Buffer | undefined {
    const found = this.#byId.get(id)
    if (found?.type === PT_STRING8) return withoutEnd(found.bytes())
    if (found?.type !== PT_UNICODE) return undefined
    return Buffer.from(found.bytes().toString('utf16le').replace(/\0+$/, ''), 'utf8')
  }

  text(id: number): string | undefined {
    const bytes = this.textBytes(id)
    if (bytes === undefined) return undefined
    return this.#byId.get(id)?.type === PT_UNICODE ? bytes.toString('utf8') : inCodepage(bytes, this.#codepage())
  }

  binary(id: number): Buffer | undefined {
    const found = this.#byId.get(id)
    return found?.type === PT_BINARY ? found.bytes() : undefined
  }

  /** A FILETIME with its raw number; undefined if there is none of this id. */
  time(id: number): { readonly reading: Reading; readonly raw: string } | undefined {
    const found = this.#byId.get(id)
    const bytes = found?.type === PT_SYSTIME ? found.bytes() : undefined
    if (bytes === undefined || bytes.length < 8) return undefined
    const ticks = bytes.readBigUInt64LE(0)
    return { reading: filetimeReading(ticks), raw: ticks.toString() }
  }

  #codepage(): number {
    return this.number(PID.MessageCodepage) ?? this.number(PID.InternetCodepage) ?? 1252
  }
}

/** 1601-01-01 and the value that [MS-OXOMSG] and Outlook use for "none" (4501-01-01) are no times. */
const NONE = new Set([0n, 0x0cb34557a3dd4000n, 0x7fffffffffffffffn])

function filetimeReading(ticks: bigint): Reading {
  const reading = { nominal: undefined, precision: micros(1), zone: UTC }
  if (NONE.has(ticks)) return { ...reading, problem: 'sentinel' }
  const nominal = fromFiletime(ticks)
  return nominal === undefined ? { ...reading, problem: 'out-of-range' } : { ...reading, nominal }
}

function withoutEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.subarray(0, end)
}

/** Code pages of Windows by the names of the WHATWG encodings. */
const ENCODINGS: Readonly<Record<number, string>> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  20866: 'koi8-r',
  50220: 'iso-2022-jp',
  51932: 'euc-jp',
  54936: 'gb18030',
  65001: 'utf-8',
}

function inCodepage(bytes: Buffer, codepage: number): string {
  const single = codepage >= 1250 && codepage <= 1258 ? `windows-${codepage}` : undefined
  const iso = codepage >= 28_591 && codepage <= 28_605 ? `iso-8859-${codepage - 28_590}` : undefined
  return new TextDecoder(ENCODINGS[codepage] ?? single ?? iso ?? 'windows-1252').decode(bytes)
}
