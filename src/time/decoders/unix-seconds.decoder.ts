/** Seconds since 1970 UTC, 32 or 64 bits wide. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { SECOND } from '../instant.ts'
import { MAX_INT32, counted } from '../numbers.ts'

const shape = /^(?:\d{9,10}|-1|0|0x[0-9a-f]{8}|0x[0-9a-f]{16})$/

export default defineDecoder({
  id: 'unix-seconds',
  title: 'Unix time in seconds',
  source: 'POSIX.1, Seconds Since the Epoch; vector of obsidianforensics/unfurl, test_timestamps.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '1973-03-03',
  specificity: 0.35,
  decode: (text) =>
    shape.test(text)
      ? counted(text, 'Unix seconds', seconds, [[MAX_INT32, 'the largest signed 32-bit number: no time']])
      : undefined,
  vectors: [
    { text: '1420070400', time: '2015-01-01T00:00:00Z' },
    { text: '0x54a48e00', time: '2015-01-01T00:00:00Z' },
  ],
})
