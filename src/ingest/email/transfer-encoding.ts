/** Bodies of parts back to bytes: base64 and quoted-printable (RFC 2045 section 6), uuencode (POSIX uuencode); 7bit, 8bit and binary are what they are. */
import { EvidenceProblem } from '../../model.ts'
import { readable } from './raw-text.ts'

/** Throws `EvidenceProblem` for an encoding that is not known. Broken base64 and quoted-printable are decoded as far as they go. */
export function decodeBody(body: Buffer, encoding: string): Uint8Array {
  switch (encoding) {
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return body
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64')
    case 'quoted-printable':
      return quotedPrintable(body)
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return uudecoded(body)
    default:
      throw new EvidenceProblem(
        `the transfer encoding "${readable(encoding.slice(0, 40))}" is not known; the part is not read`,
      )
  }
}

const NOT_BASE64 = /[^A-Za-z0-9+/=]/g

/** Whether base64 ends inside a group of four characters (RFC 2045 section 6.8: it never does). Lines hold whole groups, so the last one tells first. */
export function base64IsCut(body: Buffer): boolean {
  const end = lastOf(body)
  const last = body.toString('latin1', body.lastIndexOf(10, end) + 1, end + 1).replace(NOT_BASE64, '')
  if (last.length % 4 === 0) return false
  return body.toString('latin1').replace(NOT_BASE64, '').length % 4 !== 0
}

/** Offset of the last byte that is no white space; -1 if there is none. */
function lastOf(body: Buffer): number {
  let at = body.length - 1
  while (at >= 0 && (body[at] ?? 0) <= 32) at--
  return at
}

/** Rule 3: white space at the end of an encoded line was added on the way and is left out. */
function quotedPrintable(body: Buffer): Buffer {
  const lines = body.toString('latin1').split('\n')
  const text = lines
    .map((line, i) => {
      const last = i === lines.length - 1
      const end = !last && line.endsWith('\r') ? '\r\n' : last ? '' : '\n'
      const kept = line.trimEnd()
      return kept.endsWith('=') ? kept.slice(0, -1) : kept + end
    })
    .join('')
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )
}

/** From `begin MODE NAME` to `end`: each line begins with its length in bytes, four characters hold three bytes. */
function uudecoded(body: Buffer): Buffer {
  const bytes: Buffer[] = []
  let inside = false
  for (const line of body.toString('latin1').split('\n')) {
    if (!inside) inside = /^begin [0-7]{3,4} /.test(line)
    else if (line.startsWith('end')) break
    else bytes.push(uudecodedLine(line.trimEnd()))
  }
  if (!inside)
    throw new EvidenceProblem('the part is said to be in uuencode, but no line begins it; the part is not read')
  return Buffer.concat(bytes)
}

function uudecodedLine(line: string): Buffer {
  const six = (at: number): number => ((at < line.length ? line.charCodeAt(at) : 32) - 32) & 63
  const length = six(0)
  const bytes = Buffer.alloc(length + 2)
  for (let from = 1, to = 0; to < length; from += 4, to += 3) {
    const four = (six(from) << 18) | (six(from + 1) << 12) | (six(from + 2) << 6) | six(from + 3)
    bytes.writeUIntBE(four, to, 3)
  }
  return bytes.subarray(0, length)
}
