/** Alibaba ends a group of its spam verdict with Unix seconds. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /_(1\d{9})(?=;|$)/

export default defineDecoder({
  id: 'alimail-antispam',
  title: 'X-Alimail-AntiSpam',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['x-alimail-antispam'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2009-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 28.3 / 80.1 / 99.9 / 100.0 % of 2,785 list mails of 2019 to 2026; on lists held out 53.9 / 93.6 / 100.0 / 100.0 % of 807; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.55,
  decode: (text) => fields(shape.exec(text), ['Unix seconds', seconds]),
  vectors: [{ text: 'AC=PASS;BC=-1|-1;SR=0;TI=SMTPD_---.AbCdEf_1678786013;', time: '2023-03-14T09:26:53Z' }],
})
