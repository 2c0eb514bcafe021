/** Metadata chunks of a PNG: eXIf, tIME, iTXt with XMP, tEXt Software, iCCP (Portable Network Graphics, 3rd edition, 11.3). */
import { inflateSync } from 'node:zlib'
import type { Source } from '../ingester.ts'
import { MAX_BLOCK, MAX_PARTS, exifStart, latin1, tiffAt, viewOf, type Block, type Blocks } from './blocks.ts'

const XMP_KEYWORD = 'XML:com.adobe.xmp\0'

export function pngBlocks(source: Source): Blocks {
  const problems: string[] = []
  const found: { -readonly [K in keyof Blocks]?: Blocks[K] } = {}
  const xmp: Block[] = []
  for (const { type, offset, length } of chunks(source, problems)) {
    const bytes = () => source.read(offset, Math.min(length, MAX_BLOCK))
    if (type === 'eXIf') {
      const start = exifStart(source.read(offset, 6))
      found.tiff ??= tiffAt(source, offset + start, length - start)
    } else if (type === 'tIME') found.time ??= { offset, bytes: bytes() }
    else if (type === 'iTXt' && latin1(source.read(offset, XMP_KEYWORD.length)) === XMP_KEYWORD) {
      const text = internationalText(bytes(), problems)
      if (text !== undefined) xmp.push({ offset, bytes: text })
    } else if (type === 'tEXt' && latin1(source.read(offset, 9)) === 'Software\0')
      found.software ??= { offset: offset + 9, bytes: source.read(offset + 9, Math.min(length - 9, 1024)) }
    else if (type === 'iCCP') {
      const block = bytes()
      const end = block.indexOf(0)
      found.iccName ??= latin1(block.subarray(0, end < 0 ? 0 : Math.min(end, 79)))
      const profile = end < 0 ? undefined : inflated(block.subarray(end + 2), problems)
      if (profile !== undefined) found.icc ??= { offset, bytes: profile }
    }
  }
  return { ...found, format: 'PNG', xmp, problems }
}

function* chunks(source: Source, problems: string[]): Iterable<{ type: string; offset: number; length: number }> {
  let at = 8
  for (let n = 0; n < MAX_PARTS; n++) {
    const head = source.read(at, 8)
    if (head.length < 8) return void problems.push('the PNG ends without its end chunk')
    const length = viewOf(head).getUint32(0)
    const type = latin1(head.subarray(4))
    if (!/^[A-Za-z]{4}$/.test(type))
      return void problems.push(`the PNG has no chunk at byte ${at}; what follows is not read`)
    if (type === 'IEND') return
    if (at + 12 + length > source.size) return void problems.push(`the PNG chunk ${type} at byte ${at} is cut short`)
    yield { type, offset: at + 8, length }
    at += 12 + length
  }
  problems.push(`the PNG has more than ${MAX_PARTS} chunks; the rest is not read`)
}

/** Keyword, NUL, compression flag and method, language, NUL, translated keyword, NUL, text. */
function internationalText(bytes: Uint8Array, problems: string[]): Uint8Array | undefined {
  const flags = XMP_KEYWORD.length
  const language = bytes.indexOf(0, flags + 2)
  const translated = language < 0 ? -1 : bytes.indexOf(0, language + 1)
  if (translated < 0) return undefined
  const text = bytes.subarray(translated + 1)
  return bytes[flags] === 1 ? inflated(text, problems) : text
}

function inflated(bytes: Uint8Array, problems: string[]): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_BLOCK })
  } catch {
    problems.push(`a compressed PNG chunk is broken, or unpacks to more than ${MAX_BLOCK} bytes`)
    return undefined
  }
}
