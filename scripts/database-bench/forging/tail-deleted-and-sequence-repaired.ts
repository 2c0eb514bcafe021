// The last rows deleted, and sqlite_sequence lowered to fit; then new rows take their numbers.
import { lastRow } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the last rows deleted and the sequence table set to fit',
  trace:
    'the sequence fits again (without AUTOINCREMENT there is none to begin with); only the entries and sessions without rows in the trail remain, and honest use leaves such too',
  orderDecides: false,
  forge: (books) => {
    const last = lastRow(books) - 30
    books.edit(`DELETE FROM trail WHERE id > ${last}; UPDATE sqlite_sequence SET seq = ${last} WHERE name = 'trail'`)
    return undefined
  },
} satisfies Forging
