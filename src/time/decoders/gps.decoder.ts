/** Seconds since 1980-01-06 without leap seconds. */
import { defineDecoder } from '../decoder.ts'
import { only } from '../fields.ts'
import { SECOND, instant } from '../instant.ts'

const shape = /^(?:[89]\d{8}|1[0-4]\d{8})$/
/** Seconds from 1970 to 1980-01-06. */
const EPOCH = 315_964_800
/** From this GPS second on it is so many seconds ahead of UTC: 2017, 2015-07, 2012-07, 2009, 2006. */
const LEAPS = [
  [1_167_264_018, 18],
  [1_119_744_017, 17],
  [1_025_136_016, 16],
  [914_803_215, 15],
  [820_108_814, 14],
] as const

export default defineDecoder({
  id: 'gps',
  title: 'GPS time',
  source: 'IS-GPS-200, 3.3.4; IERS Bulletin C (leap seconds)',
  shape,
  places: ['anywhere'],
  means: 'moment',
  writtenBy: 'tool',
  precision: SECOND,
  since: '2006-01-01',
  specificity: 0.25,
  decode: (text) => {
    const n = shape.test(text) ? Number(text) : 0
    const [, ahead] = LEAPS.find(([from]) => n >= from) ?? []
    return ahead === undefined ? undefined : only('seconds since 1980-01-06', text, instant((n + EPOCH - ahead) * 1e6))
  },
  vectors: [{ text: '1261872018', time: '2020-01-01T00:00:00Z' }],
})
