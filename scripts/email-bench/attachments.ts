/** Attachments that state a time of their own, as small as they can be. */
import { deflateSync, crc32 } from 'node:zlib'
import { zipSync } from 'fflate'

/** A ZIP of one member last changed at `at`, milliseconds since 1970. */
export const fflateZip = (at: number): Uint8Array =>
  zipSync({ 'ledger.csv': [Buffer.from('date,amount\n2019-09-03,120\n'), { mtime: at }] })

/** A PNG of one pixel with a tIME chunk (PNG, third edition, 11.3.6). */
export function png(at: number): Uint8Array {
  const when = new Date(at)
  const time = Buffer.alloc(7)
  time.writeUInt16BE(when.getUTCFullYear(), 0)
  time.set(
    [when.getUTCMonth() + 1, when.getUTCDate(), when.getUTCHours(), when.getUTCMinutes(), when.getUTCSeconds()],
    2,
  )
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('tIME', time),
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), 4 + body.length)
  return out
}
