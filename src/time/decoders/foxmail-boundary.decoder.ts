/** Foxmail and QQ Mail begin the numbers of their boundary with Unix seconds in hexadecimal. */
import { defineDecoder } from '../decoder.ts'
import { hexSeconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(?:-+=)?_NextPart_([0-9A-F]{8})_([0-9A-F]{8})_([0-9A-F]{8})$/

export default defineDecoder({
  id: 'foxmail-boundary',
  title: 'MIME boundary of Foxmail and QQ Mail',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['mime-boundary'],
  means: 'moment',
  writtenBy: 'sender',
  precision: SECOND,
  since: '2002-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 100.0 / 100.0 / 100.0 / 100.0 % of 49 list mails of 2019 to 2026; on lists held out 100.0 / 100.0 / 100.0 / 100.0 % of 16; later than arrival by over a minute: 0.00 / 0.00 %',
  specificity: 0.97,
  decode: (text) =>
    fields(shape.exec(text), ['Unix seconds, hexadecimal', hexSeconds], ['second group'], ['third group']),
  vectors: [{ text: '----=_NextPart_64103DDD_08F3D7A0_1234ABCD', time: '2023-03-14T09:26:53Z' }],
})
