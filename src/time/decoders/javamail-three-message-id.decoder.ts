/** Newer JavaMail, and Yahoo, write two counters and Unix milliseconds. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^(\d+)\.(\d+)\.(1\d{12})@\S*$/

export default defineDecoder({
  id: 'javamail-three-message-id',
  title: 'Message-ID of JavaMail without its name',
  source: 'JavaMail: UniqueValue.getUniqueMessageIDValue; measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'sender',
  precision: MILLISECOND,
  since: '2001-09-09',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 99.1 / 100.0 / 100.0 / 100.0 % of 227 list mails of 2019 to 2026; on lists held out 99.8 / 100.0 / 100.0 / 100.0 % of 418; later than arrival by over a minute: 0.44 / 0.00 %',
  specificity: 0.88,
  decode: (text) => fields(shape.exec(text), ['hash'], ['counter'], ['Unix milliseconds', milliseconds]),
  vectors: [{ text: '123456.789.1678786013000@example.org', time: '2023-03-14T09:26:53Z' }],
})
