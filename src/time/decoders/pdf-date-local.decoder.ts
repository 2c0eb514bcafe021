/** D: and the wall clock alone. */
import { defineDecoder } from '../decoder.ts'
import { written } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^D:(\d{14})$/

export default defineDecoder({
  id: 'pdf-date-local',
  title: 'PDF date without an offset',
  source: 'ISO 32000-1, 7.9.4',
  shape,
  places: ['anywhere'],
  means: 'local',
  writtenBy: 'tool',
  precision: SECOND,
  since: '1993-01-01',
  specificity: 0.97,
  decode: (text) => fields(shape.exec(text), ['wall clock', written]),
  vectors: [{ text: 'D:20090324113315', time: '2009-03-24T11:33:15Z' }],
})
