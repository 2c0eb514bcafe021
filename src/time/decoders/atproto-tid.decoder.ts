/** 13 characters of sortable base 32: Unix microseconds, then 10 bits of a clock identifier. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { micros } from '../instant.ts'
import { fromDigits } from '../radix.ts'

const shape = /^([234567a-j][234567a-z]{12})$/
const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz'

export default defineDecoder({
  id: 'atproto-tid',
  title: 'Bluesky / AT Protocol TID',
  source: 'atproto.com/specs/tid; vector of obsidianforensics/unfurl, test_bluesky.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2022-11-01',
  specificity: 0.6,
  decode: (text) => {
    const digits = shape.exec(text)?.[1]
    const n = digits === undefined ? undefined : fromDigits(digits, ALPHABET)
    return n === undefined ? undefined : only('Unix microseconds', String(n >> 10n), microseconds(n >> 10n))
  },
  vectors: [{ text: '3lbd2ebt3wk2r', time: '2024-11-19T18:19:55.098Z' }],
})
