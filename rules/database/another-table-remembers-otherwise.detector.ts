/**
 * What another place of the same database remembers of a row and the row does not say: Core Data's history of changes, samples of ANALYZE, a
 * full-text index, a value that the product writes twice, the record as a server has it. One finding a database and kind of witness.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

const KEY = 'db.witness'

const WITNESSES: Readonly<Record<string, string>> = {
  'core-data': 'the history of changes that Core Data keeps (ACHANGE, ATRANSACTION)',
  statistics: 'what ANALYZE kept of the table (sqlite_stat1, sqlite_stat4)',
  'full-text': 'a full-text index',
  'second-copy': 'a second table in which the product writes the same value',
  'cloud-record': 'the record as the server of a synchronisation has it, which the row keeps (CloudKit)',
}

interface Heard {
  readonly artifact: DetectorArtifact
  readonly kind: string
  readonly what: string
  readonly step: number
  count: number
}

/** What one row's testimony says; a time within the tolerance of its clock says nothing. */
function heard(artifact: DetectorArtifact): Heard | undefined {
  const trait = artifact.traits.find(({ key }) => key === KEY)
  // Rows that name other ones have a rule of their own (row-names-a-later-row).
  if (trait?.value.startsWith('named-row: ') !== false) return undefined
  const colon = trait.value.indexOf(': ')
  const said = artifact.events.find(({ kind }) => kind === 'db.witness.said')
  const says = artifact.events.find(({ kind }) => kind === 'db.witness.row-says')
  const step = said && says ? Math.abs(says.nominal - said.nominal) - granted(said, says) : 0
  const [kind, what] = [trait.value.slice(0, colon), trait.value.slice(colon + 2)]
  // What one clock wrote twice agrees to the digit; an insertion and the server's date come after the row's own.
  if ((kind === 'core-data' || kind === 'cloud-record') && said !== undefined && step <= 0) return undefined
  return { artifact, kind, what, step, count: 1 }
}

/** What the clocks behind both times may be wrong by: one clock once, two each for itself. */
const granted = (said: DetectorEvent, says: DetectorEvent): number =>
  said.clock.extreme + (said.clock.writer === says.clock.writer ? 0 : says.clock.extreme)

