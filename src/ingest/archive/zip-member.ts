/** One member of a ZIP: its two headers, and its bytes unpacked within the limits (APPNOTE 6.3.10, 4.3.7 and 4.3.12). */
import { crc32, inflateRawSync } from 'node:zlib'
import { getFileNameLowLevel, type Entry } from 'yauzl'
import { displayName } from '../../evidence/logical-path.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import type { Limits } from '../../evidence/limits.ts'
import { EvidenceProblem } from '../../model.ts'
import type { Source } from '../ingester.ts'
import { extraFields, type ExtraField } from './zip-extra.ts'

const LOCAL_HEADER = 0x04034b50
const STORED = 0
const DEFLATED = 8
/** Up to here no ratio counts: a short text of one letter may well shrink a thousandfold. */
const RATIO_FROM = 1024 * 1024

/** What one header says of a member. */
export interface Header {
  readonly date: number
  readonly time: number
  readonly fields: readonly ExtraField[]
}

export interface LocalHeader extends Header {
  readonly dataStart: number
}

/** Counts what was unpacked from one archive. */
export interface Unpacked {
  bytes: number
}

/**
 * The name: UTF-8 where the header or the Info-ZIP Unicode field says so, else UTF-8 if the bytes are valid UTF-8 (most
 * writers on Unix set no flag), else code page 437, as APPNOTE appendix D has it.
 */
export function memberName(entry: Entry): string {
  const named = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true)
  const stated = (entry.generalPurposeBitFlag & 0x800) !== 0 || entry.extraFields.some((field) => field.id === 0x7075)
  if (stated) return named
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry.fileNameRaw)
  } catch {
    return named
  }
}

/** The header before the member's bytes; undefined where there is none. */
export function localHeader(source: Source, entry: Entry): LocalHeader | undefined {
  const at = entry.relativeOffsetOfLocalHeader
  const head = source.read(at, 30)
  if (head.length < 30) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  if (view.getUint32(0, true) !== LOCAL_HEADER) return undefined
  const nameLength = view.getUint16(26, true)
  const extraLength = view.getUint16(28, true)
  return {
    time: view.getUint16(10, true),
    date: view.getUint16(12, true),
    fields: extraFields(source.read(at + 30 + nameLength, extraLength)),
    dataStart: at + 30 + nameLength + extraLength,
  }
}

/** Why the bytes of this member cannot be had at all, in one clear line; undefined if they can. */
export function unreadable(entry: Entry, local: LocalHeader | undefined, shown: string): string | undefined {
  if (entry.isEncrypted()) return `${shown} is encrypted; its content is not read`
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    return `${shown} is packed by method ${entry.compressionMethod}; only 0 (stored) and 8 (deflated) are read`
  if (local === undefined)
    return `${shown} has no local header where the central directory points (byte ${entry.relativeOffsetOfLocalHeader})`
  return undefined
}

/** Unpacks one member. Throws `EvidenceProblem` naming the limit that it would exceed, or what is broken. */
export function unpack(
  source: Source,
  entry: Entry,
  local: LocalHeader,
  limits: Limits,
  unpacked: Unpacked,
): Uint8Array {
  const shown = displayName(memberName(entry))
  const ratioBytes = Math.max(RATIO_FROM, entry.compressedSize * limits.ratio)
  const left = limits['total-bytes'] - unpacked.bytes
  const check = (size: number) => {
    if (size > limits['member-bytes']) throw limitProblem('member-bytes', limits, shown)
    if (size > ratioBytes) throw limitProblem('ratio', limits, shown)
    if (size > left) throw limitProblem('total-bytes', limits, shown)
  }
  check(entry.uncompressedSize)
  const packed = source.read(local.dataStart, entry.compressedSize)
  if (packed.length < entry.compressedSize)
    throw new EvidenceProblem(
      `${shown} is cut short: ${packed.length} of ${entry.compressedSize} packed bytes are there`,
    )
  const bytes = entry.compressionMethod === STORED ? packed : inflate(packed, entry.uncompressedSize, shown)
  if (bytes.length !== entry.uncompressedSize)
    throw new EvidenceProblem(
      `${shown} unpacks to ${bytes.length} bytes, the central directory states ${entry.uncompressedSize}`,
    )
  if (crc32(bytes) !== entry.crc32)
    throw new EvidenceProblem(`${shown} does not match the CRC-32 that the archive states for it`)
  unpacked.bytes += bytes.length
  return bytes
}

/** Never makes more than the stated size, which was held against the limits before. */
function inflate(packed: Uint8Array, stated: number, shown: string): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, stated) })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new EvidenceProblem(`${shown} unpacks to more than the ${stated} bytes that the central directory states`)
    throw new EvidenceProblem(`${shown} cannot be unpacked: ${error instanceof Error ? error.message : 'broken data'}`)
  }
}
