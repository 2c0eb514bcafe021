/** Days since 1904-01-01, local: workbooks of Excel for Macintosh. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { MILLISECOND, instant } from '../instant.ts'
import { double } from '../numbers.ts'

const shape = /^[1-9]\d{3,4}(?:\.\d{1,15})?$/
/** Days from 1904-01-01 to 1970. */
const EPOCH = 24_107

export default defineDecoder({
  id: 'excel-1904-serial',
  title: 'Excel serial, 1904 system',
  source: 'ISO/IEC 29500-1, 18.17.4.1, date1904',
  shape,
  places: ['anywhere'],
  means: 'local',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '1985-09-30',
  until: '2016-01-01',
  specificity: 0.2,
  decode: (text) => {
    const n = shape.test(text) ? double(text) : undefined
    return n === undefined
      ? undefined
      : only('days since 1904-01-01', String(n), instant(Math.round((n - EPOCH) * 86_400_000) * 1000))
  },
  vectors: [{ text: '42735', time: '2021-01-01T00:00:00Z' }],
})
