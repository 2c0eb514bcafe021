/** Steps of 10 ms since 2014-09-01 in the upper bits, written in hexadecimal. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { micros } from '../instant.ts'
import { fromHex } from '../radix.ts'

const shape = /^[0-9a-f]{14,15}$/i
/** 2014-09-01 in microseconds since 1970. */
const EPOCH = 1_409_529_600_000_000n

export default defineDecoder({
  id: 'snowflake-sonyflake',
  title: 'Sonyflake',
  source: 'sony/sonyflake, README; vector of obsidianforensics/unfurl, test_sonyflake.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(10_000),
  since: '2014-09-01',
  specificity: 0.3,
  decode: (text) => {
    const n = shape.test(text) ? fromHex(text) : undefined
    return n === undefined
      ? undefined
      : only('steps of 10 ms since 2014-09-01', String(n >> 24n), microseconds((n >> 24n) * 10_000n + EPOCH))
  },
  vectors: [{ text: '45eec4a4600041b', time: '2020-08-12T17:35:29.98Z' }],
})
