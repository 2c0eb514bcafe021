// The number of the library in the header set back, so that the file seems to have been written long ago.
import type { Forging } from '../way.ts'

export default {
  title: 'library version in the header set back below what the schema needs',
  trace: true,
  orderDecides: false,
  forge: (books) => {
    books.edit(
      'CREATE VIEW recent AS SELECT id, unixepoch(recorded_at) FROM trail; CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT',
    )
    const bytes = books.bytes()
    bytes.writeUInt32BE(3_007_004, 96)
    books.replace(bytes)
    return undefined
  },
} satisfies Forging
