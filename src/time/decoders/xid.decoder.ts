/** Twelve bytes in base 32 (hex order): Unix seconds, machine, process, counter. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { SECOND } from '../instant.ts'
import { fromDigits } from '../radix.ts'

const shape = /^([0-9a-v]{7})[0-9a-v]{13}$/
const ALPHABET = '0123456789abcdefghijklmnopqrstuv'

export default defineDecoder({
  id: 'xid',
  title: 'xid',
  source: 'rs/xid, README and id_test.go (2015; its own vector is of 2011)',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '2011-01-01',
  specificity: 0.55,
  decode: (text) => {
    const digits = shape.exec(text)?.[1]
    const n = digits === undefined ? undefined : fromDigits(digits, ALPHABET)
    return n === undefined ? undefined : only('Unix seconds', String(n >> 3n), seconds(n >> 3n))
  },
  vectors: [{ text: '9m4e2mr0ui3e8a215n4g', time: '2011-03-22T17:50:19Z' }],
})
