/** Metadata chunks of a WebP: EXIF, XMP and ICCP in a RIFF container (RFC 9649, 2.7). */
import type { Source } from '../ingester.ts'
import { MAX_BLOCK, MAX_PARTS, exifStart, latin1, tiffAt, viewOf, type Block, type Blocks } from './blocks.ts'

export function webpBlocks(source: Source): Blocks {
  const problems: string[] = []
  const found: { -readonly [K in keyof Blocks]?: Blocks[K] } = {}
  const xmp: Block[] = []
  let format = 'WebP'
  let at = 12
  for (let n = 0; at + 8 <= source.size; n++) {
    if (n === MAX_PARTS) {
      problems.push(`the WebP has more than ${MAX_PARTS} chunks; the rest is not read`)
      break
    }
    const head = source.read(at, 8)
    const type = latin1(head.subarray(0, 4))
    const length = viewOf(head).getUint32(4, true)
    const offset = at + 8
    if (offset + length > source.size) {
      problems.push(`a WebP chunk at byte ${at} is cut short`)
      break
    }
    if (type === 'EXIF') {
      const start = exifStart(source.read(offset, 6))
      found.tiff ??= tiffAt(source, offset + start, length - start)
    } else if (type === 'XMP ') xmp.push({ offset, bytes: source.read(offset, Math.min(length, MAX_BLOCK)) })
    else if (type === 'ICCP') found.icc ??= { offset, bytes: source.read(offset, Math.min(length, MAX_BLOCK)) }
    else if (type === 'VP8L') format = 'WebP/VP8L'
    // Chunks are padded to an even length.
    at = offset + length + (length % 2)
  }
  return { ...found, format, xmp, problems }
}
