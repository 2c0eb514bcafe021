/** The queue id of vger.kernel.org before November 2023 (ZMailer's form) ends in six characters of date and time, UTC. */
import { defineDecoder } from '../decoder.ts'
import { timed } from '../fields.ts'
import { SECOND, civil } from '../instant.ts'

const shape = /(?:^|\bid )(S\d{5,9})Ab([A-Z0-3a-z4-9]{6})(?![A-Za-z0-9])/
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123abcdefghijklmnopqrstuvwxyz456789'

export default defineDecoder({
  id: 'vger-id',
  title: 'Queue id of vger.kernel.org before November 2023',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['received'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '1997-01-01',
  until: '2024-06-30',
  accuracy: 'all of 807,284 equal to the date of the same Received line, to the second',
  specificity: 0.95,
  decode: (text) => {
    const [, counter, date = ''] = shape.exec(text) ?? []
    if (counter === undefined) return undefined
    const [y = 0, month = 0, day = 0, hour = 0, minute = 60, second = 60] = Array.from(date, (c) => ALPHABET.indexOf(c))
    if (minute > 59 || second > 59) return undefined
    const part = timed(
      'year, month, day, hour, minute, second, UTC',
      date,
      civil(1984 + y, month + 1, day + 1, hour, minute, second),
    )
    return part && [{ label: 'counter', value: counter }, part]
  },
  vectors: [{ text: 'S123456AbjCNJ0x', time: '2023-03-14T09:26:53Z' }],
})
