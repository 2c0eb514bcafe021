// Pictures for tests, built byte by byte: a TIFF structure from a list of tags, and the containers that carry it.
import { crc32, deflateSync } from 'node:zlib'

/** Code and value: text is type 2, bytes type 7, numbers unsigned rationals (type 5). */
export type TagValue = readonly [code: number, value: string | Uint8Array | readonly number[]]

interface Directories {
  readonly ifd0?: readonly TagValue[]
  readonly exif?: readonly TagValue[]
  readonly gps?: readonly TagValue[]
}

/** A little-endian TIFF structure. */
export function tiff({ ifd0 = [], exif, gps }: Directories): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\x08\0\0\0', 'latin1')]
  let end = 8
  const pointers: [number, number][] = [
    ...(exif === undefined ? [] : [[0x8769, 0] as [number, number]]),
    ...(gps === undefined ? [] : [[0x8825, 0] as [number, number]]),
  ]
  const sizeOf = (tags: readonly TagValue[], extra: number) =>
    2 + 12 * (tags.length + extra) + 4 + tags.reduce((sum, [, value]) => sum + padded(bytesOf(value).bytes.length), 0)
  let at = 8 + sizeOf(ifd0, pointers.length)
  for (const pointer of pointers) {
    pointer[1] = at
    at += sizeOf((pointer[0] === 0x8769 ? exif : gps) ?? [], 0)
  }
  const directory = (tags: readonly TagValue[], longs: readonly (readonly [number, number])[]) => {
    const head = Buffer.alloc(2 + 12 * (tags.length + longs.length) + 4)
    head.writeUInt16LE(tags.length + longs.length, 0)
    const values: Buffer[] = []
    let valueAt = end + head.length
    tags.forEach(([code, value], n) => {
      const { type, count, bytes } = bytesOf(value)
      head.writeUInt16LE(code, 2 + 12 * n)
      head.writeUInt16LE(type, 4 + 12 * n)
      head.writeUInt32LE(count, 6 + 12 * n)
      if (bytes.length <= 4) bytes.copy(head, 10 + 12 * n)
      else head.writeUInt32LE(valueAt, 10 + 12 * n)
      values.push(Buffer.concat([bytes], padded(bytes.length)))
      valueAt += padded(bytes.length)
    })
    longs.forEach(([code, value], n) => {
      const place = 2 + 12 * (tags.length + n)
      head.writeUInt16LE(code, place)
      head.writeUInt16LE(4, place + 2)
      head.writeUInt32LE(1, place + 4)
      head.writeUInt32LE(value, place + 8)
    })
    parts.push(head, ...values)
    end = valueAt
  }
  directory(ifd0, pointers)
  if (exif !== undefined) directory(exif, [])
  if (gps !== undefined) directory(gps, [])
  return Buffer.concat(parts)
}

const padded = (length: number) => length + (length % 2)

function bytesOf(value: TagValue[1]): { type: number; count: number; bytes: Buffer } {
  if (typeof value === 'string')
    return { type: 2, count: Buffer.byteLength(value) + 1, bytes: Buffer.from(`${value}\0`) }
  if (value instanceof Uint8Array) return { type: 7, count: value.length, bytes: Buffer.from(value) }
  const bytes = Buffer.alloc(8 * value.length)
  value.forEach((number, n) => {
    bytes.writeUInt32LE(Math.round(number * 100), 8 * n)
    bytes.writeUInt32LE(100, 8 * n + 4)
  })
  return { type: 5, count: value.length, bytes }
}

const segment = (marker: number, ...content: (string | Uint8Array)[]): Buffer => {
  const body = Buffer.concat(content.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one)))
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

interface Metadata {
  readonly exif?: Buffer
  readonly xmp?: string
  readonly extendedXmp?: readonly string[]
  readonly iptc?: Buffer
}

