// Amounts in the ledger changed; neither time nor trail is touched.
import type { Forging } from '../way.ts'

export default {
  title: 'amounts in the ledger changed by UPDATE',
  trace: 'a value of the same width overwrites the old one, and no time contradicts another',
  orderDecides: false,
  forge: (books) => {
    books.edit('UPDATE entry SET amount = amount + 1 WHERE id % 50 = 0')
    return undefined
  },
} satisfies Forging
