/** Version 1, Unix seconds in hexadecimal, 96 random bits. */
import { defineDecoder } from '../decoder.ts'
import { hexSeconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^(?:Root=)?1-([0-9a-f]{8})-([0-9a-f]{24})$/

export default defineDecoder({
  id: 'aws-trace-id',
  title: 'AWS X-Ray trace id',
  source: 'AWS X-Ray developer guide, Trace IDs',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2016-04-19',
  specificity: 0.95,
  decode: (text) => fields(shape.exec(text), ['Unix seconds, hexadecimal', hexSeconds], ['random']),
  vectors: [{ text: '1-5e0be100-012345678901234567890123', time: '2020-01-01T00:00:00Z' }],
})
