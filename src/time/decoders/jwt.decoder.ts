/** The payload may state Unix seconds: exp (until), nbf (from), iat (issued). */
import { defineDecoder } from '../decoder.ts'
import { timed } from '../fields.ts'
import { SECOND, instant } from '../instant.ts'
import { z } from 'zod'

const shape = /^eyJ[A-Za-z0-9_-]{10,4000}\.(eyJ[A-Za-z0-9_-]{2,8000})\.[A-Za-z0-9_-]{0,4000}$/
const Payload = z.object({ exp: z.number().optional(), nbf: z.number().optional(), iat: z.number().optional() })
const CLAIMS = [
  ['exp', 'valid until (exp)'],
  ['nbf', 'valid from (nbf)'],
  ['iat', 'issued (iat)'],
] as const

/** The claims of a payload, or none if it is no JSON object or holds something else under these names. */
function readPayload(base64: string): z.infer<typeof Payload> {
  try {
    return Payload.parse(JSON.parse(Buffer.from(base64, 'base64url').toString('utf8')))
  } catch {
    return {}
  }
}

export default defineDecoder({
  id: 'jwt',
  title: 'JSON Web Token',
  source: 'RFC 7519, section 4.1; vector of jwt.io',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2010-12-01',
  specificity: 0.98,
  decode: (text) => {
    const payload = readPayload(shape.exec(text)?.[1] ?? '')
    const parts = CLAIMS.flatMap(([name, label]) => {
      const n = payload[name]
      const part = n === undefined ? undefined : timed(label, String(n), instant(n * 1e6))
      return part === undefined ? [] : [part]
    })
    return parts.length === 0 ? undefined : parts
  },
  vectors: [
    {
      text: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
      time: '2018-01-18T01:30:22Z',
    },
  ],
})
