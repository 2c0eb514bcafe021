/** 48 bits of Unix milliseconds and 80 random bits in Crockford's base 32. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'
import { fromDigits } from '../radix.ts'

const shape = /^([0-7][0-9A-HJKMNP-TV-Z]{9})([0-9A-HJKMNP-TV-Z]{16})$/i
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const time = (text: string) => {
  const n = fromDigits(text, CROCKFORD)
  return n === undefined ? undefined : milliseconds(n)
}

export default defineDecoder({
  id: 'ulid',
  title: 'ULID',
  source: 'ulid/spec, README; vector of the npm package ulid',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '2016-05-01',
  specificity: 0.8,
  decode: (text) => fields(shape.exec(text.toUpperCase()), ['Unix milliseconds, base 32', time], ['random']),
  vectors: [{ text: '01ARYZ6S41TSV4RRFFQ69G5FAV', time: '2016-07-30T22:36:16.385Z' }],
})