export default {
  title: 'Another place in the database remembers a row otherwise',
  id: 'another-table-remembers-otherwise',
  status: 'test',
  description:
    'Some tables are written by the library or the product together with others and say the same: a history of changes, samples of an index, the words of a text, a value kept twice; or the row keeps what a server has of it. Where they differ, one was changed without the other.',
  references: [
    'https://developer.apple.com/documentation/coredata/persistent_history',
    'https://developer.apple.com/documentation/cloudkit/ckrecord (encodeSystemFields; creationDate and modificationDate are those of the server)',
    'sqlite.org fileformat2.html, section 2.6.6 (sqlite_stat4); fts3.html, section 9 (data structures); fts5.html; the head of fts5_index.c (segments)',
    'Measured on genuine databases: in 1,413 changes of two Core Data stores, two full-text indexes of messages, one second copy and 8 notes with a record of their server nothing differed',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: '{what}. The witness is {witness}; it disagrees with {count} row(s).',
  inferred:
    'Either the row was inserted, changed or deleted without the program that keeps both, or that program wrote one of them alone, or the witness was written anew at another time.',
  notShown: 'Which of the two was changed, when, and by whom.',
  falsepositives: [
    {
      id: 'written-alone',
      text: 'the program itself (an upgrade, a repair, a synchronisation, a load with its triggers taken away) wrote one of the two alone',
      tests: [],
    },
    {
      id: 'purged',
      text: 'the program purges rows, or parts of its history, by a rule of its own and not from the oldest on',
      tests: [],
    },
    {
      id: 'device-clock-ahead',
      text: 'the clock of the device was ahead of the server when the row was written',
      tests: [],
    },
    { id: 'damaged-file', text: 'the file was damaged, or copied while it was written', tests: [] },
    {
      id: 'ordinary-correction',
      text: 'the program corrects rows of this table, and the witness is as old as its last run (ANALYZE)',
      tests: [],
    },
  ],
  tags: ['database', 'sqlite', 'witness'],
  examples: [
    {
      name: 'a row that no transaction inserted',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          traits: {
            'db.witness':
              'core-data: row 77 of ZOBJECT was inserted by no transaction, though rows with lower and with higher numbers were',
          },
        },
      ],
    },
    {
      name: 'a sample that has the time as it was',
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
            'db.witness': 'statistics: when ANALYZE ran, row 812 of trail had another recorded_at than it has',
          },
        },
      ],
    },
    {
      name: 'a last change two years after the one that the server took',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.witness.said',
          time: '2021-03-05T09:00:05Z',
          clock: 'provider',
          writer: 'ZICCLOUDSYNCINGOBJECT.ZSERVERRECORDDATA',
        },
        {
          artifact: 'r',
          kind: 'db.witness.row-says',
          time: '2023-03-05T09:00:00Z',
          clock: 'database',
          writer: 'ZICCLOUDSYNCINGOBJECT.ZMODIFICATIONDATE1',
        },
        {
          artifact: 'r',
          traits: {
            'db.witness':
              'cloud-record: row 9 of ZICCLOUDSYNCINGOBJECT has a ZMODIFICATIONDATE1 later than the server last changed the record, though nothing waits to be sent',
          },
        },
      ],
    },
    {
      name: 'a device whose clock is a quarter of an hour ahead of the server',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.witness.said',
          time: '2021-03-05T09:00:05Z',
          clock: 'provider',
          writer: 'ZICCLOUDSYNCINGOBJECT.ZSERVERRECORDDATA',
        },
        {
          artifact: 'r',
          kind: 'db.witness.row-says',
          time: '2021-03-05T09:15:00Z',
          clock: 'database',
          writer: 'ZICCLOUDSYNCINGOBJECT.ZMODIFICATIONDATE1',
        },
        {
          artifact: 'r',
          traits: {
            'db.witness':
              'cloud-record: row 9 of ZICCLOUDSYNCINGOBJECT has a ZMODIFICATIONDATE1 later than the server last changed the record, though nothing waits to be sent',
          },
        },
      ],
    },
    {
      name: 'a creation date some minutes after its transaction',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.witness.said',
          time: '2020-03-05T09:00:00Z',
          clock: 'database',
          writer: 'ZOBJECT.ZCREATIONDATE',
        },
        {
          artifact: 'r',
          kind: 'db.witness.row-says',
          time: '2020-03-05T09:04:00Z',
          clock: 'database',
          writer: 'ZOBJECT.ZCREATIONDATE',
        },
        {
          artifact: 'r',
          traits: {
            'db.witness':
              'core-data: row 5 of ZOBJECT was inserted by a transaction that is earlier than its ZCREATIONDATE',
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
    const strongest = new Map<string, Heard>()
    for (const artifact of group.artifacts) {
      const one = heard(artifact)
      if (one === undefined) continue
      const known = strongest.get(one.kind)
      if (known === undefined) strongest.set(one.kind, one)
      else if (one.step > known.step) strongest.set(one.kind, { ...one, count: known.count + 1 })
      else known.count++
    }
    if (strongest.size === 0) return 'not applicable'
    return [...strongest.values()].map(({ artifact, kind, what, step, count }): Breach => {
      const said = artifact.events.find((event) => event.kind === 'db.witness.said')
      const says = artifact.events.find((event) => event.kind === 'db.witness.row-says')
      return {
        artifact,
        events:
          said && says
            ? [
                { role: 'said', event: said },
                { role: 'says', event: says },
              ]
            : [],
        values: {
          what: `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
          witness: WITNESSES[kind] ?? kind,
          count: String(count),
        },
        ...(step > 0 ? { excess: step as Micros } : {}),
        others: count - 1,
      }
    })
  },
} satisfies Detector
