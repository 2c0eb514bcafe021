/** Seconds and exactly six decimals, which make it unique in its channel. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { micros } from '../instant.ts'

const shape = /^(1\d{9})\.(\d{6})$/

export default defineDecoder({
  id: 'slack-ts',
  title: 'Slack message time',
  source: 'Slack API, Retrieving messages (ts)',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: micros(1),
  since: '2013-08-01',
  specificity: 0.5,
  decode: (text) => {
    const [, whole, fraction] = shape.exec(text) ?? []
    return whole === undefined || fraction === undefined
      ? undefined
      : only('Unix seconds and microseconds', text, microseconds(`${whole}${fraction}`))
  },
  vectors: [{ text: '1577836800.000100', time: '2020-01-01T00:00:00.0001Z' }],
})
