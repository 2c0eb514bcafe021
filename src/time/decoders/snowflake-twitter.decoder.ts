/** Milliseconds since 2010-11-04 in the upper bits. Ids below about 3*10^10 are older and hold no time. */
import { defineDecoder } from '../decoder.ts'
import { MILLISECOND } from '../instant.ts'
import { snowflake } from '../snowflake.ts'

const shape = /^\d{17,19}$/

export default defineDecoder({
  id: 'snowflake-twitter',
  title: 'Twitter/X status id',
  source: 'twitter-archive/snowflake, IdWorker.scala; vector of obsidianforensics/unfurl, test_twitter.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2010-11-04',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? snowflake(text, 22n, 1_288_834_974_657n) : undefined),
  vectors: [{ text: '1098230906194546688', time: '2019-02-20T14:40:26.837Z' }],
})
