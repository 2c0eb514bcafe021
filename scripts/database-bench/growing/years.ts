// A small office over three years.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'a small office over three years',
  grow: (random) => live(random, { ...ORDINARY, from: '2015-01-05', days: 1000, users: 1, workstations: 1 }),
} satisfies Growing
