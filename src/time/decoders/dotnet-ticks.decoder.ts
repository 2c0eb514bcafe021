/** 100 ns since year 1: DateTime.Ticks, often local time. */
import { defineDecoder } from '../decoder.ts'
import { fromNetTicks } from '../filetime.ts'
import { micros } from '../instant.ts'
import { counted } from '../numbers.ts'

const shape = /^(?:6\d{17}|-1|0|0x[0-9a-f]{16}|3155378975999999999)$/

export default defineDecoder({
  id: 'dotnet-ticks',
  title: '.NET ticks',
  source: 'System.DateTime.Ticks, .NET API reference',
  shape,
  places: ['anywhere'],
  means: 'local',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2000-07-11',
  specificity: 0.35,
  decode: (text) =>
    shape.test(text)
      ? counted(text, '.NET ticks', fromNetTicks, [[3_155_378_975_999_999_999n, 'DateTime.MaxValue: no time']])
      : undefined,
  vectors: [
    { text: '637134336000000000', time: '2020-01-01T00:00:00Z' },
    { text: '0x08d78e4d8b7c0000', time: '2020-01-01T00:00:00Z' },
  ],
})
