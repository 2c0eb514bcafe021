// Rows replaced under the same numbers in books from which old rows are deleted every evening.
import purged from '../growing/purged.ts'
import replaced from './insert-in-gaps.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'rows replaced under the same numbers by longer ones, in books with retention',
  trace: true,
  orderDecides: false,
  grow: purged.grow,
  forge: replaced.forge,
} satisfies Forging
