/** patatt signs a patch and states Unix seconds in t=. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /(?:^|;)\s*t=(\d{10})(?=\s*(?:;|$))/

export default defineDecoder({
  id: 'developer-signature',
  title: 'X-Developer-Signature',
  source: 'patatt, the tool that writes the header; measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['x-developer-signature'],
  means: 'moment',
  writtenBy: 'sender',
  precision: SECOND,
  since: '2021-05-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 16.8 / 92.8 / 100.0 / 100.0 % of 3,396 list mails of 2019 to 2026; on lists held out 31.8 / 95.0 / 100.0 / 100.0 % of 1,578; later than arrival by over a minute: 2.47 / 0.00 %',
  specificity: 0.6,
  decode: (text) => fields(shape.exec(text), ['signed, Unix seconds', seconds]),
  vectors: [{ text: 't=1678786013', time: '2023-03-14T09:26:53Z' }],
})
