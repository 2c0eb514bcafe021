// Detectors against their own examples and against the honest cases that look alike. No analysis runs here: groups are literal.
import { describe, expect, test } from 'vitest'
import type { DetectorGroup } from '../../src/analysis/detector.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import { placeholdersIn } from '../../src/analysis/wording.ts'
import { parseIso } from '../../src/time/instant.ts'
import bookedLongBefore from '../../rules/database/booked-long-before-recorded.detector.ts'
import columnNewerThanRow from '../../rules/database/column-newer-than-row.detector.ts'
import lastWriter from '../../rules/database/last-writer-newer-than-asserted.detector.ts'
import copiesOfDatabase from '../../rules/database/copies-of-one-database.detector.ts'
import outsideSession from '../../rules/database/activity-outside-session.detector.ts'
import saidOtherwise from '../../rules/database/row-said-otherwise-before.detector.ts'
import repeatedRun from '../../rules/database/run-of-times-repeated.detector.ts'
import sessionActivity from '../../rules/database/session-with-activity-after-it.detector.ts'
import copies from '../../rules/email/copies-of-one-message.detector.ts'
import hiddenClocks from '../../rules/email/several-hidden-clocks-agree-against-date.detector.ts'
import queueId from '../../rules/email/queue-id-against-its-line.detector.ts'
import utcAgainstDos from '../../rules/archive/utc-against-dos-time.detector.ts'
import { groupOf, run } from './detector-group.ts'
import { detectors } from './rule-files.ts'

const EVENT_FIELDS = ['raw', 'time', 'clock', 'kind', 'earliest', 'latest', 'where', 'evidence']
const COMMON = ['excess', 'tolerances', 'others', 'artifact', 'other', 'claimed', 'claimedBy', 'title', 'gap']
/** These judge matches of facts, which an example's traits get only in a case. */
const NEEDS_FACTS = new Set([
  'library-older-than-schema',
  'column-newer-than-row',
  'last-writer-newer-than-asserted',
  'newer-client-than-date-and-id',
])

describe.each(detectors.filter(({ detector }) => !NEEDS_FACTS.has(detector.id)))('$detector.id', ({ detector }) => {
  test.each(detector.examples.filter((example) => 'breaks' in example))('finds: $name', (example) => {
    const found = run(detector, groupOf('breaks' in example ? example.breaks : [], detector)) ?? []
    expect(found).toHaveLength(1)
    for (const { events, values, excess } of found) {
      // Where no times are compared there is no excess.
      if (excess !== undefined) expect(excess).toBeGreaterThan(0)
      const known = new Set([
        ...COMMON,
        ...Object.keys(values),
        ...events.flatMap(({ role }) => EVENT_FIELDS.map((f) => `${role}.${f}`)),
      ])
      const used = [detector.observed, detector.inferred ?? ''].flatMap(placeholdersIn)
      expect(used.filter((name) => !known.has(name))).toEqual([])
    }
  })
  test.each(detector.examples.filter((example) => 'holds' in example))('is silent: $name', (example) => {
    expect(run(detector, groupOf('holds' in example ? example.holds : [], detector)) ?? []).toEqual([])
  })
  test('says that it does not apply to a group without anything', () => {
    expect(run(detector, { artifacts: [], facts: [] })).toBeUndefined()
  })
})

const message = (
  artifact: string,
  date: string,
  lines: readonly (readonly [writer: string, time: string])[],
): ExampleEvent[] => [
  { artifact, type: 'message', kind: 'email.date', time: date, clock: 'sender', writer: 'Date' },
  ...lines.map(([writer, time]) => ({ artifact, kind: 'email.received', time, clock: 'relay' as const, writer })),
]
const SENT = '2019-08-27T13:12:44Z'

