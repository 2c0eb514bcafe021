/** Nanoseconds since 1970 UTC: APFS, Go, ext4 exports. */
import { defineDecoder } from '../decoder.ts'
import { nanoseconds } from '../epochs.ts'
import { micros } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:\d{18,19}|-1|0|0x[0-9a-f]{16})$/

export default defineDecoder({
  id: 'unix-nanoseconds',
  title: 'Unix time in nanoseconds',
  source: 'Apple File System Reference, timestamps',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2000-01-01',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? counted(text, 'Unix nanoseconds', nanoseconds) : undefined),
  vectors: [{ text: '1577836800000000000', time: '2020-01-01T00:00:00Z' }],
})
