// Old papers are booked late: half of all entries are about days long past. That is valid time, and no anomaly.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'half of all bookings are about days long past',
  grow: (random) => live(random, { ...ORDINARY, backDatedBookings: 0.5 }),
} satisfies Growing
