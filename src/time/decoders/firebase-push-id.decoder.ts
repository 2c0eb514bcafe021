/** Eight characters of Unix milliseconds in an ordered base 64, then twelve random ones. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'
import { fromDigits } from '../radix.ts'

const shape = /^(-[0-9A-Z_a-z-]{7})[0-9A-Z_a-z-]{12}$/
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

export default defineDecoder({
  id: 'firebase-push-id',
  title: 'Firebase push id',
  source: 'Firebase blog, The 2^120 Ways to Ensure Unique Identifiers (2015)',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '2014-01-01',
  specificity: 0.75,
  decode: (text) => {
    const digits = shape.exec(text)?.[1]
    const n = digits === undefined ? undefined : fromDigits(digits, ALPHABET)
    return n === undefined ? undefined : only('Unix milliseconds, base 64', String(n), milliseconds(n))
  },
  vectors: [{ text: '-L9QCCdxj62CBRFCn6rF', time: '2018-04-06T13:45:55.069Z' }],
})
