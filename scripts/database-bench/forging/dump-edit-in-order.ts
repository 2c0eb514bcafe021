// Dumped to SQL, rows put between others with times and numbers that fit, restored.
import { rebuilt } from '../rebuild.ts'
import renumbering from './insert-by-renumbering.ts'
import type { Forging } from '../way.ts'

export default {
  title: '.dump, rows put between others with fitting times, restored',
  trace: 'a rebuilt copy keeps no order of writing; the file says only that it is one',
  orderDecides: false,
  forge: (books, random, now) => {
    renumbering.forge(books, random, now)
    rebuilt(books, { userVersion: false })
    return undefined
  },
} satisfies Forging
