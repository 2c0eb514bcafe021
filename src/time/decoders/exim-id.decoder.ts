/** The first six characters of an Exim queue id are Unix seconds in base 62. */
import { defineDecoder } from '../decoder.ts'
import { base62Seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^([12][0-9A-Za-z]{5})-([0-9A-Za-z]{6})-([0-9A-Za-z]{2})$/

export default defineDecoder({
  id: 'exim-id',
  title: 'Exim queue id before 4.97',
  source: 'Exim specification, Message identification; measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['exim-id'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '1995-01-01',
  accuracy:
    'compared with the date in the same Received line: of 107,351 (both forms) 91.5 % within 2 s, 99.9 % within 1 min, the worst 72 days (a frozen queue); held out, of 34,281, 97.8 / 99.8 %',
  specificity: 0.9,
  decode: (text) =>
    fields(shape.exec(text), ['Unix seconds, base 62', base62Seconds], ['process id'], ['fraction of a second']),
  vectors: [{ text: '1pc0vl-000Abc-0D', time: '2023-03-14T09:26:53Z' }],
})
