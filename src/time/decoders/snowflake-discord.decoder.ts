/** Milliseconds since 2015 in the upper bits. */
import { defineDecoder } from '../decoder.ts'
import { MILLISECOND } from '../instant.ts'
import { snowflake } from '../snowflake.ts'

const shape = /^\d{17,20}$/

export default defineDecoder({
  id: 'snowflake-discord',
  title: 'Discord id',
  source: 'Discord developer documentation, Snowflakes',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2015-01-01',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? snowflake(text, 22n, 1_420_070_400_000n) : undefined),
  vectors: [{ text: '175928847299117063', time: '2016-04-30T11:18:25.796Z' }],
})
