/** Seconds since 2001 UTC, integer or IEEE double: CFAbsoluteTime of Apple systems. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { instant, micros } from '../instant.ts'
import { double } from '../numbers.ts'

const shape = /^(?:\d{8,9}(?:\.\d{1,9})?|-1|0|0x[0-9a-f]{16})$/
/** Seconds from 1970 to 2001. */
const EPOCH = 978_307_200

export default defineDecoder({
  id: 'cocoa',
  title: 'Cocoa time',
  source: 'Apple: CFAbsoluteTime, Core Foundation reference',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2001-03-24',
  specificity: 0.35,
  decode: (text) => {
    const n = shape.test(text) ? double(text) : undefined
    if (n === 0 || n === -1)
      return [{ label: 'seconds since 2001', value: text, sentinel: 'a conventional value for no time' }]
    return n === undefined || Math.abs(n) > 1e10
      ? undefined
      : only('seconds since 2001', String(n), instant((n + EPOCH) * 1e6))
  },
  vectors: [
    { text: '600000000', time: '2020-01-06T10:40:00Z' },
    { text: '0x41c1e1a300000000', time: '2020-01-06T10:40:00Z' },
  ],
})
