/** Base64url; the first four bytes, least significant first, are Unix seconds of the session. */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { only } from '../fields.ts'
import { SECOND } from '../instant.ts'
import { fromBase64, littleEndian } from '../radix.ts'

const shape = /^([A-Za-z0-9_-]{6})[A-Za-z0-9_-]{14,20}$/

export default defineDecoder({
  id: 'google-ei',
  title: 'Google search parameter ei',
  source: 'obsidianforensics/unfurl, parse_google.py (ei)',
  shape,
  places: ['anywhere'],
  means: 'start',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2008-01-01',
  specificity: 0.3,
  decode: (text) => {
    const head = shape.exec(text)?.[1]
    const n = head === undefined ? undefined : littleEndian(fromBase64(head), 0, 4)
    return n === undefined ? undefined : only('first four bytes: Unix seconds', String(n), seconds(n))
  },
  vectors: [{ text: 'AAAMXqAAAAAAAAAAAAAAAA', time: '2020-01-01T02:12:16Z' }],
})
