/** 60 bits of 100 ns since 1582-10-15, a clock sequence and a node (a network address, or random). */
import { defineDecoder } from '../decoder.ts'
import { micros } from '../instant.ts'
import { gregorianParts } from '../uuid.ts'

const shape = /^([0-9a-f]{8})-?([0-9a-f]{4})-?(1[0-9a-f]{3})-?([89ab][0-9a-f]{3})-?([0-9a-f]{12})$/i

export default defineDecoder({
  id: 'uuid-1',
  title: 'UUID version 1',
  source: 'RFC 9562, section 5.1 and vector of its appendix A.1; vector of obsidianforensics/unfurl, test_uuid.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '1995-01-01',
  specificity: 0.88,
  decode: (text) => gregorianParts(shape.exec(text.toLowerCase()), (low, mid, high) => `${high.slice(1)}${mid}${low}`),
  vectors: [
    { text: 'a28cad70-0d73-11ea-aaef-0800200c9a66', time: '2019-11-22T22:01:28.775Z' },
    { text: 'C232AB00-9414-11EC-B3C8-9F6BDECED846', time: '2022-02-22T19:22:22Z' },
  ],
})
