/**
 * Gmail names an attachment by the milliseconds of its upload in base 36, by the clock of the browser: of 2,575 genuine ones 4 are later than the
 * arrival by more than a minute, which no clock of Google's is. A forwarded attachment keeps its old name.
 */
import { defineDecoder } from '../decoder.ts'
import { base36Milliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^f_([0-9a-z]{8})(\d)(?:@\S*)?$/

export default defineDecoder({
  id: 'gmail-content-id',
  title: 'Gmail attachment id',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['content-id'],
  means: 'start',
  writtenBy: 'sender',
  precision: MILLISECOND,
  since: '2004-04-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 5.6 / 56.1 / 98.4 / 99.7 % of 1,759 list mails of 2019 to 2026; on lists held out 2.0 / 40.0 / 97.1 / 99.0 % of 816; later than arrival by over a minute: 0.11 / 0.24 %',
  specificity: 0.9,
  decode: (text) => fields(shape.exec(text), ['Unix milliseconds, base 36', base36Milliseconds], ['counter']),
  vectors: [{ text: 'f_lf81uhxk0', time: '2023-03-14T09:26:53Z' }],
})
