/** Milliseconds since 2011-08-24 in the upper bits, then shard and counter. */
import { defineDecoder } from '../decoder.ts'
import { MILLISECOND } from '../instant.ts'
import { snowflake } from '../snowflake.ts'

const shape = /^\d{17,19}(?:_\d{1,20})?$/

export default defineDecoder({
  id: 'snowflake-instagram',
  title: 'Instagram media id',
  source: 'Instagram engineering, Sharding and IDs (2012); obsidianforensics/unfurl, parse_instagram.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2011-08-24',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? snowflake(text, 23n, 1_314_220_021_721n) : undefined),
  vectors: [{ text: '2384288897814875714', time: '2020-08-26T13:43:27.313Z' }],
})