describe('copies of one message', () => {
  test.each([
    [
      'one direct, one a week later through a moderated list',
      [
        ...message('a', SENT, [
          ['mx.example.org', '2019-08-27T13:12:50Z'],
          ['smtp.example.com', '2019-08-27T13:12:46Z'],
        ]),
        ...message('b', SENT, [
          ['mx.example.org', '2019-09-03T10:00:00Z'],
          ['lists.example.net', '2019-08-27T13:12:49Z'],
          ['smtp.example.com', '2019-08-27T13:12:46Z'],
        ]),
      ],
    ],
    [
      'one fetched by POP five years later',
      [
        ...message('a', SENT, [['smtp.example.com', '2019-08-27T13:12:46Z']]),
        ...message('b', SENT, [
          ['home.example.net', '2024-02-19T18:44:50Z'],
          ['smtp.example.com', '2019-08-27T13:12:46Z'],
        ]),
      ],
    ],
    [
      'a copy from the folder of sent mail, without any line',
      [...message('a', SENT, []), ...message('b', SENT, [['smtp.example.com', '2019-08-27T13:12:46Z']])],
    ],
    [
      'handed over twice by an outbox, a day apart',
      [
        ...message('a', SENT, [['smtp.example.com', '2019-08-27T13:12:46Z']]),
        ...message('b', SENT, [['smtp.example.com', '2019-08-28T15:12:46Z']]),
      ],
    ],
  ])('nothing is found: %s', (_, items) => {
    expect(run(copies, groupOf(items, copies)) ?? []).toEqual([])
  })

  const disputed = [
    ...message('a', SENT, [['smtp.gmail.com', '2019-08-27T13:12:45Z']]),
    ...message('b', SENT, [['smtp.gmail.com', '2024-04-03T09:11:06Z']]),
  ]

  test('the finding is about the copy whose forms do not fit its own times', () => {
    const group = groupOf(disputed, copies)
    const [a, b] = group.artifacts
    const fact = (artifact: typeof a, broken: boolean): DetectorGroup['facts'] =>
      artifact === undefined
        ? []
        : [
            {
              fact: 'gmail-submission-id-2',
              trait: {
                key: 'email.received.gmail-submission-id',
                value: 'x',
                locator: { type: 'bytes', offset: 0, length: 0 },
              },
              artifact,
              from: undefined,
              to: undefined,
              broken,
            },
          ]
    const early = run(copies, { ...group, facts: [...fact(a, true), ...fact(b, false)] })
    expect(early?.map(({ artifact, other }) => [artifact.label, other?.label])).toEqual([['a', 'b']])
    expect(early?.[0]?.values['forms']).toContain(
      'states the earlier time, 1 mark does not fit the time of its own line',
    )
    const late = run(copies, { ...group, facts: [...fact(a, false), ...fact(b, true)] })
    expect(late?.map(({ artifact, other }) => [artifact.label, other?.label])).toEqual([['b', 'a']])
    expect(late?.[0]?.values['forms']).toContain('states the later time')
  })

  test('without facts neither copy is preferred by its forms', () => {
    expect(run(copies, groupOf(disputed, copies))?.[0]?.values['forms']).toBe(
      'The forms of the other headers do not tell the two copies apart.',
    )
  })

  test('a Date that differs under the same first line is found', () => {
    const items = [
      ...message('a', SENT, [['smtp.example.com', '2024-04-03T09:11:06Z']]),
      ...message('b', '2024-04-03T09:11:05Z', [['smtp.example.com', '2024-04-03T09:11:06Z']]),
    ]
    expect(run(copies, groupOf(items, copies))?.map(({ values }) => values['header'])).toEqual(['Date'])
  })

  test('ten thousand copies with one Message-ID are judged by their extremes', () => {
    const items = Array.from({ length: 10_000 }, (_, i) =>
      message(`c${i}`, SENT, [['smtp.example.com', i === 7777 ? '2024-04-03T09:11:06Z' : '2019-08-27T13:12:46Z']]),
    )
    const artifacts = items.flatMap((one) => [...groupOf(one, copies).artifacts])
    expect(run(copies, { artifacts, facts: [] })).toHaveLength(1)
  })
})

