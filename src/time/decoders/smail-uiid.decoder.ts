/** The gateway writes day and time at UTC+8. */
import { defineDecoder } from '../decoder.ts'
import { writtenEast8 } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /-(\d{8}-\d{6})-/

export default defineDecoder({
  id: 'smail-uiid',
  title: 'X-SMAIL-UIID',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['x-smail-uiid'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2015-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 0.0 / 0.0 / 0.0 / 100.0 % of 52 list mails of 2019 to 2026; on lists held out 0.0 / 0.0 / 0.0 / 100.0 % of 24; later than arrival by over a minute: 100.00 / 100.00 %',
  specificity: 0.75,
  decode: (text) => fields(shape.exec(text), ['written at UTC+8', writtenEast8]),
  vectors: [{ text: '0A1B2C3D4E5F60718293A4B5C6D7E8F9-20230314-172653-1', time: '2023-03-14T09:26:53Z' }],
})
