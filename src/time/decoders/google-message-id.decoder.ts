/** Message-IDs of Google Calendar, Groups and other services: the same 28 digits as in a Gmail boundary. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { micros } from '../instant.ts'
import { fromHex } from '../radix.ts'

const shape = /^[0-9a-f]{12}([0-9a-f]{6})([0-9a-f]{8})[0-9a-f]{2}@google\.com$/

export default defineDecoder({
  id: 'google-message-id',
  title: 'Message-ID of Google services',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'provider',
  precision: micros(1),
  since: '2004-04-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 99.9 / 100.0 / 100.0 / 100.0 % of 2,279 list mails of 2019 to 2026; on lists held out 100.0 / 100.0 / 100.0 / 100.0 % of 1,336; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.95,
  decode: (text) => {
    const [, low, high] = shape.exec(text) ?? []
    const us = fromHex(`${high ?? ''}${low ?? ''}`)
    return us === undefined
      ? undefined
      : only('Unix microseconds (last eight digits, then the six before)', String(us), microseconds(us))
  },
  vectors: [{ text: '000000000000f7538005f6d8d37f@google.com', time: '2023-03-14T09:26:53.123456Z' }],
})