describe('hidden clocks', () => {
  const hidden = (kind: string, time: string, zone?: 'floating'): ExampleEvent => ({
    artifact: 'm',
    kind,
    time,
    clock: 'sender',
    writer: kind,
    ...(zone === undefined ? {} : { zone }),
  })
  const under = (items: readonly ExampleEvent[]) =>
    run(hiddenClocks, groupOf([...message('m', SENT, []), ...items], hiddenClocks))

  test('two ids of one kind are one witness', () => {
    expect(
      under([
        hidden('email.content-id.start', '2024-04-03T09:11:05Z'),
        hidden('email.content-id.local', '2024-04-03T10:11:05Z', 'floating'),
      ]),
    ).toBeUndefined()
  })
  test('two later times that do not agree are left to their own rules', () => {
    expect(
      under([
        hidden('email.message-id.time', '2024-04-03T09:11:05Z'),
        hidden('email.thread-index.start', '2022-04-03T09:11:05Z'),
      ]),
    ).toEqual([])
  })
  test('one later and one right time do not agree', () => {
    expect(
      under([hidden('email.message-id.time', '2024-04-03T09:11:05Z'), hidden('email.boundary.time', SENT)]),
    ).toEqual([])
  })
  test('three agreeing places are all named', () => {
    const found = under([
      hidden('email.message-id.time', '2024-04-03T09:11:05Z'),
      hidden('email.boundary.local', '2024-04-03T10:11:04Z', 'floating'),
      hidden('email.thread-index.start', '2024-04-03T09:05:00Z'),
    ])
    expect(found?.map(({ values }) => values['sources']?.split(', ').sort())).toEqual([
      ['Message-ID', 'Thread-Index', 'the MIME boundary'],
    ])
  })
})

describe('queue ids', () => {
  const line = (id: string): ExampleEvent[] => [
    {
      artifact: 'm',
      type: 'message',
      kind: 'email.received',
      time: '2019-08-27T13:12:45Z',
      clock: 'relay',
      writer: 'mail.example.com',
    },
    { artifact: 'm', kind: 'email.received.id-time', time: id, clock: 'relay', writer: 'mail.example.com' },
  ]
  test.each([
    ['2019-08-27T13:22:40Z', []],
    ['2019-08-27T13:22:50Z', ['later']],
    ['2019-06-16T13:12:45Z', []],
    ['2019-01-16T13:12:45Z', ['earlier']],
  ])('an id of %s in a line of 2019-08-27T13:12:45Z: %j', (id, orders) => {
    expect(run(queueId, groupOf(line(id), queueId))?.map(({ values }) => values['order'])).toEqual(orders)
  })
  test('an old id is only low: queues can be frozen', () => {
    expect(run(queueId, groupOf(line('2019-01-16T13:12:45Z'), queueId))?.map(({ level }) => level)).toEqual(['low'])
  })
})

