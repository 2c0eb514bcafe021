/**
 * A row that names another row by its number and states a time from before that row was put in. One finding a database and table: the
 * largest step; the others are counted.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

const KEY = 'db.witness'
const MARK = 'named-row: '

interface Named {
  readonly artifact: DetectorArtifact
  readonly what: string
  readonly said: DetectorEvent
  readonly says: DetectorEvent
  /** Beyond the tolerances of both clocks. */
  readonly excess: number
  count: number
}

function named(artifact: DetectorArtifact): Named | undefined {
  const trait = artifact.traits.find(({ key, value }) => key === KEY && value.startsWith(MARK))
  const said = artifact.events.find(({ kind }) => kind === 'db.witness.said')
  const says = artifact.events.find(({ kind }) => kind === 'db.witness.row-says')
  if (trait === undefined || said === undefined || says === undefined) return undefined
  const excess = said.nominal - says.nominal - said.clock.extreme - says.clock.extreme
  return excess > 0 ? { artifact, what: trait.value.slice(MARK.length), said, says, excess, count: 1 } : undefined
}

export default {
  title: 'A row names a row that was put in later',
  id: 'row-names-a-later-row',
  status: 'test',
  description:
    'Some products write into a row the number of another one that they put in before it. A number that is given by the database is not known before that row is there.',
  references: [
    'sqlite.org autoinc.html: with AUTOINCREMENT a number is given once, and higher than any before',
    'Measured: 160 visits of six genuine histories of Chromium name the visit that led to them; none names a later one',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'One row states {from.raw}. It names another one that states {to.raw}, {gap} later: {what}. This holds of {count} row(s) of this table.',
  inferred:
    'A row cannot hold the number of a row that is not there yet. Either the row was written, or changed, after the one that it names; or the times of the rows before that one are wrong, too.',
  falsepositives: [
    {
      id: 'reference-changed-later',
      text: 'the program joined two entries, or gave the row another one to name, after it was written',
      tests: [],
    },
    {
      id: 'named-rows-written-anew',
      text: 'the named rows were put in again under their numbers (a restored table, an import that replaces)',
      tests: [],
    },
    {
      id: 'other-machine',
      text: 'the row came from another machine, whose clock was behind by more than is granted',
      tests: [],
    },
  ],
  tags: ['database', 'sqlite', 'witness', 'attack.t1565.001'],
  examples: [
    {
      name: 'a row of 2009 about an entry of 2020',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.witness.said',
          time: '2020-03-05T09:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        {
          artifact: 'r',
          kind: 'db.witness.row-says',
          time: '2009-08-27T09:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        {
          artifact: 'r',
          traits: {
            'db.witness':
              'named-row: row 812 of trail names row 790 of entry, which was recorded later, as most rows just before that one were',
          },
        },
      ],
    },
    {
      name: 'two workstations whose clocks differ by hours',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.witness.said',
          time: '2020-03-05T09:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        {
          artifact: 'r',
          kind: 'db.witness.row-says',
          time: '2020-03-05T04:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        {
          artifact: 'r',
          traits: {
            'db.witness':
              'named-row: row 812 of trail names row 790 of entry, which was recorded later, as most rows just before that one were',
          },
        },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.witness.said', 'db.witness.row-says'],
    traits: [KEY],
    artifacts: ['row'],
  },
  detect(group) {
    const strongest = new Map<string, Named>()
    for (const artifact of group.artifacts) {
      const one = named(artifact)
      if (one === undefined) continue
      const table = one.says.clock.writer
      const known = strongest.get(table)
      if (known === undefined) strongest.set(table, one)
      else if (one.excess > known.excess) strongest.set(table, { ...one, count: known.count + 1 })
      else known.count++
    }
    if (strongest.size === 0) return 'not applicable'
    return [...strongest.values()].map(({ artifact, what, said, says, excess, count }): Breach => ({
      artifact,
      events: [
        { role: 'from', event: says },
        { role: 'to', event: said },
      ],
      values: { what, count: String(count) },
      excess: excess as Micros,
      others: count - 1,
    }))
  },
} satisfies Detector
