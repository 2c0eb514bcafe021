/** Seconds since 1904 UTC (local time on HFS before HFS+), unsigned 32 bits. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { SECOND } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:[23]\d{9}|0|0x[0-9a-f]{8})$/
/** Seconds from 1904 to 1970. */
const EPOCH = 2_082_844_800n
/** All 32 bits count: the number has no sign. */
const unsigned = (text: string) => (text.startsWith('0x') ? String(BigInt(text)) : text)

export default defineDecoder({
  id: 'hfs',
  title: 'HFS+ time',
  source: 'Apple Technical Note TN1150, HFS Plus dates',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '1984-01-24',
  specificity: 0.35,
  decode: (text) =>
    shape.test(text) ? counted(unsigned(text), 'seconds since 1904', (n) => seconds(n - EPOCH)) : undefined,
  vectors: [
    { text: '3661132800', time: '2020-01-06T05:20:00Z' },
    { text: '0xda387400', time: '2020-01-06T05:20:00Z' },
  ],
})
