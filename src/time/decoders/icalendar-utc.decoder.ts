/** Date, T, time and Z. */
import { defineDecoder } from '../decoder.ts'
import { written } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(\d{8}T\d{6})Z$/

export default defineDecoder({
  id: 'icalendar-utc',
  title: 'iCalendar time in UTC',
  source: 'RFC 5545, section 3.3.5; ISO 8601 basic format',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '1988-06-15',
  specificity: 0.95,
  decode: (text) => fields(shape.exec(text), ['written, UTC', written]),
  vectors: [{ text: '19980118T230000Z', time: '1998-01-18T23:00:00Z' }],
})
