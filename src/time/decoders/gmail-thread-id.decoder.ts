/** The upper bits of X-GM-MSGID and X-GM-THRID count Unix milliseconds: an observed rule, not documented. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'
import { fromHex } from '../radix.ts'

const shape = /^1[0-9a-f]{15}$/i

export default defineDecoder({
  id: 'gmail-thread-id',
  title: 'Gmail message and thread id',
  source: 'observed rule, widely described by examiners; vector computed',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2006-01-01',
  specificity: 0.35,
  decode: (text) => {
    const n = shape.test(text) ? fromHex(text) : undefined
    return n === undefined
      ? undefined
      : only('upper 44 bits: Unix milliseconds', String(n >> 20n), milliseconds(n >> 20n))
  },
  vectors: [{ text: '16a0b1c2d3e4f567', time: '2019-04-11T06:35:57.118Z' }],
})
