/** Bodies of parts back to bytes: base64 and quoted-printable (RFC 2045 section 6); 7bit, 8bit and binary are what they are. */
import { EvidenceProblem } from '../../model.ts'

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
    default:
      throw new EvidenceProblem(`the transfer encoding "${encoding.slice(0, 40)}" is not known; the part is not read`)
  }
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
