/** Days since 1899-12-30 with a fraction, IEEE double, local time: Access, Office, COM. Whole numbers are the serials of Excel. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { MILLISECOND, instant } from '../instant.ts'
import { double } from '../numbers.ts'

const shape = /^(?:[1-9]\d{3,4}(?:\.\d{1,15})?|0|0x[0-9a-f]{16})$/
/** Days from 1899-12-30 to 1970. */
const EPOCH = 25_569

export default defineDecoder({
  id: 'ole-date',
  title: 'OLE automation date',
  source: '[MS-OAUT] 2.2.25, DATE; ISO/IEC 29500-1, 18.17.4 (serial dates above 60)',
  shape,
  places: ['anywhere'],
  means: 'local',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '1985-09-30',
  specificity: 0.35,
  decode: (text) => {
    const n = shape.test(text) ? double(text) : undefined
    if (n === 0) return [{ label: 'days since 1899-12-30', value: text, sentinel: 'zero: the field was never set' }]
    return n === undefined || Math.abs(n) > 3e6
      ? undefined
      : only('days since 1899-12-30', String(n), instant(Math.round((n - EPOCH) * 86_400_000) * 1000))
  },
  vectors: [
    { text: '43831.5', time: '2020-01-01T12:00:00Z' },
    { text: '0x40e566f000000000', time: '2020-01-01T12:00:00Z' },
    { text: '44197', time: '2021-01-01T00:00:00Z' },
  ],
})
