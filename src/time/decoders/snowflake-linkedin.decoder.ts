/** Unix milliseconds in the upper bits of an activity, post or thread id. */
import { defineDecoder } from '../decoder.ts'
import { MILLISECOND } from '../instant.ts'
import { snowflake } from '../snowflake.ts'

const shape = /^[67]\d{18}$/

export default defineDecoder({
  id: 'snowflake-linkedin',
  title: 'LinkedIn id',
  source: 'obsidianforensics/unfurl, test_linkedin.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2012-01-01',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? snowflake(text, 22n, 0n) : undefined),
  vectors: [{ text: '6685980502161199104', time: '2020-07-06T18:59:31.226Z' }],
})
