/** What rows of a database emit, whichever format they stand in: one list for all ingesters of databases, dumps and exports. */
import type { EmittedEvent } from '../ingester.ts'

export const ROW_EVENTS = {
  'db.row.recorded': {
    clock: 'database',
    doc: 'Transaction time: when the program inserted the row, by its machine (profile)',
  },
  'db.row.changed': { clock: 'database', doc: 'When the program last changed the row (profile)' },
  'db.row.booked': {
    clock: 'user-entry',
    doc: 'Valid time: the date the row is about, as a user entered it (profile)',
  },
  'db.row.event': {
    clock: 'software',
    doc: 'A time of the thing the row is about: a start, a visit, a deadline (profile)',
  },
  'db.row.content': {
    clock: 'software',
    doc: 'A time another machine gave: a sender, a server, a synchronised device (profile)',
  },
  'db.session.login': { clock: 'database', doc: 'Start of a session (profile)' },
  'db.session.logout': { clock: 'database', doc: 'End of a session (profile)' },
  'db.cell.time': {
    clock: 'database-guessed',
    doc: 'A time of which nobody states who wrote it when: in a table that no profile knows, or in a map; informational',
  },
} as const satisfies Readonly<Record<string, EmittedEvent>>

export const ROW_TRAITS = {
  'db.profile': 'Id of a profile whose tables the database has',
  'db.guess':
    'TABLE.COLUMN of a table that no profile knows: the event kind, encoding and zone it is taken for, and why',
  'db.guess-open': 'TABLE.COLUMN that may be a time in more than one encoding, and is read in none',
  'db.row.session': 'TABLE:KEY of the session in which the row was written',
  'db.session': 'TABLE:KEY of this session',
} as const
