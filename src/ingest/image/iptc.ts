/** IPTC-IIM datasets, and where Photoshop's image resources keep them (IIM 4.2, 1.5; Adobe Photoshop File Formats, Image Resource Blocks). */
import { latin1, viewOf, type Block } from './blocks.ts'

const IPTC_RESOURCE = 0x0404
/** Record 2: date and time created, digital creation date and time, program and its version. */
const DATASETS: ReadonlySet<number> = new Set([55, 60, 65, 70])

/** The IPTC resource (0x0404) of a run of `8BIM` resources. */
export function iptcOfPhotoshop({ offset, bytes }: Block): Block | undefined {
  const view = viewOf(bytes)
  for (let at = 0; at + 12 <= bytes.length;) {
    if (latin1(bytes.subarray(at, at + 4)) !== '8BIM') return undefined
    const id = view.getUint16(at + 4)
    // A Pascal string padded to an even length, its own length byte included.
    const name = ((bytes[at + 6] ?? 0) + 2) & ~1
    const start = at + 6 + name + 4
    if (start > bytes.length) return undefined
    const length = view.getUint32(start - 4)
    if (id === IPTC_RESOURCE) return { offset: offset + start, bytes: bytes.subarray(start, start + length) }
    at = start + length + (length % 2)
  }
  return undefined
}

/** The first value of each dataset of record 2 that is of use here. */
export function iptcDatasets({ offset, bytes }: Block): ReadonlyMap<number, Block> {
  const found = new Map<number, Block>()
  const view = viewOf(bytes)
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === 0x1c;) {
    const length = view.getUint16(at + 3)
    // Bit 15: the length is longer than 32 KB; no date is.
    if ((length & 0x8000) !== 0) break
    const set = bytes[at + 2] ?? 0
    if (bytes[at + 1] === 2 && DATASETS.has(set) && !found.has(set))
      found.set(set, { offset: offset + at + 5, bytes: bytes.subarray(at + 5, at + 5 + length) })
    at += 5 + length
  }
  return found
}
