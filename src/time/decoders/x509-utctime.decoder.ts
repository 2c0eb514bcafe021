/** YYMMDDhhmmssZ; years from 50 are of the last century. */
import { defineDecoder } from '../decoder.ts'
import { written } from '../epochs.ts'
import { only } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(\d{12}Z)$/

export default defineDecoder({
  id: 'x509-utctime',
  title: 'X.509 UTCTime',
  source: 'RFC 5280, section 4.1.2.5.1',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '1988-07-01',
  specificity: 0.9,
  decode: (text) => {
    const digits = shape.exec(text)?.[1]
    if (digits === undefined) return undefined
    return only('written, UTC', digits, written(`${Number(digits.slice(0, 2)) < 50 ? '20' : '19'}${digits}`))
  },
  vectors: [{ text: '200101000000Z', time: '2020-01-01T00:00:00Z' }],
})
