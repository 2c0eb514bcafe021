/** Nanoseconds since 2001 UTC: databases of iOS 11, macOS 10.13 and later. */
import { defineDecoder } from '../decoder.ts'
import { nanoseconds } from '../epochs.ts'
import { micros } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:\d{18}|-1|0|0x[0-9a-f]{16})$/
/** Nanoseconds from 1970 to 2001. */
const EPOCH = 978_307_200_000_000_000n

export default defineDecoder({
  id: 'cocoa-nanoseconds',
  title: 'Cocoa time in nanoseconds',
  source: 'chat.db of macOS 10.13 and later; epoch of CFAbsoluteTime',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2017-06-05',
  specificity: 0.35,
  decode: (text) =>
    shape.test(text) ? counted(text, 'nanoseconds since 2001', (n) => nanoseconds(n + EPOCH)) : undefined,
  vectors: [{ text: '600000000123456000', time: '2020-01-06T10:40:00.123456Z' }],
})
