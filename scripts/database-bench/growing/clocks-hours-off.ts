// A workstation that was set up with the wrong zone: its clock is an hour or two off for months.
import { HOUR } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'workstations whose clocks are hours off',
  grow: (random) => live(random, { ...ORDINARY, days: 100, clockError: 2 * HOUR }),
} satisfies Growing
