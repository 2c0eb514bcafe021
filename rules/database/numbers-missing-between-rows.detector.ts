/**
 * Numbers that no row of an audit table has, between rows that are there. Deleting leaves such gaps, and so do writes that fail where a
 * number is given once only (measured: research on SQLite, 1.3). It says what is not there and between which times; informational.
 */
import type { Breach, Detector, DetectorArtifact } from '../../src/analysis/detector.ts'

/** Gaps that the sentence lists. */
const LISTED = 5

const word = (value: string, name: string) => new RegExp(` ${name}=([\\w-]+)`).exec(value)?.[1]

interface Gap {
  readonly artifact: DetectorArtifact
  readonly value: string
  readonly missing: number
}

/** A moment by the numbers that stand there. */
function side({ events }: DetectorArtifact, kind: string): string {
  const event = events.find((one) => one.kind === kind)
  if (event === undefined) return 'no time that can be read'
  return `${new Date(event.nominal / 1000).toISOString().slice(0, 19)}${event.zone === 'floating' ? '' : 'Z'}`
}

function inWords({ artifact, value }: Gap): string {
  const [first = '', last = ''] = [word(value, 'first'), word(value, 'last')]
  const numbers = first === last ? first : `${first} to ${last}`
  return `${numbers} (between rows of ${side(artifact, 'db.gap.before')} and ${side(artifact, 'db.gap.after')})`
}

const gap = (name: string, first: number, last: number, more: string, times: readonly [string, string]) => [
  {
    artifact: name,
    type: 'row' as const,
    kind: 'db.gap.before',
    time: times[0],
    clock: 'database' as const,
    writer: 'trail.recorded_at',
  },
  { artifact: name, kind: 'db.gap.after', time: times[1], clock: 'database' as const, writer: 'trail.recorded_at' },
  {
    artifact: name,
    traits: {
      'db.table.gap': `"trail" first=${String(first)} last=${String(last)} missing=${String(last - first + 1)} ${more}`,
    },
  },
]

export default {
  title: 'Numbers are missing between rows of an audit table',
  id: 'numbers-missing-between-rows',
  status: 'test',
  description:
    'A table that is only appended to has a row for each number from its first to its last, unless rows were deleted or numbers were used up without a row.',
  references: [
    'sqlite.org autoinc.html: a new row gets the number after the highest; with AUTOINCREMENT after the highest ever given',
    'Measured with SQLite 3.40.1 and 3.53.4: with AUTOINCREMENT an ignored insert and an UPSERT use up a number each, a rolled-back insert does not',
  ],
  date: '2026-11-22',
  says: 'unusual',
  level: 'informational',
  observed:
    'Between the first and the last row of table {table} there is no row for {all} number(s), at {places} place(s). {the}: {largest}.',
  inferred:
    'Either rows with these numbers were there and are no more, or the numbers were used up or passed over without a row. If the numbers were given in the order of time, such a row was recorded, or would have been, between the times on both sides.',
  notShown: 'This does not show that any row was deleted, nor when, by whom, or what it said.',
  falsepositives: [
    {
      id: 'ignored-writes',
      text: 'writes that left no row used up numbers (INSERT OR IGNORE that was ignored, UPSERT)',
      tests: [],
    },
    {
      id: 'rolled-back-elsewhere',
      text: 'the rows came with their numbers from a database in which a rolled-back transaction uses up numbers (PostgreSQL, MySQL)',
      tests: [],
    },
    {
      id: 'product-deletes',
      text: 'the product itself deletes or replaces rows of this table (retention, a cancelled entry, REPLACE)',
      tests: [],
    },
    {
      id: 'numbers-given-otherwise',
      text: 'the product gives the numbers itself, in blocks or with steps, or joined the rows of several databases',
      tests: [],
    },
  ],
  tags: ['database', 'attack.t1070', 'solve-it.dft-1132'],
  examples: [
    {
      name: 'rows deleted inside a trail',
      breaks: [
        ...gap('a', 813, 815, 'places=2 all=4 uses-up=yes', ['2016-03-04T10:00:11Z', '2016-03-04T14:20:00Z']),
        ...gap('b', 900, 900, 'places=2 all=4 uses-up=yes', ['2016-03-09T10:00:11Z', '2016-03-09T10:09:00Z']),
      ],
    },
    {
      name: 'a table that gives each row the number after the highest one',
      breaks: gap('a', 813, 813, 'places=1 all=1 uses-up=no', ['2016-03-04T10:00:11Z', '2016-03-04T14:20:00Z']),
    },
    {
      name: 'a trail without a gap',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.shape': '"trail" is=audit rows=1294 first=1 last=1294 gap=0 gaps=0 missing=0 sequence=1296',
          },
        },
      ],
    },
    {
      name: 'the first rows of a trail purged, none inside',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=700 first=595 last=1294 gap=0 gaps=0 missing=0' },
        },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.gap.before', 'db.gap.after'],
    traits: ['db.table.gap', 'db.table.shape'],
    artifacts: ['database', 'row'],
  },
  detect(group) {
    const tables = new Map<string, Gap[]>()
    let looked = 0
    for (const artifact of group.artifacts)
      for (const { key, value } of artifact.traits) {
        if (key === 'db.table.shape' && word(value, 'gaps') !== undefined) looked++
        if (key !== 'db.table.gap') continue
        const table = value.slice(0, value.indexOf(' first='))
        const gaps = tables.get(table) ?? []
        gaps.push({ artifact, value, missing: Number(word(value, 'missing')) })
        tables.set(table, gaps)
      }
    if (looked === 0 && tables.size === 0) return 'not applicable'
    return [...tables].map(([table, gaps]): Breach => {
      const all = gaps.toSorted((a, b) => b.missing - a.missing)
      const [largest] = all
      if (largest === undefined) throw new Error('a table with gaps has one')
      const { artifact, value } = largest
      const places = Number(word(value, 'places'))
      return {
        artifact,
        events: artifact.events.map((event) => ({ role: event.kind === 'db.gap.before' ? 'before' : 'after', event })),
        values: {
          table,
          all: word(value, 'all') ?? '',
          places: String(places),
          the: places > LISTED ? 'The largest gaps' : 'Missing',
          largest: all
            .slice(0, LISTED)
            .sort((a, b) => Number(word(a.value, 'first')) - Number(word(b.value, 'first')))
            .map(inWords)
            .join('; '),
        },
        others: places - 1,
        ...(word(value, 'uses-up') === 'no'
          ? {
              alternatives: {
                'ignored-writes': {
                  state: 'excluded',
                  because:
                    'this table has no AUTOINCREMENT: a new row gets the number after the highest row that is there, so a write that leaves no row uses up none',
                },
              },
            }
          : {}),
      }
    })
  },
} satisfies Detector