export function jpeg({ exif, xmp, extendedXmp = [], iptc }: Metadata): Buffer {
  let position = 0
  const extended = extendedXmp.map((part) => {
    const numbers = Buffer.alloc(8)
    numbers.writeUInt32BE(position, 4)
    position += part.length
    return segment(0xe1, 'http://ns.adobe.com/xmp/extension/\0', 'A'.repeat(32), numbers, part)
  })
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...(exif === undefined ? [] : [segment(0xe1, 'Exif\0\0', exif)]),
    ...(xmp === undefined ? [] : [segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', Buffer.from(xmp))]),
    // The order of the segments is not the order of the text.
    ...extended.reverse(),
    ...(iptc === undefined ? [] : [segment(0xed, 'Photoshop 3.0\0', photoshop(iptc))]),
    segment(0xda, '\0'),
  ])
}

/** Two resources: one of no use, then IPTC. */
function photoshop(iptc: Buffer): Buffer {
  const resource = (id: number, body: Buffer) => {
    const head = Buffer.from('8BIM\0\0\0\0\0\0\0\0', 'latin1')
    head.writeUInt16BE(id, 4)
    head.writeUInt32BE(body.length, 8)
    return Buffer.concat([head, body], head.length + padded(body.length))
  }
  return Buffer.concat([resource(0x03ed, Buffer.from('abc')), resource(0x0404, iptc)])
}

export const iptc = (...sets: readonly (readonly [number, string])[]): Buffer =>
  Buffer.concat(
    sets.map(([set, value]) => Buffer.concat([Buffer.from([0x1c, 2, set, 0, value.length]), Buffer.from(value)])),
  )

export function png(chunks: readonly (readonly [type: string, body: Uint8Array])[]): Buffer {
  const chunk = (type: string, body: Uint8Array) => {
    const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)]
    head.writeUInt32BE(body.length, 0)
    head.write(type, 4, 'latin1')
    tail.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), body])), 0)
    return Buffer.concat([head, body, tail])
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks.map(([type, body]) => chunk(type, body)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The body of an iTXt chunk with XMP. */
export const xmpText = (xmp: string, compressed: boolean): Buffer =>
  Buffer.concat([
    Buffer.from(`XML:com.adobe.xmp\0${compressed ? '\x01' : '\0'}\0\0\0`, 'latin1'),
    compressed ? deflateSync(xmp) : Buffer.from(xmp),
  ])

export function webp(chunks: readonly (readonly [type: string, body: Uint8Array])[]): Buffer {
  const body = Buffer.concat(
    chunks.map(([type, content]) => {
      const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
      head.writeUInt32LE(content.length, 4)
      return Buffer.concat([head, content], 8 + padded(content.length))
    }),
  )
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return Buffer.concat([head, body])
}

const box = (type: string, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content)
  const head = Buffer.from(`\0\0\0\0${type}`, 'latin1')
  head.writeUInt32BE(8 + body.length, 0)
  return Buffer.concat([head, body])
}
const full = (type: string, version: number, ...content: Uint8Array[]): Buffer =>
  box(type, Buffer.from([version, 0, 0, 0]), ...content)
const u16 = (n: number) => Buffer.from([n >> 8, n & 255])
const u32 = (n: number) => Buffer.concat([u16(n >>> 16), u16(n & 65_535)])

/** A HEIC file of two items, Exif and XMP, that lie behind the meta box. */
export function heic(exif: Buffer, xmp: string): Buffer {
  const items = [Buffer.concat([u32(6), Buffer.from('Exif\0\0', 'latin1'), exif]), Buffer.from(xmp)]
  const build = (offset: number) => {
    const [first, second] = [items[0]?.length ?? 0, items[1]?.length ?? 0]
    const iinf = full(
      'iinf',
      0,
      u16(2),
      full('infe', 2, u16(1), u16(0), Buffer.from('Exif\0\0\0\0')),
      full('infe', 2, u16(2), u16(0), Buffer.from('mime\0application/rdf+xml\0')),
    )
    const iloc = full(
      'iloc',
      0,
      u16(0x4400),
      u16(2),
      u16(1),
      u16(0),
      u16(1),
      u32(offset),
      u32(first),
      u16(2),
      u16(0),
      u16(1),
      u32(offset + first),
      u32(second),
    )
    return Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')), full('meta', 0, iinf, iloc)])
  }
  return Buffer.concat([build(build(0).length), ...items])
}
