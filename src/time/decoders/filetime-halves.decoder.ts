/** A FILETIME written as its upper and lower half, hexadecimal. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { fromFiletimeHalves } from '../filetime.ts'
import { micros } from '../instant.ts'

const shape = /^(?:0x)?(01[c-e][0-9a-f]{5})[:. ](?:0x)?([0-9a-f]{8})$/i

export default defineDecoder({
  id: 'filetime-halves',
  title: 'FILETIME in two halves',
  source: '[MS-DTYP] 2.3.3',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: micros(1),
  since: '1997-01-01',
  specificity: 0.8,
  decode: (text) => {
    const [, high, low] = shape.exec(text) ?? []
    return high === undefined || low === undefined
      ? undefined
      : only('FILETIME', `${high}:${low}`, fromFiletimeHalves(high, low))
  },
  vectors: [{ text: '01D95657:1CD4EC80', time: '2023-03-14T09:26:53Z' }],
})
