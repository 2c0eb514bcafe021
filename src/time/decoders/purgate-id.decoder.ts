/** eleven eXpurgate writes Unix seconds after two colons. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /::(1\d{9})-/

export default defineDecoder({
  id: 'purgate-id',
  title: 'X-purgate-ID',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['x-purgate-id'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2002-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 17.7 / 40.7 / 100.0 / 100.0 % of 113 list mails of 2019 to 2026; on lists held out 57.9 / 100.0 / 100.0 / 100.0 % of 38; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.75,
  decode: (text) => fields(shape.exec(text), ['Unix seconds', seconds]),
  vectors: [{ text: '155817::1678786013-1C2F12A7-1/0/0', time: '2023-03-14T09:26:53Z' }],
})
