/**
 * The change counter of a file (offset 24) against the days on which its rows were recorded. With a rollback journal each transaction
 * raises the counter (sqlite.org/fileformat2.html, 1.3.7; measured), so rows of as many days need as many. It says how the file was written.
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'

/** Fewer days show nothing. */
const ENOUGH = 10
const DAY = 86_400_000_000

const number = (values: readonly string[], name: string): number | undefined => {
  const found = values.find((value) => value.startsWith(`${name}=`))
  return found === undefined ? undefined : Number(found.slice(name.length + 1))
}

const header = (...fields: string[]) => ({
  artifact: 'd',
  type: 'database' as const,
  traits: { 'sqlite.header': fields },
})
const rows = (days: number, clock: 'database' | 'database-guessed' = 'database') =>
  Array.from({ length: days }, (_, n) => ({
    artifact: `r${String(n)}`,
    type: 'row' as const,
    part: 'd',
    kind: 'db.row.recorded',
    time: new Date(Date.UTC(2016, 0, 4, 9) + n * 86_400_000).toISOString(),
    clock,
    writer: 'trail.recorded_at',
  }))

export default {
  title: 'The file counts fewer transactions than the days of its rows need',
  id: 'fewer-commits-than-days',
  status: 'test',
  description:
    'With a rollback journal every transaction that changes the file raises its change counter by one. Rows that were recorded on days apart were put in by different transactions.',
  references: [
    'sqlite.org fileformat2.html, section 1.3.7: the file change counter',
    'Measured with SQLite 3.54.1: 61 commits raise it by 61 with the journal modes DELETE, TRUNCATE, PERSIST, MEMORY and OFF; by 4 in WAL mode; by 7, about twice a start, where the program keeps the file locked (locking_mode EXCLUSIVE)',
    'Measured with SQLite 3.40.1 and 3.53.4: a backup, VACUUM INTO, .dump and .clone begin at 1; VACUUM raises it by one',
  ],
  date: '2026-11-22',
  says: 'unusual',
  level: 'informational',
  observed:
    'The change counter in the header (offset 24) is {counter}. Rows of this database were recorded on {days} days, from {from.raw} ({from.clock}) to {to.raw}; {needed} of these days lie more than a day apart from one another.',
  inferred:
    'If each of these rows was put into this file when it states, at least {needed} transactions did so. So either rows were put in many at a time, as a copy, a restore, an import or a script does; or the file was written in a way in which the counter does not count transactions.',
  notShown: 'This does not show which of the two, nor that any time is wrong.',
  falsepositives: [
    {
      id: 'copied-or-restored',
      text: 'the file is a backup or was restored, exported, imported or moved: such a copy begins to count anew',
      tests: [],
    },
    {
      id: 'write-ahead-log',
      text: 'the database was kept with a write-ahead log for a time: the counter then does not count transactions',
      tests: [],
    },
    {
      id: 'exclusive-locking',
      text: 'the program keeps the file locked while it runs (locking_mode EXCLUSIVE): the counter then counts its starts',
      tests: [],
    },
    {
      id: 'gathered-first',
      text: 'rows are gathered elsewhere, with their times, and are put in together (an offline till, a synchronisation)',
      tests: [],
    },
  ],
  tags: ['database', 'sqlite'],
  examples: [
    {
      name: 'rows of forty days, and a counter of 3',
      breaks: [header('change-counter=3', 'write-version=1', 'read-version=1'), ...rows(40)],
    },
    {
      name: 'rows of forty days, one transaction a day',
      holds: [header('change-counter=40', 'write-version=1', 'read-version=1'), ...rows(40)],
    },
    {
      name: 'a write-ahead log',
      holds: [header('change-counter=3', 'write-version=2', 'read-version=2'), ...rows(40)],
    },
    {
      name: 'a night shift: each transaction ends on the next day',
      holds: [header('change-counter=20', 'write-version=1', 'read-version=1'), ...rows(40)],
    },
    {
      name: 'times that were only taken for times of recording',
      holds: [header('change-counter=3', 'write-version=1', 'read-version=1'), ...rows(40, 'database-guessed')],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.row.recorded', 'db.session.login'],
    traits: ['sqlite.header'],
    artifacts: ['database', 'row', 'session'],
  },
  detect(group) {
    let database: DetectorArtifact | undefined
    let [first, last]: (DetectorEvent | undefined)[] = []
    const days = new Set<number>()
    for (const artifact of group.artifacts) {
      if (artifact.type === 'database') database ??= artifact
      else
        for (const event of artifact.events) {
          if (event.clock.kind !== 'database') continue
          days.add(Math.floor(event.nominal / DAY))
          if (first === undefined || event.nominal < first.nominal) first = event
          if (last === undefined || event.nominal > last.nominal) last = event
        }
    }
    const values = database?.traits.map(({ value }) => value) ?? []
    const counter = number(values, 'change-counter')
    if (database === undefined || counter === undefined || first === undefined || last === undefined)
      return 'not applicable'
    if (number(values, 'write-version') !== 1) return 'not applicable: a write-ahead log counts otherwise'
    if (days.size < ENOUGH) return 'not applicable'
    // A transaction may go on past midnight: of two days that follow one another only one is counted.
    let needed = 0
    let counted = -Infinity
    for (const day of [...days].sort((a, b) => a - b)) {
      if (day - counted < 2) continue
      counted = day
      needed++
    }
    if (counter >= needed) return []
    return [
      {
        artifact: database,
        events: [
          { role: 'from', event: first },
          { role: 'to', event: last },
        ],
        values: { counter: String(counter), days: String(days.size), needed: String(needed) },
      },
    ]
  },
} satisfies Detector
