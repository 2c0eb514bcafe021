/** Zoho Mail begins its Message-ID with Unix milliseconds in hexadecimal. */
import { defineDecoder } from '../decoder.ts'
import { hexMilliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^([0-9a-f]{11})\.([0-9a-f]+)\.(\d+)@\S*$/

export default defineDecoder({
  id: 'zoho-message-id',
  title: 'Message-ID of Zoho Mail',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2008-10-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 100.0 / 100.0 / 100.0 / 100.0 % of 77 list mails of 2019 to 2026; on lists held out 100.0 / 100.0 / 100.0 / 100.0 % of 63; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.88,
  decode: (text) =>
    fields(shape.exec(text), ['Unix milliseconds, hexadecimal', hexMilliseconds], ['second group'], ['third group']),
  vectors: [{ text: '186df71a748.1a2b.12345@example.org', time: '2023-03-14T09:26:53Z' }],
})
