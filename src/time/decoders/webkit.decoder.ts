/** Microseconds since 1601 UTC, as Chrome keeps them in its databases. */
import { defineDecoder } from '../decoder.ts'
import { fromMicrosSince1601 } from '../filetime.ts'
import { micros } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:1[23]\d{15}|-1|0|0x[0-9a-f]{16}|9223372036854775807)$/

export default defineDecoder({
  id: 'webkit',
  title: 'WebKit and Chrome time',
  source: 'Chromium: base/time/time.h, kTimeTToMicrosecondsOffset',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2008-09-02',
  specificity: 0.45,
  decode: (text) => (shape.test(text) ? counted(text, 'microseconds since 1601', fromMicrosSince1601) : undefined),
  vectors: [{ text: '13217451500000000', time: '2019-11-05T18:18:20Z' }],
})
