/** A UUID version 1 as bytes on disk, its first three fields least significant byte first: object ids, shortcuts, LNK droids. */
import { defineDecoder } from '../decoder.ts'
import { micros } from '../instant.ts'
import { gregorianParts } from '../uuid.ts'

const shape = /^[0-9a-f]{14}1[0-9a-f][89ab][0-9a-f]{15}$/i
const FIELDS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/
const swap = (hex: string) => Buffer.from(hex, 'hex').reverse().toString('hex')

export default defineDecoder({
  id: 'ntfs-object-id',
  title: 'NTFS object id',
  source: '[MS-DLTW] 2.2.2; [MS-DTYP] 2.3.4.2 (byte order); vector: that of UUID version 1 as bytes',
  shape,
  places: ['anywhere'],
  means: 'start',
  writtenBy: 'tool',
  precision: micros(1),
  since: '2000-02-17',
  specificity: 0.8,
  decode: (text) => {
    const hex = shape.exec(text)?.[0].toLowerCase()
    return hex === undefined
      ? undefined
      : gregorianParts(FIELDS.exec(hex), (low, mid, high) => `${swap(high).slice(1)}${swap(mid)}${swap(low)}`)
  },
  vectors: [{ text: '70ad8ca2730dea11aaef0800200c9a66', time: '2019-11-22T22:01:28.775Z' }],
})
