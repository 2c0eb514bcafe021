/** The letter c, Unix milliseconds in base 36, counter, fingerprint, random. */
import { defineDecoder } from '../decoder.ts'
import { base36Milliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^c([0-9a-z]{8})([0-9a-z]{4})([0-9a-z]{4})([0-9a-z]{8})$/

export default defineDecoder({
  id: 'cuid',
  title: 'cuid (first kind)',
  source: 'paralleldrive/cuid, README; vector of that page',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '2012-09-01',
  specificity: 0.65,
  decode: (text) =>
    fields(shape.exec(text), ['Unix milliseconds, base 36', base36Milliseconds], ['counter'], ['machine'], ['random']),
  vectors: [{ text: 'ch72gsb320000udocl363eofy', time: '2012-09-13T23:03:12.926Z' }],
})
