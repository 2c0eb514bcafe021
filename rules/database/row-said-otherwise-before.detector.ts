/**
 * A row of which the file holds an earlier version with another time, amount or user. It speaks where the profile calls the table an audit
 * trail, or a ledger whose entry was put in at another time; other changes are informational. One finding a database: the change with the
 * largest step in time; the others are counted.
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

interface Change {
  readonly row: DetectorArtifact
  readonly said: DetectorEvent
  readonly says: DetectorEvent
  readonly step: number
  /** Forward or back; NaN where more than the time changed. */
  readonly moved: number
  /** The change is one that rows of such a table do not go through. */
  readonly isTold: boolean
  /** What is left of a freed record, a number that may since have been given to another row, a later one, or a step within the clock's tolerance. */
  readonly isDoubtful: boolean
}

/** All changes of a database are one offset of a zone. */
const isZone = (moved: ReadonlySet<number>, count: number): boolean => {
  const [only = NaN] = moved
  return count >= MANY && moved.size === 1 && only % QUARTER === 0 && Math.abs(only) <= FURTHEST
}

const RECORDED = 'db.row.change.recorded'
const OTHERS = ['db.row.change.time', 'db.row.change.amount', 'db.row.change.user'] as const
const CHANGES: readonly string[] = [RECORDED, ...OTHERS, 'db.row.change.filled']
/**
 * What in a table of each kind is written once. A row of an audit trail says what it says; an entry of a ledger is corrected, in its amount, the
 * day it is about and who changed it, but when it was put in stays. A value where there was none completes a row and contradicts nothing.
 */
const WRITTEN_ONCE: Readonly<Record<string, readonly string[]>> = { audit: [RECORDED, ...OTHERS], ledger: [RECORDED] }

const QUARTER = 900_000_000
/** So far the zones of the world lie apart. */
const FURTHEST = 26 * 4 * QUARTER
/** Rows that all moved by one offset are the work of a program that changed the zone of its column. */
const MANY = 10

const value = (row: DetectorArtifact, key: string): string => row.traits.find((trait) => trait.key === key)?.value ?? ''

/** The earlier and the later version of one time column, the pair that is furthest apart. */
function changeOf(row: DetectorArtifact): Change | undefined {
  let found: Change | undefined
  for (const said of row.events)
    for (const says of row.events) {
      if (said.kind !== 'db.row.said' || says.kind !== 'db.row.says' || said.clock.writer !== says.clock.writer)
        continue
      const step = Math.abs(says.nominal - said.nominal)
      if (found !== undefined && step <= found.step) continue
      const once = WRITTEN_ONCE[value(row, 'db.row.change.table')] ?? []
      const told = row.traits.filter(({ key }) => once.includes(key))
      const isTold = told.length > 0
      const moved = told.every(({ key }) => key === RECORDED) ? says.nominal - said.nominal : NaN
      const isAnother = says.nominal > said.nominal && value(row, 'db.row.change.most') !== ''
      // A program that stamps a row when it is begun, and again when it is done, stays within its clock's usual tolerance.
      const isSlight = Math.abs(moved) <= said.clock.usual
      const isDoubtful = isAnother || isSlight || value(row, 'db.row.change.from') === 'residue'
      found = { row, said, says, step, moved, isTold, isDoubtful }
    }
  return found
}

const stronger = (a: Change, b: Change): boolean =>
  a.isTold !== b.isTold ? a.isTold : a.isDoubtful !== b.isDoubtful ? !a.isDoubtful : a.step > b.step

