/** A Thread-Index without replies: when the thread was begun. Two forms, AQ… (upper 40 bits of a FILETIME) and Ad… (upper 48). */
import { defineDecoder } from '../decoder.ts'
import { micros } from '../instant.ts'
import { threadParts } from '../thread-index.ts'

const shape = /^A[Qc-e][A-Za-z0-9+/]{28}(?:==)?$/

export default defineDecoder({
  id: 'thread-index',
  title: 'Thread-Index of a new thread',
  source:
    '[MS-OXOMSG] 2.2.1.3, PidTagConversationIndex; both forms measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['thread-index'],
  means: 'start',
  writtenBy: 'sender',
  precision: micros(1_677_722),
  since: '1996-04-01',
  accuracy:
    'within 2 s / 1 min / 1 h / 1 day of Date: AQ… 50.4 / 52.0 / 65.4 / 83.8 % of 2,993 list mails, held out 71.5 / 73.8 / 95.3 / 98.0 % of 2,389, later than arrival by over a minute 0.00 %; Ad… 10.6 / 28.1 / 94.4 / 98.9 % of 1,296, held out 9.4 / 28.0 / 92.9 / 97.0 % of 875, later 0.15 / 1.03 %',
  specificity: 0.9,
  decode: (text) => (shape.test(text) ? threadParts(text) : undefined),
  vectors: [
    { text: 'AQHZVlccAAECAwQFBgcICQoLDA0ODw==', time: '2023-03-14T09:26:51.604582Z' },
    { text: 'AdlWVxzUAAECAwQFBgcICQoLDA0ODw==', time: '2023-03-14T09:26:52.993945Z' },
  ],
})
