/** Outlook names an inline picture by a FILETIME of the local wall clock. A reply keeps the pictures of the mail it answers. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { fromFiletimeHalves } from '../filetime.ts'
import { micros } from '../instant.ts'

const shape = /^\S*@(01[CD][0-9A-F]{5})\.([0-9A-F]{8})$/

export default defineDecoder({
  id: 'outlook-content-id',
  title: 'Outlook Content-ID',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['content-id'],
  means: 'local',
  lowerBound: true,
  writtenBy: 'sender',
  precision: micros(1),
  since: '1997-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 0.0 / 0.0 / 3.0 / 88.8 % of 134 list mails of 2019 to 2026; on lists held out 0.5 / 0.5 / 4.9 / 93.5 % of 184; later than arrival by over a minute: 39.55 / 54.35 %',
  specificity: 0.95,
  decode: (text) => {
    const [, high, low] = shape.exec(text) ?? []
    return high === undefined || low === undefined
      ? undefined
      : only('FILETIME of the local clock', `${high}.${low}`, fromFiletimeHalves(high, low))
  },
  vectors: [{ text: 'image001.png@01D9565F.7E995480', time: '2023-03-14T10:26:53Z' }],
})
