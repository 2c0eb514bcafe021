/** The _ga cookie ends in Unix seconds of the first visit. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^GA1\.\d\.(\d{1,12})\.(\d{10})$/

export default defineDecoder({
  id: 'google-analytics-ga',
  title: 'Google Analytics client id',
  source: 'Google Analytics developer guides, cookies and user identification',
  shape,
  places: ['anywhere'],
  means: 'start',
  writtenBy: 'tool',
  precision: SECOND,
  since: '2012-10-01',
  specificity: 0.98,
  decode: (text) => fields(shape.exec(text), ['random'], ['first visit, Unix seconds', seconds]),
  vectors: [{ text: 'GA1.2.1033501218.1368477899', time: '2013-05-13T20:44:59Z' }],
})
