/** As version 1, with the high bits of the time first. */
import { defineDecoder } from '../decoder.ts'
import { micros } from '../instant.ts'
import { gregorianParts } from '../uuid.ts'

const shape = /^([0-9a-f]{8})-?([0-9a-f]{4})-?(6[0-9a-f]{3})-?([89ab][0-9a-f]{3})-?([0-9a-f]{12})$/i

export default defineDecoder({
  id: 'uuid-6',
  title: 'UUID version 6',
  source: 'RFC 9562, section 5.6; vector of its appendix A.5',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2020-02-01',
  specificity: 0.85,
  decode: (text) => gregorianParts(shape.exec(text.toLowerCase()), (high, mid, low) => `${high}${mid}${low.slice(1)}`),
  vectors: [{ text: '1EC9414C-232A-6B00-B3C8-9F6BDECED846', time: '2022-02-22T19:22:22Z' }],
})
