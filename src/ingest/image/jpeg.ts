/** Metadata segments of a JPEG: Exif, XMP and its extension, Photoshop resources with IPTC, ICC (ITU-T T.81 B.1; CIPA DC-008 4.7; ISO 16684-3 1.1.3). */
import type { Source } from '../ingester.ts'
import { MAX_BLOCK, MAX_PARTS, latin1, tiffAt, viewOf, type Block, type Blocks, type TiffBlock } from './blocks.ts'
import { iptcOfPhotoshop } from './iptc.ts'

const EXIF = 'Exif\0\0'
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
/** Followed by 32 digits of a GUID, the full length and this part's offset, four bytes each. */
const XMP_EXTENSION = 'http://ns.adobe.com/xmp/extension/\0'
const ICC = 'ICC_PROFILE\0'
const PHOTOSHOP = 'Photoshop 3.0\0'

export function jpegBlocks(source: Source): Blocks {
  let tiff: TiffBlock | undefined
  let icc: Block | undefined
  let iptc: Block | undefined
  const xmp: Block[] = []
  const extension: Block[] = []
  const problems: string[] = []
  for (const { marker, offset, bytes } of segments(source, problems)) {
    const name = latin1(bytes.subarray(0, 40))
    if (marker === 0xe1 && name.startsWith(EXIF)) tiff ??= tiffAt(source, offset + 6, bytes.length - 6)
    else if (marker === 0xe1 && name.startsWith(XMP))
      xmp.push({ offset: offset + XMP.length, bytes: bytes.subarray(XMP.length) })
    else if (marker === 0xe1 && name.startsWith(XMP_EXTENSION))
      extension.push({ offset, bytes: bytes.subarray(XMP_EXTENSION.length + 32) })
    else if (marker === 0xe2 && name.startsWith(ICC) && bytes[12] === 1)
      icc ??= { offset: offset + 14, bytes: bytes.subarray(14) }
    else if (marker === 0xed && name.startsWith(PHOTOSHOP))
      iptc ??= iptcOfPhotoshop({ offset: offset + 14, bytes: bytes.subarray(14) })
  }
  const extended = joined(extension)
  return {
    format: 'JPEG',
    ...(tiff === undefined ? {} : { tiff }),
    xmp: extended === undefined ? xmp : [...xmp, extended],
    ...(iptc === undefined ? {} : { iptc }),
    ...(icc === undefined ? {} : { icc }),
    problems,
  }
}

interface Segment extends Block {
  readonly marker: number
}

/** APP segments up to the picture itself (start of scan). */
function* segments(source: Source, problems: string[]): Iterable<Segment> {
  let at = 2
  for (let n = 0; n < MAX_PARTS; n++) {
    const head = source.read(at, 4)
    if (head.length < 4) return void problems.push('the JPEG ends before its picture begins')
    const marker = head[1] ?? 0
    if (head[0] !== 0xff) return void problems.push(`the JPEG has no marker at byte ${at}; what follows is not read`)
    // Fill bytes before a marker (T.81, B.1.1.2), and markers that stand alone.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else if (marker === 0xda || marker === 0xd9) return
    else {
      const length = viewOf(head).getUint16(2)
      const isApp = marker >= 0xe1 && marker <= 0xef
      if (isApp && length > 2) yield { marker, offset: at + 4, bytes: source.read(at + 4, length - 2) }
      at += 2 + Math.max(2, length)
    }
  }
  problems.push(`the JPEG has more than ${MAX_PARTS} segments; the rest is not read`)
}

/** The parts of extended XMP in the order of their offsets. */
function joined(parts: readonly Block[]): Block | undefined {
  const [first] = parts
  if (first === undefined) return undefined
  const ordered = parts
    .filter(({ bytes }) => bytes.length > 8)
    .map(({ bytes }) => ({ position: viewOf(bytes).getUint32(4), bytes: bytes.subarray(8) }))
    .sort((a, b) => a.position - b.position)
  return { offset: first.offset, bytes: Buffer.concat(ordered.map(({ bytes }) => bytes)).subarray(0, MAX_BLOCK) }
}
