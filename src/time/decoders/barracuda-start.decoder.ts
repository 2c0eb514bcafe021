/** A Barracuda appliance writes its Unix seconds first. Its clock is often wrong: a quarter of the held-out ids are over a minute late. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(1\d{9})(?=$|[-.])/

export default defineDecoder({
  id: 'barracuda-start',
  title: 'X-ASG-Debug-ID and X-Barracuda-Start-Time',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['x-asg-debug-id', 'x-barracuda-start-time'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2003-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 33.6 / 42.1 / 44.9 / 100.0 % of 107 list mails of 2019 to 2026; on lists held out 53.0 / 60.6 / 90.9 / 100.0 % of 66; later than arrival by over a minute: 0.00 / 25.76 %',
  specificity: 0.5,
  decode: (text) => fields(shape.exec(text), ['Unix seconds', seconds]),
  vectors: [{ text: '1678786013-0a1b2c3d-1', time: '2023-03-14T09:26:53Z' }],
})
