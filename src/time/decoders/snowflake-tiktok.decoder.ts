/** Unix seconds in the upper 32 bits. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^[67]\d{18}$/

export default defineDecoder({
  id: 'snowflake-tiktok',
  title: 'TikTok and Douyin id',
  source: 'obsidianforensics/unfurl, parse_tiktok.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2016-09-01',
  specificity: 0.35,
  decode: (text) =>
    shape.test(text)
      ? only('Unix seconds, upper 32 bits', String(BigInt(text) >> 32n), seconds(BigInt(text) >> 32n))
      : undefined,
  vectors: [{ text: '6854717870488702213', time: '2020-07-29T02:06:13Z' }],
})
