/** First, previous and current visit in Unix seconds. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(\d{1,12})\.(\d{1,12})\.(\d{10})\.(\d{10})\.(\d{10})\.(\d{1,6})$/

export default defineDecoder({
  id: 'google-analytics-utma',
  title: 'Google Analytics __utma',
  source: 'Google Analytics, gaTracker cookie reference',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '2005-11-14',
  specificity: 0.95,
  decode: (text) =>
    fields(
      shape.exec(text),
      ['domain'],
      ['visitor'],
      ['first visit', seconds],
      ['previous visit', seconds],
      ['current visit', seconds],
      ['visits'],
    ),
  vectors: [{ text: '1.2.1368477899.1368477900.1368477901.1', time: '2013-05-13T20:45:01Z' }],
})
