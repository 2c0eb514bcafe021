/** Seconds since 1970 UTC with decimals, as scripts and databases write them. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { micros } from '../instant.ts'

const shape = /^(\d{9,10})\.(\d{1,5}|\d{7,9})$/

export default defineDecoder({
  id: 'unix-seconds-fraction',
  title: 'Unix time in seconds with a fraction',
  source: 'POSIX.1, Seconds Since the Epoch',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '1973-03-03',
  specificity: 0.4,
  decode: (text) => {
    const [, whole, fraction = ''] = shape.exec(text) ?? []
    return whole === undefined
      ? undefined
      : only(
          'Unix seconds',
          text,
          microseconds(BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))),
        )
  },
  vectors: [{ text: '1678786013.5', time: '2023-03-14T09:26:53.5Z' }],
})
