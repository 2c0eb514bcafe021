/** Exchange on premises states the arrival as text and as a FILETIME whose low half comes first. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { fromFiletimeHalves } from '../filetime.ts'
import { micros } from '../instant.ts'

const shape = /FILETIME=\[([0-9A-F]{8}):([0-9A-F]{8})\]/

export default defineDecoder({
  id: 'original-arrival-time',
  title: 'X-OriginalArrivalTime of Exchange',
  source: 'measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['x-originalarrivaltime'],
  means: 'moment',
  writtenBy: 'provider',
  precision: micros(1),
  since: '2000-01-01',
  accuracy: '200 list mails of 2019 to 2026: never later than arrival',
  specificity: 0.97,
  decode: (text) => {
    const [, low, high] = shape.exec(text) ?? []
    return high === undefined || low === undefined
      ? undefined
      : only('FILETIME, low half first', `${low}:${high}`, fromFiletimeHalves(high, low))
  },
  vectors: [{ text: '14 Mar 2023 09:26:53.0000 (UTC) FILETIME=[1CD4EC80:01D95657]', time: '2023-03-14T09:26:53Z' }],
})