describe('sessions', () => {
  const session = (login: string, logout: string): ExampleEvent[] => [
    { artifact: 's', type: 'session', kind: 'db.session.login', time: login, clock: 'database', writer: 'session.in' },
    { artifact: 's', kind: 'db.session.logout', time: logout, clock: 'database', writer: 'session.out' },
    { artifact: 's', traits: { 'db.session': 'session:1' } },
  ]
  const row = (name: string, time: string, key = 'session:1'): ExampleEvent[] => [
    { artifact: name, type: 'row', kind: 'db.row.recorded', time, clock: 'database', writer: 'audit.at' },
    { artifact: name, traits: { 'db.row.session': key } },
  ]
  const judge = (items: readonly ExampleEvent[]) => run(sessionActivity, groupOf(items, sessionActivity))

  test('a row of another session does not count', () => {
    expect(
      judge([
        ...session('2011-02-25T09:00:00Z', '2023-06-02T21:14:09Z'),
        ...row('r', '2011-02-25T10:00:00Z'),
        ...row('q', '2011-05-02T10:00:00Z', 'session:2'),
      ]),
    ).toEqual([])
  })
  test('work two days after the logout is low', () => {
    const found = judge([
      ...session('2011-02-25T09:00:00Z', '2011-02-25T17:00:00Z'),
      ...row('r', '2011-03-02T10:00:00Z'),
    ])
    expect(found?.map(({ level }) => level)).toEqual(['low'])
  })
  const logged = (n: number, login: string, logout: string): ExampleEvent[] => [
    {
      artifact: `s${String(n)}`,
      type: 'session',
      kind: 'db.session.login',
      time: login,
      clock: 'database',
      writer: 'session.in',
    },
    { artifact: `s${String(n)}`, kind: 'db.session.logout', time: logout, clock: 'database', writer: 'session.out' },
    { artifact: `s${String(n)}`, traits: { 'db.session': `session:${String(n)}` } },
    ...row(`r${String(n)}`, logout.replace('T17', 'T16'), `session:${String(n)}`),
  ]
  const day = (n: number) => `2016-03-${String(n).padStart(2, '0')}`
  test.each([
    ['one of many', 5, [7]],
    ['each', 1, [3, 4, 5, 6, 7, 8]],
  ] as const)('where %s login is that of a clock at its first day, the session is no long one', (_, from, expected) => {
    const first = '2009-01-01T00:01:00Z'
    const found = judge(
      [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) =>
        logged(n, from === 1 || n === 7 ? first : `${day(n)}T08:00:00Z`, `${day(n)}T17:00:00Z`),
      ),
    )
    const low = found?.filter(({ level }) => level === 'low')
    expect(low?.map(({ artifact }) => artifact.label)).toEqual(
      expect.arrayContaining(expected.map((n) => `s${String(n)}`)),
    )
  })
  test('a start of the program between excludes that the next start wrote the logout', () => {
    const other: ExampleEvent[] = [
      {
        artifact: 't',
        type: 'session',
        kind: 'db.session.login',
        time: '2012-01-02T09:00:00Z',
        clock: 'database',
        writer: 'session.in',
      },
    ]
    const found = judge([
      ...session('2011-02-25T09:00:00Z', '2023-06-02T21:14:09Z'),
      ...other,
      ...row('r', '2011-03-21T10:00:00Z'),
    ])
    expect(found?.map(({ alternatives }) => alternatives?.['closed-by-next-start']?.state)).toEqual(['excluded'])
  })
})

