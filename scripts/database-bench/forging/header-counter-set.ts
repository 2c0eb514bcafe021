// The change counter lowered in the bytes, so that the file seems to have been written fewer times.
import type { Forging } from '../way.ts'

export default {
  title: 'the change counter lowered in the bytes',
  trace: true,
  orderDecides: false,
  forge: (books) => {
    const bytes = books.bytes()
    bytes.writeUInt32BE(Math.max(1, bytes.readUInt32BE(24) - 50), 24)
    books.replace(bytes)
    return undefined
  },
} satisfies Forging
