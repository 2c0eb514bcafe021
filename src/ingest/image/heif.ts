/** Exif and XMP items of a HEIF or AVIF picture: the boxes meta, iinf and iloc (ISO/IEC 14496-12:2022, 8.11; ISO/IEC 23008-12, annex A). */
import type { Source } from '../ingester.ts'
import { MAX_BLOCK, MAX_PARTS, latin1, tiffAt, viewOf, type Block, type Blocks } from './blocks.ts'

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** Brands of still pictures, by what they are called. */
export function heifFormat(head: Uint8Array): string | undefined {
  if (head.length < 16 || latin1(head.subarray(4, 8)) !== 'ftyp') return undefined
  const end = Math.min(viewOf(head).getUint32(0), head.length, 128)
  const brands = [latin1(head.subarray(8, 12))]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(latin1(head.subarray(at, at + 4)))
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'AVIF'
  return brands.some((brand) => /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? 'HEIC' : undefined
}

export function heifBlocks(source: Source, format: string): Blocks {
  const problems: string[] = []
  const meta = boxes(source, 0, source.size).find(({ type }) => type === 'meta')
  if (meta === undefined) return { format, problems: ['the picture has no meta box'] }
  const inside = boxes(source, meta.start + 4, meta.end)
  const items = itemTypes(
    source,
    inside.find(({ type }) => type === 'iinf'),
  )
  const places = itemPlaces(
    source,
    inside.find(({ type }) => type === 'iloc'),
  )
  const found: { -readonly [K in keyof Blocks]?: Blocks[K] } = {}
  const xmp: Block[] = []
  for (const [id, type] of items) {
    const place = places.get(id)
    if (place === undefined) continue
    if (place.offset + place.length > source.size) problems.push(`the item ${type} lies beyond the end of the file`)
    else if (type === 'Exif') {
      // Four bytes say how far the TIFF header lies behind them.
      const head = source.read(place.offset, 4)
      const skip = head.length === 4 ? 4 + viewOf(head).getUint32(0) : place.length
      if (skip < place.length) found.tiff ??= tiffAt(source, place.offset + skip, place.length - skip)
    } else xmp.push({ offset: place.offset, bytes: source.read(place.offset, Math.min(place.length, MAX_BLOCK)) })
  }
  return { ...found, format, xmp, problems }
}

function boxes(source: Source, from: number, to: number): Box[] {
  const out: Box[] = []
  for (let at = from; at + 8 <= to && out.length < MAX_PARTS;) {
    const head = source.read(at, 16)
    if (head.length < 8) break
    const view = viewOf(head)
    const stated = view.getUint32(0)
    const long = stated === 1
    const length = long && head.length === 16 ? Number(view.getBigUint64(8)) : stated === 0 ? to - at : stated
    // A box shorter than its own head would be read for ever.
    if (length < (long ? 16 : 8)) break
    out.push({ type: latin1(head.subarray(4, 8)), start: at + (long ? 16 : 8), end: Math.min(at + length, to) })
    at += length
  }
  return out
}

/** Ids of the items that hold Exif or XMP. */
function itemTypes(source: Source, iinf: Box | undefined): Map<number, 'Exif' | 'XMP'> {
  const items = new Map<number, 'Exif' | 'XMP'>()
  if (iinf === undefined) return items
  const version = source.read(iinf.start, 1)[0] ?? 0
  for (const { type, start, end } of boxes(source, iinf.start + (version === 0 ? 6 : 8), iinf.end)) {
    const bytes = source.read(start, Math.min(end - start, 512))
    const wide = bytes[0] === 3
    if (type !== 'infe' || (bytes[0] !== 2 && !wide) || bytes.length < 16) continue
    const view = viewOf(bytes)
    const id = wide ? view.getUint32(4) : view.getUint16(4)
    const kind = latin1(bytes.subarray(wide ? 10 : 8, wide ? 14 : 12))
    if (kind === 'Exif') items.set(id, 'Exif')
    else if (kind === 'mime' && latin1(bytes).includes('application/rdf+xml')) items.set(id, 'XMP')
  }
  return items
}

/** The first extent of each item that lies in the file itself. */
function itemPlaces(source: Source, iloc: Box | undefined): Map<number, { offset: number; length: number }> {
  const places = new Map<number, { offset: number; length: number }>()
  if (iloc === undefined) return places
  const bytes = source.read(iloc.start, Math.min(iloc.end - iloc.start, MAX_BLOCK))
  let at = 0
  const number = (size: number): number => {
    let value = 0
    for (let i = 0; i < size; i++) value = value * 256 + (bytes[at++] ?? 0)
    return value
  }
  const version = number(1)
  at = 4
  const sizes = number(2)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const count = number(version < 2 ? 2 : 4)
  for (let n = 0; n < count && n < MAX_PARTS && at < bytes.length; n++) {
    const id = number(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : number(2) & 15
    at += 2
    const base = number(baseSize)
    const extents = number(2)
    for (let e = 0; e < extents && at < bytes.length; e++) {
      at += indexSize
      const offset = base + number(offsetSize)
      const length = number(lengthSize)
      if (method === 0 && e === 0) places.set(id, { offset, length })
    }
  }
  return places
}