describe('what a program does by itself', () => {
  const STEPS = [0, 60, 420, 480, 1500, 1860, 3660, 5280, 9000, 9120, 14_400]
  const planned = (days: number, apart: number): ExampleEvent[] =>
    Array.from({ length: days }, (_, day) =>
      STEPS.map((step, i): ExampleEvent => ({
        artifact: `r${String(day)}-${String(i)}`,
        type: 'row',
        kind: 'db.row.recorded',
        time: new Date(Date.UTC(2016, 2, 1 + day * apart, 1, 0, 1) + step * 1000).toISOString(),
        clock: 'database',
        writer: 'trail.recorded_at',
      })),
    ).flat()
  test.each([
    ['the jobs of every night', 1, 'low'],
    ['the same day copied to every week', 7, undefined],
  ] as const)('%s', (_, apart, level) => {
    const found = run(repeatedRun, groupOf(planned(12, apart), repeatedRun))
    expect(found?.map((breach) => breach.level)).toEqual([level])
  })

  const restamped = (rows: number, by: (n: number) => number): ExampleEvent[] =>
    Array.from({ length: rows }, (_, n) => {
      const at = Date.UTC(2016, 2, 1 + n, 9)
      const [artifact, clock, writer] = [`r${String(n)}`, 'database', 'audit.recorded_at'] as const
      const time = (seconds: number) => new Date(at + seconds * 1000).toISOString()
      return [
        { artifact, type: 'row', kind: 'db.row.said', time: time(0), clock, writer } as const,
        { artifact, kind: 'db.row.says', time: time(by(n)), clock, writer },
        {
          artifact,
          traits: {
            'db.row.change.recorded': 'recorded_at: … -> …',
            'db.row.change.from': 'log',
            'db.row.change.table': 'audit',
          },
        },
      ]
    }).flat()
  test.each([
    ['rows that are stamped again seconds later', restamped(20, () => 4), 'low'],
    ['an upgrade that changes the zone of a column', restamped(20, () => -7200), 'low'],
    ['a single row moved by two hours', restamped(1, () => -7200), undefined],
    ['rows moved by different hours', restamped(20, (n) => -3600 * (n + 1)), undefined],
    ['rows moved by nine years', restamped(20, () => -9 * 365 * 86_400), undefined],
  ] as const)('%s', (_, items, level) => {
    expect(run(saidOtherwise, groupOf(items, saidOtherwise))?.map((breach) => breach.level)).toEqual([level])
  })

  const copy = (artifact: string, rows: (n: number) => string): ExampleEvent => ({
    artifact,
    type: 'database',
    traits: {
      'db.lineage': 'trail ab12',
      'db.table.digests': `"trail" is=audit columns=00ff size=1 ${Array.from({ length: 60 }, (_, n) => `${String(n)}:1:${rows(n)}`).join(' ')}`,
    },
  })
  test.each([
    ['a backup after which both copies were used on', (n: number) => n >= 40, 'low'],
    ['two rows at the end that differ', (n: number) => n >= 58, undefined],
    ['rows in the middle that differ', (n: number) => n >= 20 && n < 50, undefined],
    ['copies without a row that is the same', () => true, undefined],
  ] as const)('%s', (_, differs, level) => {
    const copies = [copy('d', () => 'a1'), copy('e', (n) => (differs(n) ? 'b2' : 'a1'))]
    const found = run(copiesOfDatabase, groupOf(copies, copiesOfDatabase))
    expect(found?.map((breach) => breach.level)).toEqual([level])
  })

  const logged = (kept: (n: number) => boolean, ends: (n: number) => boolean = () => false): ExampleEvent[] =>
    Array.from({ length: 40 }, (_, n) => {
      const time = (hour: number) => new Date(Date.UTC(2016, 2, 1 + n, hour)).toISOString()
      const [session, row] = [`s${String(n)}`, `r${String(n)}`]
      return [
        ...(kept(n)
          ? [
              {
                artifact: session,
                type: 'session',
                kind: 'db.session.login',
                time: time(8),
                clock: 'database',
                writer: 'login.at',
              } as const,
              { artifact: session, traits: { 'db.session': `login:${String(n)}` } },
              ...(ends(n)
                ? [
                    {
                      artifact: session,
                      kind: 'db.session.logout',
                      time: time(17),
                      clock: 'database',
                      writer: 'login.ended',
                    } as const,
                  ]
                : []),
            ]
          : []),
        {
          artifact: row,
          type: 'row',
          kind: 'db.row.recorded',
          time: time(9),
          clock: 'database',
          writer: 'trail.at',
        } as const,
        { artifact: row, traits: { 'db.row.session': `login:${String(n)}` } },
      ]
    }).flat()
  test.each([
    ['three single sessions are gone', (n: number) => ![5, 17, 30].includes(n), () => true, undefined],
    ['the same, where no session ever ends', (n: number) => ![5, 17, 30].includes(n), () => false, undefined],
    ['all but every seventh session are gone', (n: number) => n % 7 === 0, () => true, 'low'],
    [
      'old sessions are gone but for one without a logout',
      (n: number) => n === 2 || n > 6,
      (n: number) => n > 6,
      'low',
    ],
    ['the same, and another that ended is left', (n: number) => n === 2 || n > 6, (n: number) => n !== 9, undefined],
  ] as const)('%s', (_, kept, ends, level) => {
    const found = run(outsideSession, groupOf(logged(kept, ends), outsideSession))
    expect(found?.map((breach) => breach.level)).toEqual([level])
  })
})

