/** Twelve bytes: Unix seconds, a random process value, a counter. */
import { defineDecoder } from '../decoder.ts'
import { hexSeconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /^([0-9a-f]{8})([0-9a-f]{10})([0-9a-f]{6})$/

export default defineDecoder({
  id: 'mongodb-objectid',
  title: 'MongoDB ObjectId',
  source: 'MongoDB manual, ObjectId; vector of obsidianforensics/unfurl, test_mongo.py',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '2009-02-11',
  specificity: 0.7,
  decode: (text) => fields(shape.exec(text), ['Unix seconds, hexadecimal', hexSeconds], ['process'], ['counter']),
  vectors: [{ text: '65920080aabbccddee112233', time: '2024-01-01T00:00:00Z' }],
})
