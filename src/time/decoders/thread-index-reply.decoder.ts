/** A Thread-Index with replies: when the thread was begun, and when each reply in it was begun, the last one's own last. */
import { defineDecoder } from '../decoder.ts'
import { micros } from '../instant.ts'
import { threadParts } from '../thread-index.ts'

const shape = /^A[Qc-e][A-Za-z0-9+/]{28,2700}={0,2}$/

export default defineDecoder({
  id: 'thread-index-reply',
  title: 'Thread-Index of a reply',
  source: '[MS-OXOMSG] 2.2.1.3, PidTagConversationIndex; AQ… form measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['thread-index'],
  means: 'start',
  writtenBy: 'sender',
  precision: micros(1_677_722),
  since: '1996-04-01',
  accuracy:
    'AQ…, last reply, within 2 s / 1 min / 1 h / 1 day of Date: 16.4 / 45.0 / 92.9 / 98.7 % of 22,630 list mails of 2019 to 2026; on lists held out 27.5 / 55.2 / 91.7 / 98.6 % of 11,134; later than arrival by over a minute: 1.47 / 3.68 %. Replies before the last may be hours off: some writers count in local time (20 of 520 run backwards)',
  specificity: 0.9,
  decode: (text) => {
    const parts = shape.test(text) ? threadParts(text) : undefined
    return parts !== undefined && parts.length > 2 ? parts : undefined
  },
  vectors: [{ text: 'AQHZVlccAAECAwQFBgcICQoLDA0OD677k+CA', time: '2023-03-15T09:26:52.772761Z' }],
})
