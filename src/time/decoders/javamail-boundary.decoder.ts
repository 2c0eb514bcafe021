/** JavaMail ends its boundary with Unix milliseconds. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^(?:-+=)?_Part_(\d+)_(\d+)\.(\d{13})$/

export default defineDecoder({
  id: 'javamail-boundary',
  title: 'MIME boundary of JavaMail',
  source: 'JavaMail: UniqueValue.getUniqueBoundaryValue; measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['mime-boundary'],
  means: 'moment',
  writtenBy: 'sender',
  precision: MILLISECOND,
  since: '1997-12-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 99.4 / 100.0 / 100.0 / 100.0 % of 464 list mails of 2019 to 2026; on lists held out 99.7 / 100.0 / 100.0 / 100.0 % of 1,491; later than arrival by over a minute: 0.22 / 0.00 %',
  specificity: 0.98,
  decode: (text) => fields(shape.exec(text), ['counter'], ['hash'], ['Unix milliseconds', milliseconds]),
  vectors: [{ text: '----=_Part_123_456.1678786013000', time: '2023-03-14T09:26:53Z' }],
})
