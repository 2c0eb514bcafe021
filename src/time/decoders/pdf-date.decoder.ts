/** D: and the wall clock with its offset. How the offset is written differs by producer. */
import { defineDecoder } from '../decoder.ts'
import { written } from '../epochs.ts'
import { only } from '../fields.ts'
import { HOUR, MINUTE, SECOND, shift } from '../instant.ts'

const shape = /^D:(\d{14})(?:(Z)(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)?'?)$/

export default defineDecoder({
  id: 'pdf-date',
  title: 'PDF date',
  source: 'ISO 32000-1, 7.9.4',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '1993-01-01',
  specificity: 0.97,
  decode: (text) => {
    const [, digits, utc, sign, hours = '0', minutes = '0'] = shape.exec(text) ?? []
    const wall = digits === undefined ? undefined : written(digits)
    if (digits === undefined || wall === undefined) return undefined
    const offset = utc === undefined ? (Number(hours) * HOUR + Number(minutes) * MINUTE) * (sign === '-' ? -1 : 1) : 0
    return only('wall clock and offset', text.slice(2), shift(wall, -offset))
  },
  vectors: [
    { text: "D:20090324113315-06'00'", time: '2009-03-24T17:33:15Z' },
    { text: 'D:20090324173315Z', time: '2009-03-24T17:33:15Z' },
  ],
})
