/**
 * Rows that are about a day long before the one on which they were recorded. Booking the past is ordinary: this counts, and
 * accuses nobody. Valid time and transaction time: Jensen and Snodgrass, Temporal Data Management (1999).
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const DAY = 86_400_000_000

/** Invoices turn up months late. */
const LATE = 365 * DAY

interface Row {
  readonly artifact: DetectorArtifact
  readonly booked: DetectorEvent
  readonly recorded: DetectorEvent
}

const lag = ({ booked, recorded }: Row) => recorded.earliest - booked.latest - LATE

export default {
  title: 'Rows were recorded more than a year after the day they are about',
  id: 'booked-long-before-recorded',
  status: 'test',
  description:
    'A row states a date of booking (which a user chose) and a time of recording (which the machine wrote), more than a year apart. It says how a ledger came about.',
  references: ['Jensen and Snodgrass, Temporal Data Management (1999): valid time and transaction time'],
  date: '2026-11-21',
  says: 'unusual',
  level: 'informational',
  observed:
    '{from.where} is booked for {from.raw} and was recorded at {to.raw}, {gap} later. So are {count} of {total} rows that state both.',
  inferred:
    'If the clock of the database was right, these rows were entered long after the days they are about. A user may book any day.',
  falsepositives: [
    {
      id: 'entered-later-from-paper',
      text: 'older papers were entered later, or taken over from another system: the ordinary case',
      tests: [],
    },
    { id: 'migrated', text: 'a migration wrote the recorded times anew', tests: [] },
  ],
  tags: ['database'],
  examples: [
    {
      name: 'booked for 2009, recorded in 2020',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.booked',
          time: '2009-03-02T00:00:00Z',
          precision: '1d',
          clock: 'user-entry',
          writer: 'entry.booked_on',
          zone: 'floating',
        },
        {
          artifact: 'r',
          kind: 'db.row.recorded',
          time: '2020-09-05T17:02:00Z',
          clock: 'database',
          writer: 'entry.entered_at',
        },
      ],
    },
    {
      name: 'an invoice of four months ago',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.booked',
          time: '2010-03-02T00:00:00Z',
          precision: '1d',
          clock: 'user-entry',
          writer: 'entry.booked_on',
          zone: 'floating',
        },
        {
          artifact: 'r',
          kind: 'db.row.recorded',
          time: '2010-07-05T17:02:00Z',
          clock: 'database',
          writer: 'entry.entered_at',
        },
      ],
    },
  ],
  select: { join: 'evidence', events: ['db.row.booked', 'db.row.recorded'], traits: [], artifacts: ['row'] },
  detect(group) {
    let total = 0
    let late = 0
    let worst: Row | undefined
    for (const artifact of group.artifacts) {
      const booked = artifact.events.find((event) => event.kind === 'db.row.booked')
      const recorded = artifact.events.find((event) => event.kind === 'db.row.recorded')
      if (booked === undefined || recorded === undefined) continue
      total++
      const row = { artifact, booked, recorded }
      if (lag(row) <= booked.clock.extreme + recorded.clock.extreme) continue
      late++
      if (worst === undefined || lag(row) > lag(worst)) worst = row
    }
    if (total === 0) return 'not applicable'
    if (worst === undefined) return []
    return [
      {
        artifact: worst.artifact,
        events: [
          { role: 'from', event: worst.booked },
          { role: 'to', event: worst.recorded },
        ],
        values: { count: String(late), total: String(total) },
        excess: (lag(worst) - worst.booked.clock.extreme - worst.recorded.clock.extreme) as Micros,
        others: late - 1,
      },
    ]
  },
} satisfies Detector
