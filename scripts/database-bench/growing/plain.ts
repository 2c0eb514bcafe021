// Ordinary use by several people at several workstations.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'ordinary use at three workstations whose clocks differ by minutes',
  grow: (random) => live(random, ORDINARY),
} satisfies Growing
