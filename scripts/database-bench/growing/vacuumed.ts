// The product's own maintenance: VACUUM every month.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'VACUUM every month',
  grow: (random) => live(random, { ...ORDINARY, evening: (books, day) => day % 30 === 29 && books.edit('VACUUM') }),
} satisfies Growing
