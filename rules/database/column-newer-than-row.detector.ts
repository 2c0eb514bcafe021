/**
 * Rows that hold a value in a column which a later release brought and which upgrades leave empty in old rows. One finding a
 * database: the profile's dates (rules/profiles) are facts, held against the time at which each row says it was recorded.
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

interface Found {
  readonly row: DetectorArtifact
  readonly recorded: DetectorEvent
  readonly column: string
  readonly since: number
}

const day = (at: number) => new Date(at / 1000).toISOString().slice(0, 10)

export default {
  title: 'A row is older than a column in which it holds a value',
  id: 'column-newer-than-row',
  status: 'test',
  description:
    'A release of the product brought a column; its upgrades do not fill it in old rows. Rows that say they were recorded before that release hold a value there.',
  references: [
    "The product's release notes, as named in its profile (rules/profiles)",
    'sqlite.org lang_altertable.html: ADD COLUMN leaves rows as they are; a value comes only by writing the row',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    '{row.where} states that it was recorded at {row.raw}, and holds a value in {columns}. This holds of {count} row(s) of this database; the first of those columns came with a release of {since}.',
  inferred:
    'Upgrades of this product leave the column empty in rows that are there already. Either these rows were written, or written again, after that release, or the times they state are not those of their recording.',
  falsepositives: [
    {
      id: 'row-changed-later',
      text: 'the row was changed after the upgrade, and the change filled the column',
      tests: [],
    },
    { id: 'filled-by-hand', text: 'somebody filled the column of old rows by a script or an import', tests: [] },
    {
      id: 'shipped-data',
      text: 'the rows came with the product (data to show or to begin with), with times of their own',
      tests: [],
    },
    {
      id: 'clock-at-first-day',
      text: 'the clock of the machine had fallen back to its first day when the row was recorded',
      tests: [],
    },
    { id: 'early-release', text: 'the customer had a test version before the release', tests: [] },
  ],
  tags: ['database', 'profile', 'attack.t1565.001'],
  examples: [
    {
      name: 'a row of 2009 with a column of 2016',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2009-03-02T10:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
          traits: { 'db.row.column': 'quillbooks:audit.workstation' },
        },
      ],
    },
    {
      name: 'a row of 2017 with that column',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2017-03-02T10:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
          traits: { 'db.row.column': 'quillbooks:audit.workstation' },
        },
      ],
    },
  ],
  select: { join: 'evidence', events: ['db.row.recorded'], traits: ['db.row.column'], artifacts: ['row', 'session'] },
  detect(group) {
    const about = group.facts.filter((fact) => fact.trait.key === 'db.row.column' && fact.from !== undefined)
    if (about.length === 0) return 'not applicable'
    const found = about.flatMap(({ broken, from, trait, artifact }): Found[] => {
      const recorded = artifact.events.find((event) => event.kind === 'db.row.recorded')
      return !broken || from === undefined || recorded === undefined
        ? []
        : [{ row: artifact, recorded, column: trait.value, since: from }]
    })
    const excess = ({ since, recorded }: Found) => since - recorded.latest - recorded.clock.extreme
    const worst = found.reduce<Found | undefined>(
      (a, b) => (a === undefined || excess(b) > excess(a) ? b : a),
      undefined,
    )
    if (worst === undefined) return []
    const rows = new Set(found.map((one) => one.row)).size
    return [
      {
        artifact: worst.row,
        events: [{ role: 'row', event: worst.recorded }],
        values: {
          columns: [...new Set(found.filter((one) => one.row === worst.row).map((one) => one.column))].join(', '),
          count: String(rows),
          since: day(worst.since),
        },
        excess: excess(worst) as Micros,
        others: rows - 1,
      },
    ]
  },
} satisfies Detector
