/** Newer s-nail writes its UTC time as digits and five or six random characters, ended by a percent sign. */
import { defineDecoder } from '../decoder.ts'
import { written } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(\d{14})\.([A-Za-z0-9_-]{5,6})%\S*$/

export default defineDecoder({
  id: 's-nail-date-message-id',
  title: 'Message-ID of s-nail, newer form',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'sender',
  precision: SECOND,
  since: '2016-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 100.0 / 100.0 / 100.0 / 100.0 % of 136 list mails of 2019 to 2026; on lists held out 100.0 / 100.0 / 100.0 / 100.0 % of 113; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.97,
  decode: (text) => fields(shape.exec(text), ['written, UTC', written], ['random']),
  vectors: [{ text: '20230314092653.aBc1D%user@example.org', time: '2023-03-14T09:26:53Z' }],
})
