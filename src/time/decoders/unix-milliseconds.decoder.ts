/** Milliseconds since 1970 UTC: Java, JavaScript, HubSpot, Microsoft Teams and many more. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { MILLISECOND } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:\d{12,13}|-1|0|0x[0-9a-f]{16}|9223372036854775807)$/

export default defineDecoder({
  id: 'unix-milliseconds',
  title: 'Unix time in milliseconds',
  source: 'ECMA-262, Time Values; java.lang.System.currentTimeMillis',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '1973-03-03',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? counted(text, 'Unix milliseconds', milliseconds) : undefined),
  vectors: [
    { text: '1577836800000', time: '2020-01-01T00:00:00Z' },
    { text: '0x0000016f5e66e800', time: '2020-01-01T00:00:00Z' },
  ],
})
