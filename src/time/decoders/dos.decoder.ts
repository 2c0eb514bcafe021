/** Date and time in 16 bits each, steps of two seconds, local: FAT and ZIP. Written as one number, date first. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { civil, micros } from '../instant.ts'

const shape = /^0x[0-9a-f]{8}$/

export default defineDecoder({
  id: 'dos',
  title: 'DOS date and time',
  source: 'Microsoft: DosDateTimeToFileTime; PKWARE APPNOTE.TXT 4.4.6',
  shape,
  places: ['anywhere'],
  means: 'local',
  writtenBy: 'tool',
  precision: micros(2_000_000),
  since: '1981-08-12',
  specificity: 0.35,
  decode: (text) => {
    if (!shape.test(text)) return undefined
    const n = Number(text)
    if (n === 0) return [{ label: 'DOS date and time', value: text, sentinel: 'zero: no time' }]
    const [date, time] = [n >>> 16, n & 0xffff]
    const at = civil(1980 + (date >> 9), (date >> 5) & 15, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2)
    return ((time >> 5) & 63) > 59 || (time & 31) > 29
      ? undefined
      : only('year, month, day, hour, minute, second / 2', text, at)
  },
  vectors: [{ text: '0x50216000', time: '2020-01-01T12:00:00Z' }],
})
