/**
 * The extra fields of a ZIP header, and the times in them: the extended timestamp and the older Unix fields of Info-ZIP
 * (proginfo/extrafld.txt of Zip 3.0), PKWARE's Unix and NTFS fields (APPNOTE 6.3.10, 4.5.5 and 4.5.7).
 */
import { fromFiletime } from '../../time/filetime.ts'
import { SECOND, instant, micros } from '../../time/instant.ts'
import { UTC, type Reading } from '../../time/reading.ts'

export interface ExtraField {
  readonly id: number
  readonly data: Uint8Array
}

export interface ExtraTime {
  readonly what: 'modified' | 'accessed' | 'created'
  readonly field: 'extended timestamp' | 'NTFS' | 'Unix'
  readonly reading: Reading
  /** The number as it stands. */
  readonly raw: string
}

/** The fields, as far as they can be told apart. */
export function extraFields(bytes: Uint8Array): ExtraField[] {
  const view = viewOf(bytes)
  const fields: ExtraField[] = []
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = view.getUint16(at + 2, true)
    if (at + 4 + length > bytes.length) break
    fields.push({ id: view.getUint16(at, true), data: bytes.subarray(at + 4, at + 4 + length) })
    at += 4 + length
  }
  return fields
}

/** All times in these fields, in their order. */
export const extraTimes = (fields: readonly ExtraField[]): ExtraTime[] =>
  fields.flatMap(({ id, data }) => {
    if (id === 0x5455) return extendedTimestamp(data)
    if (id === 0x000a) return ntfs(data)
    if (id === 0x5855 || id === 0x000d) return unix(data)
    return []
  })

/** Flags say which of modified, accessed and created follow; the central directory holds the first only, whatever they say. */
function extendedTimestamp(data: Uint8Array): ExtraTime[] {
  const flags = data[0] ?? 0
  const present = (['modified', 'accessed', 'created'] as const).filter((_, bit) => (flags & (1 << bit)) !== 0)
  return present.flatMap((what, n) => unixTime(what, 'extended timestamp', data, 1 + 4 * n))
}

const unix = (data: Uint8Array): ExtraTime[] => [
  ...unixTime('accessed', 'Unix', data, 0),
  ...unixTime('modified', 'Unix', data, 4),
]

function unixTime(what: ExtraTime['what'], field: ExtraTime['field'], data: Uint8Array, at: number): ExtraTime[] {
  if (at + 4 > data.length) return []
  const seconds = viewOf(data).getInt32(at, true)
  const reading: Reading =
    seconds === 0
      ? { nominal: undefined, precision: SECOND, zone: UTC, problem: 'sentinel' }
      : { nominal: instant(seconds * 1e6), precision: SECOND, zone: UTC }
  return [{ what, field, reading, raw: String(seconds) }]
}

/** Four reserved bytes, then attributes: tag 1 holds modified, accessed, created as FILETIME. */
function ntfs(data: Uint8Array): ExtraTime[] {
  const view = viewOf(data)
  for (let at = 4; at + 4 <= data.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1 || view.getUint16(at + 2, true) < 24 || at + 28 > data.length) continue
    return (['modified', 'accessed', 'created'] as const).map((what, n) => {
      const ticks = view.getBigUint64(at + 4 + 8 * n, true)
      return { what, field: 'NTFS', reading: filetimeReading(ticks), raw: ticks.toString() }
    })
  }
  return []
}

function filetimeReading(ticks: bigint): Reading {
  const reading = { nominal: undefined, precision: micros(1), zone: UTC }
  if (ticks === 0n) return { ...reading, problem: 'sentinel' }
  const nominal = fromFiletime(ticks)
  return nominal === undefined ? { ...reading, problem: 'out-of-range' } : { ...reading, nominal }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
