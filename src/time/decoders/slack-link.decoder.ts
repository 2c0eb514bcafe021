/** The last part of a link to a message: p, seconds, six digits of microseconds. */
import { defineDecoder } from '../decoder.ts'
import { microseconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { micros } from '../instant.ts'

const shape = /^(?:https:\/\/[a-z0-9-]{1,40}\.slack\.com)?(?:\/archives\/[A-Z0-9]{8,12}\/)?p(1\d{15})$/

export default defineDecoder({
  id: 'slack-link',
  title: 'Slack message link',
  source: 'Slack API, chat.getPermalink',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'provider',
  precision: micros(1),
  since: '2014-02-12',
  specificity: 0.8,
  decode: (text) => fields(shape.exec(text), ['Unix microseconds', microseconds]),
  vectors: [{ text: '/archives/C0123ABCD/p1577836800000100', time: '2020-01-01T00:00:00.0001Z' }],
})
