/** YYYYMMDDhhmmss, or with T between, of a clock whose zone is not stated. */
import { defineDecoder } from '../decoder.ts'
import { written } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^((?:19|20)\d{6}T?\d{6})$/

export default defineDecoder({
  id: 'compact-time',
  title: 'Date and time as digits',
  source: 'ISO 8601, basic format; RFC 5545, section 3.3.5',
  shape,
  places: ['anywhere'],
  means: 'local',
  writtenBy: 'tool',
  precision: SECOND,
  since: '1970-01-01',
  specificity: 0.6,
  decode: (text) => fields(shape.exec(text), ['wall clock', written]),
  vectors: [
    { text: '20230314092653', time: '2023-03-14T09:26:53Z' },
    { text: '20230314T092653', time: '2023-03-14T09:26:53Z' },
  ],
})
