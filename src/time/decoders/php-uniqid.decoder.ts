/** Eight hexadecimal digits of seconds, five of microseconds. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { micros } from '../instant.ts'

const shape = /^([0-9a-f]{8})([0-9a-f]{5})$/i

export default defineDecoder({
  id: 'php-uniqid',
  title: 'PHP uniqid',
  source: 'PHP manual, uniqid',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '1998-06-06',
  specificity: 0.5,
  decode: (text) => {
    const [, whole, fraction] = shape.exec(text) ?? []
    const us = Number.parseInt(fraction ?? '', 16)
    if (whole === undefined || !(us < 1_000_000)) return undefined
    return only(
      'Unix seconds and microseconds, hexadecimal',
      text,
      microseconds(BigInt(`0x${whole}`) * 1_000_000n + BigInt(us)),
    )
  },
  vectors: [{ text: '5e0be10000000', time: '2020-01-01T00:00:00Z' }],
})
