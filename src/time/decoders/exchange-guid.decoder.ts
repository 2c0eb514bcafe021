/** The last 12 hexadecimal digits of a network message id are the upper 48 bits of the .NET tick count: steps of 6.6 milliseconds. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { fromNetTicks } from '../filetime.ts'
import { micros } from '../instant.ts'
import { fromHex } from '../radix.ts'

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-(08[d-f][0-9a-f]{9})$/i

export default defineDecoder({
  id: 'exchange-guid',
  title: 'GUID of Exchange Online',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['exchange-guid'],
  means: 'moment',
  writtenBy: 'provider',
  precision: micros(6_554),
  since: '2010-01-01',
  accuracy:
    '50,679 list mails of 2019 to 2026: 51.8 % within 2 s of Date, 90.9 % within 1 min, 99.6 % within 1 h, none over 5 s later than arrival; held out, of 28,643, 41.1 / 88.9 / 99.8 %, none later',
  specificity: 0.85,
  decode: (text) => {
    const upper = fromHex(shape.exec(text.toLowerCase())?.[1] ?? '')
    return upper === undefined
      ? undefined
      : only('upper 48 bits of .NET ticks', String(upper), fromNetTicks(upper << 16n))
  },
  vectors: [{ text: '0f1e2d3c-4b5a-4978-a1b2-08db246e3f4b', time: '2023-03-14T09:26:52.993945Z' }],
})
