/** 100 ns since 1601 UTC. In Active Directory and elsewhere 0 and the largest number mean never. */
import { defineDecoder } from '../decoder.ts'
import { fromFiletime } from '../filetime.ts'
import { micros } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:\d{17,18}|-1|0|9223372036854775807|0x[0-9a-f]{16})$/i

export default defineDecoder({
  id: 'filetime',
  title: 'Windows FILETIME',
  source: '[MS-DTYP] 2.3.3; vector of obsidianforensics/unfurl, test_timestamps.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '1993-07-27',
  specificity: 0.45,
  decode: (text) => (shape.test(text) ? counted(text, 'FILETIME', fromFiletime) : undefined),
  vectors: [
    { text: '0x01d15614cbaee92c', time: '2016-01-23T19:32:28.70275Z' },
    { text: '130980511487027500', time: '2016-01-23T19:32:28.70275Z' },
  ],
})
