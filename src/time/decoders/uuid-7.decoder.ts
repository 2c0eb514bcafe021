/** 48 bits of Unix milliseconds, the rest random. Drafted in 2021, standard from May 2024. */
import { defineDecoder } from '../decoder.ts'
import { hexMilliseconds } from '../epochs.ts'
import { timed } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^([0-9a-f]{8})-?([0-9a-f]{4})-?(7[0-9a-f]{3})-?([89ab][0-9a-f]{3})-?([0-9a-f]{12})$/i

export default defineDecoder({
  id: 'uuid-7',
  title: 'UUID version 7',
  source: 'RFC 9562, section 5.7; vector of its appendix A.6',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '2021-04-01',
  specificity: 0.85,
  decode: (text) => {
    const [, high, low, a = '', b = '', c = ''] = shape.exec(text) ?? []
    const part =
      high === undefined || low === undefined
        ? undefined
        : timed('Unix milliseconds', `${high}${low}`, hexMilliseconds(`${high}${low}`))
    return part && [part, { label: 'random', value: `${a}-${b}-${c}` }]
  },
  vectors: [{ text: '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', time: '2022-02-22T19:22:22Z' }],
})
