// Machines that crash: sessions without an end, or with one that the next start wrote.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'crashes: sessions without end, or closed by the next start',
  grow: (random) => live(random, { ...ORDINARY, crashes: 0.25 }),
} satisfies Growing
