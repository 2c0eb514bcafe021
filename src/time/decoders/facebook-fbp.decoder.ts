/** Version, subdomain level, Unix milliseconds of the first visit, random number or click id. */
import { defineDecoder } from '../decoder.ts'
import { milliseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { MILLISECOND } from '../instant.ts'

const shape = /^fb\.(\d)\.(1\d{12})\.([A-Za-z0-9_-]{1,500})$/

export default defineDecoder({
  id: 'facebook-fbp',
  title: 'Facebook _fbp and _fbc',
  source: 'Meta for Developers, Conversions API, fbp and fbc parameters',
  shape,
  places: ['anywhere'],
  means: 'start',
  writtenBy: 'tool',
  precision: MILLISECOND,
  since: '2018-10-01',
  specificity: 0.98,
  decode: (text) => fields(shape.exec(text), ['level'], ['Unix milliseconds', milliseconds], ['random or click id']),
  vectors: [{ text: 'fb.1.1577836800000.1', time: '2020-01-01T00:00:00Z' }],
})
