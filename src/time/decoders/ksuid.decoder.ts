/** 160 bits in base 62: 32 bits of seconds since 2014-05-13, then 128 random bits. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { timed } from '../fields.ts'
import { SECOND } from '../instant.ts'
import { BASE62, fromDigits } from '../radix.ts'

const shape = /^[0-2][0-9A-Za-z]{26}$/
const EPOCH = 1_400_000_000n

export default defineDecoder({
  id: 'ksuid',
  title: 'KSUID',
  source: 'segmentio/ksuid, README',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '2014-05-13',
  specificity: 0.75,
  decode: (text) => {
    const n = shape.test(text) ? fromDigits(text, BASE62) : undefined
    if (n === undefined || n >> 160n !== 0n) return undefined
    const part = timed('seconds since 2014-05-13', String(n >> 128n), seconds((n >> 128n) + EPOCH))
    return part && [part, { label: 'random', value: (n & ((1n << 128n) - 1n)).toString(16).padStart(32, '0') }]
  },
  vectors: [{ text: '0o5Fs0EELR0fUjHjbCnEtdUwQe3', time: '2017-05-17T01:49:21Z' }],
})
