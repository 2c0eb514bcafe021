/** Microseconds since 1970 UTC: Firefox, PostgreSQL exports, Python. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { micros } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:\d{15,16}|-1|0|0x[0-9a-f]{16}|9223372036854775807)$/

export default defineDecoder({
  id: 'unix-microseconds',
  title: 'Unix time in microseconds',
  source: 'Mozilla: prtime.h, PRTime',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '1990-01-01',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? counted(text, 'Unix microseconds', microseconds) : undefined),
  vectors: [{ text: '1577836800123456', time: '2020-01-01T00:00:00.123456Z' }],
})
