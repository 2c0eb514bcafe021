/** Gnus writes the two halves of Unix seconds as base 36 numbers in a reversed alphabet; the upper bits of each half hold a counter. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { timed } from '../fields.ts'
import { SECOND } from '../instant.ts'
import { BASE36, fromDigits } from '../radix.ts'

const shape = /^([0-9a-z]{0,8})([0-9a-z]{4})([0-9a-z]{4})\.fsf\S*$/
const REVERSED = Array.from(BASE36).reverse().join('')

export default defineDecoder({
  id: 'gnus-message-id',
  title: 'Message-ID of Gnus',
  source: 'Emacs: message.el, message-unique-id; measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['message-id'],
  means: 'moment',
  writtenBy: 'sender',
  precision: SECOND,
  since: '1996-01-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: 90.0 / 94.0 / 99.8 / 100.0 % of 5,667 list mails of 2019 to 2026; on lists held out 86.8 / 90.2 / 99.5 / 100.0 % of 7,338; later than arrival by over a minute: 0.58 / 0.59 %',
  specificity: 0.93,
  decode: (text) => {
    const [, user = '', high = '', low = ''] = shape.exec(text) ?? []
    const [h, l] = [fromDigits(high, REVERSED), fromDigits(low, REVERSED)]
    if (h === undefined || l === undefined) return undefined
    const n = ((h & 0xffffn) << 16n) | (l & 0xffffn)
    const part = timed('Unix seconds, two halves', String(n), seconds(n))
    return part && [{ label: 'user', value: user }, part, { label: 'counter', value: `${h >> 16n}.${l >> 16n}` }]
  },
  vectors: [{ text: '87pm9bzns2.fsf@example.org', time: '2023-03-14T09:26:53Z' }],
})