describe('detectors that judge facts', () => {
  const instant = (text: string) => parseIso(text)
  const dated = (
    group: DetectorGroup,
    key: string,
    value: string,
    from: string,
    broken: boolean,
  ): DetectorGroup['facts'] =>
    Array.from(group.artifacts, (artifact) => ({
      fact: value,
      trait: { key, value, locator: { type: 'bytes', offset: 96, length: 4 } },
      artifact,
      from: instant(from),
      to: undefined,
      broken,
    }))

  test('rows older than their column are one finding, which names the oldest and counts the others', () => {
    const items: ExampleEvent[] = ['2010-03-02T10:00:00Z', '2009-03-02T10:00:00Z', '2017-03-02T10:00:00Z'].map(
      (time, i) => ({
        artifact: `r${i}`,
        type: 'row',
        kind: 'db.row.recorded',
        time,
        clock: 'database',
        writer: 'audit.at',
      }),
    )
    const group = groupOf(items, columnNewerThanRow)
    const facts = dated(group, 'db.row.column', 'quillbooks:audit.workstation', '2016-03-14', true).map((fact) => ({
      ...fact,
      broken: fact.artifact.label !== 'r2',
    }))
    const found = run(columnNewerThanRow, { ...group, facts })
    expect(found?.map(({ artifact, others, values }) => [artifact.label, others, values['count']])).toEqual([
      ['r1', 1, '2'],
    ])
  })
  test.each([
    ['2023-03-22', 1],
    ['2012-02-20', 0],
    ['2010-12-07', 0],
  ])('a library released on %s in a file untouched since 2011-12-31: %i finding(s)', (released, n) => {
    const items: ExampleEvent[] = [
      {
        artifact: 'd',
        type: 'database',
        kind: 'assertion.untouched-since',
        time: '2011-12-31T00:00:00Z',
        precision: '1d',
        clock: 'assertion',
        writer: 'statement',
      },
    ]
    const group = groupOf(items, lastWriter)
    expect(
      run(lastWriter, { ...group, facts: dated(group, 'sqlite.version-number', '3041002', released, false) }),
    ).toHaveLength(n)
  })
  test('without an assertion that the file was not touched, a newer library says nothing', () => {
    const items: ExampleEvent[] = [
      {
        artifact: 'd',
        type: 'database',
        kind: 'assertion.made',
        time: '2009-01-01T00:00:00Z',
        precision: '3y',
        clock: 'assertion',
        writer: 'list',
      },
    ]
    const group = groupOf(items, lastWriter)
    expect(
      run(lastWriter, { ...group, facts: dated(group, 'sqlite.version-number', '3041002', '2023-03-22', false) }),
    ).toBeUndefined()
  })
})

test.each([
  [-12 * 60, []],
  [14 * 60, []],
  [345, []],
  [14 * 60 + 15, [1]],
  [7, [1]],
])('zip times %i minutes apart: %j', (minutes, found) => {
  const utc = '2020-03-05T07:00:00Z'
  const dos = new Date(Date.parse(utc) + minutes * 60_000).toISOString()
  const items: ExampleEvent[] = [
    {
      artifact: 'f',
      type: 'archive-member',
      kind: 'archive.modified',
      time: dos,
      clock: 'archiver',
      writer: 'DOS',
      zone: 'floating',
      precision: '2s',
    },
    { artifact: 'f', kind: 'archive.modified-utc', time: utc, clock: 'archiver', writer: 'UT' },
  ]
  expect(run(utcAgainstDos, groupOf(items, utcAgainstDos))?.map(() => 1)).toEqual(found)
})

test('late bookings are counted, and never more than informational', () => {
  expect(bookedLongBefore.level).toBe('informational')
})
