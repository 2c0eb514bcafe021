/** Message-IDs that end in GAE begin with Unix seconds in hexadecimal; seen from September 2024. */
import { defineDecoder } from '../decoder.ts'
import { hexSeconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^([0-9a-f]{8})\.([0-9a-f]{8})\.([0-9a-f]{4,8})\.([0-9a-f]{4})\.GAE@\S*$/

export default defineDecoder({
  id: 'app-engine-message-id',
  title: 'Message-ID of Google App Engine',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2008-04-07',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 100.0 / 100.0 / 100.0 / 100.0 % of 784 list mails of 2019 to 2026; on lists held out 100.0 / 100.0 / 100.0 / 100.0 % of 718; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.97,
  decode: (text) =>
    fields(
      shape.exec(text),
      ['Unix seconds, hexadecimal', hexSeconds],
      ['second group'],
      ['third group'],
      ['fourth group'],
    ),
  vectors: [{ text: '64103ddd.050a0220.12345.0001.GAE@example.com', time: '2023-03-14T09:26:53Z' }],
})
