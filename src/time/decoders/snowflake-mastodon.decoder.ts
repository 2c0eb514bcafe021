/** Unix milliseconds in the upper 48 bits. */
import { defineDecoder } from '../decoder.ts'
import { MILLISECOND } from '../instant.ts'
import { snowflake } from '../snowflake.ts'

const shape = /^1\d{17}$/

export default defineDecoder({
  id: 'snowflake-mastodon',
  title: 'Mastodon status id',
  source: 'Mastodon: lib/mastodon/snowflake.rb; obsidianforensics/unfurl, parse_mastodon.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: MILLISECOND,
  since: '2017-01-01',
  specificity: 0.35,
  decode: (text) => (shape.test(text) ? snowflake(text, 16n, 0n) : undefined),
  vectors: [{ text: '109276588893123456', time: '2022-11-02T22:33:39.389Z' }],
})
