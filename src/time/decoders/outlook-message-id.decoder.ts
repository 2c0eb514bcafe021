/** Outlook writes a FILETIME in UTC into its Message-ID, high half first. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { fromFiletimeHalves } from '../filetime.ts'
import { micros } from '../instant.ts'

const shape = /^[0-9a-f]{4}([0-9a-f]{8})\$([0-9a-f]{8})\$[0-9a-f]{8}\$(?:@\S*)?$/

export default defineDecoder({
  id: 'outlook-message-id',
  title: 'Outlook Message-ID',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'sender',
  precision: micros(1),
  since: '1997-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 66.2 / 99.7 / 100.0 / 100.0 % of 607 list mails of 2019 to 2026; on lists held out 63.4 / 100.0 / 100.0 / 100.0 % of 333; later than arrival by over a minute: 0.17 / 1.80 %',
  specificity: 0.95,
  decode: (text) => {
    const [, high, low] = shape.exec(text) ?? []
    return high === undefined || low === undefined
      ? undefined
      : only('FILETIME', `${high}.${low}`, fromFiletimeHalves(high, low))
  },
  vectors: [{ text: '000601d95657$1cd4ec80$0a1b2c3d$@example.org', time: '2023-03-14T09:26:53Z' }],
})