export default {
  title: 'A row said something else before',
  id: 'row-said-otherwise-before',
  status: 'test',
  description:
    'The file, its log or its journal still holds an earlier version of a row, in which a time, an amount or a user is another one than in the version that followed. In a trail that only grows no row has two versions. Entries of a ledger are corrected; when they were put in is not.',
  references: [
    'sqlite.org fileformat2.html, sections 1.6 (freeblocks), 3 (the rollback journal) and 4 (the write-ahead log)',
    'Measured over made databases: an UPDATE leaves the earlier page in the log or journal, and a freed record where the new one is of another length',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'Of one row the evidence holds two versions. The earlier states {said.raw}, the later {says.raw} ({changes}). They stand in {places}. This database holds {count} row(s) in two versions that differ in a time, an amount or a user.',
  inferred:
    'The row was written again after it was first written, and the writing changed what it says. The order of the versions is that of the log, of the journal, or of a freed record and what replaced it.',
  notShown: 'Who changed the row, for what reason, and which of its versions is right.',
  falsepositives: [
    {
      id: 'corrected-by-program',
      text: 'the program itself corrected or completed the row, as it does with every row of this kind',
      tests: [],
    },
    {
      id: 'ordinary-update',
      text: 'the table is one whose rows are kept up to date, and no trail that only grows',
      tests: [],
    },
    {
      id: 'row-id-used-again',
      text: 'the earlier row was deleted and its row id given to another one (row ids without AUTOINCREMENT are used again)',
      tests: [],
    },
    {
      id: 'user-merged',
      text: 'a user was renamed or merged with another one, and the program wrote the new one into all rows',
      tests: [],
    },
    { id: 'migration', text: 'an upgrade of the program converted the column of all rows', tests: [] },
  ],
  tags: [
    'database',
    'sqlite',
    'history',
    'attack.t1565.001',
    'solve-it.dfw-1166',
    'solve-it.dfw-1169',
    'solve-it.dfw-1170',
    'solve-it.dfw-1171',
  ],
  examples: [
    {
      name: 'row 812 said 2020-03-05 before it said 2009-08-27',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.said',
          time: '2020-03-05T09:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
        },
        {
          artifact: 'r',
          kind: 'db.row.says',
          time: '2009-08-27T09:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
        },
        {
          artifact: 'r',
          traits: {
            'db.row.change.recorded': 'recorded_at: 2020-03-05 09:00:00 -> 2009-08-27 09:00:00',
            'db.row.change.places':
              'the write-ahead log, commit 1, page 9, byte 1336; then the write-ahead log, commit 2, page 9, byte 5456',
            'db.row.change.from': 'log',
            'db.row.change.table': 'audit',
          },
        },
      ],
    },
    {
      name: 'a row that stands in one version',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2009-08-27T09:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
        },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.row.said', 'db.row.says'],
    traits: [...CHANGES, 'db.row.change.most', 'db.row.change.places', 'db.row.change.from', 'db.row.change.table'],
    artifacts: ['row', 'session'],
  },
  detect(group) {
    let strongest: Change | undefined
    let count = 0
    const moved = new Set<number>()
    for (const row of group.artifacts) {
      const change = changeOf(row)
      if (change === undefined) continue
      count++
      if (moved.size < 2) moved.add(change.moved)
      if (strongest === undefined || stronger(change, strongest)) strongest = change
    }
    if (strongest === undefined) return 'not applicable'
    const { row, said, says, step, isTold } = strongest
    const zone = isZone(moved, count)
    const isDoubtful = strongest.isDoubtful || zone
    return [
      {
        artifact: row,
        events: [
          { role: 'said', event: said },
          { role: 'says', event: says },
        ],
        values: {
          changes: row.traits
            .filter(({ key }) => CHANGES.includes(key))
            .map((trait) => trait.value)
            .join('; '),
          places: value(row, 'db.row.change.places'),
          count: String(count),
        },
        ...(step > said.clock.extreme ? { excess: (step - said.clock.extreme) as Micros } : {}),
        others: count - 1,
        ...(zone
          ? {
              alternatives: {
                migration: {
                  state: 'open' as const,
                  because: `all ${String(count)} rows moved by the same offset, which is one that zones have`,
                },
              },
            }
          : {}),
        // Programs change rows all day; only of a trail, and of when a ledger's entry was put in, does a profile say that they do not.
        ...(isTold ? (isDoubtful ? { level: 'low' as const } : {}) : { level: 'informational' as const }),
      },
    ]
  },
} satisfies Detector
