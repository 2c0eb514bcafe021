// How facts, intervals, orders, agreements and detectors hold what they are given: one small case a line.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Detector } from '../../src/analysis/detector.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import type { ClockKind } from '../../src/model.ts'
import { micros } from '../../src/time/instant.ts'
import { analyzed, ruleText, rulesFrom } from './helpers.ts'

const SEEN = (first: string, last: string, edge: [string, string], grade = 'A') =>
  `seen: {first: ${first}, last: ${last}, n: 900, edge: {first: ${edge[0]}, last: ${edge[1]}}, grade: ${grade}, anywhere: [${first}, ${last}], heldOut: {n: 900, outside: 0, beyond30Days: 0}}`
const family = (trait: string, writtenBy: string, fact: string, compare = 'writer') =>
  `trait: ${trait}\nwrittenBy: ${writtenBy}\ncompare: ${compare}\nmargin: {unlikely: 1d, cannot: 7d}\nfacts:\n  - ${fact}`

let rules: RuleSet
beforeAll(async () => {
  rules = await rulesFrom({
    'facts/x.yaml': [
      ruleText(
        'hop-form',
        family(
          'x.hop',
          'provider',
          `{id: hop, title: hop, equals: h, ${SEEN('2020-01-10', '2021-01-10', ['hard', 'hard'])}}`,
        ),
      ),
      ruleText(
        'known-before',
        family(
          'x.known',
          'sender',
          `{id: known, title: known, equals: h, ${SEEN('2020-01-10', '2021-01-10', ['hard', 'hard'])}}`,
        ).replace('\nfacts:', '\ndates: false\nfacts:'),
      ),
      ruleText(
        'open-form',
        family(
          'x.open',
          'provider',
          `{id: open, title: open, equals: h, ${SEEN('2020-01-10', '2021-01-10', ['censored', 'not-claimed'])}}`,
        ),
      ),
      ruleText(
        'mailer-form',
        family(
          'x.mailer',
          'sender',
          `{id: mailer, title: mailer, equals: m, ${SEEN('2020-01-10', '2021-01-10', ['hard', 'hard'])}}`,
        ),
      ),
      ruleText(
        'writer-form',
        family(
          'x.writer',
          'tool',
          '{id: writer, title: writer, equals: w, documented: {from: 2020-01-10, source: s, standing: sourced}}',
          'claim',
        ),
      ),
      ruleText('never-form', family('x.never', 'sender', '{id: never, title: never, equals: n, never: true}')),
      ruleText(
        'count-form',
        family(
          'x.count',
          'provider',
          "{id: count, title: count, counter: {match: '^c(\\d+)$', points: [[10, 2020-01-10T00:00:00Z], [20, 2020-06-01T00:00:00Z]]}}",
        ),
      ),
      ruleText(
        'grade-b',
        family(
          'x.b',
          'provider',
          `{id: b, title: b, prefix: b, ${SEEN('2020-01-10', '2021-01-10', ['hard', 'hard'], 'B')}}`,
        ),
      ),
    ].join('---\n'),
    'database/login-logout.yaml': ruleText(
      'login-logout',
      'interval: {from: {kind: db.session.login}, to: {kind: db.session.logout}, join: artifact, min: 0s, max: 2d}',
    ),
    'email/hops.yaml': ruleText(
      'hops',
      'interval: {from: {kind: email.received}, to: {kind: email.received}, join: artifact, along: hops, min: 0s}',
    ),
    'email/reply.yaml': ruleText(
      'reply',
      'interval: {from: {kind: email.date}, to: {kind: email.date}, join: replies-to, max: 0s}',
    ),
    'email/relays-only.yaml': ruleText(
      'relays-only',
      "interval: {from: {kind: claim, with: {'x.flag|startswith': ye}}, to: {kind: email.received, clock: relay}, join: artifact, min: 0s}",
    ),
    'database/order.yaml': ruleText('order', 'order: {of: {kind: db.row.recorded}, along: rowid}'),
    'email/pair.yaml': ruleText(
      'pair',
      'agree: {left: x.left, right: x.right, join: artifact, pairs: [[a, A], [b, B], [c, C]], neighbours: 1}',
    ),
    'email/same.yaml': ruleText('same', 'agree: {left: x.address, right: x.hex, join: event}'),
  })
})

/** Ids and levels of what is found. */
const found = (...items: ExampleEvent[]) => analyzed(items, rules).findings.map(({ rule, level }) => `${rule} ${level}`)
const hop = (time: string, key: string, value = 'h'): ExampleEvent => ({
  kind: 'email.received',
  clock: 'provider',
  time,
  traits: { [key]: value },
})

describe('facts', () => {
  it('load', () => expect(rules.problems).toEqual([]))
  it.each<[string, ExampleEvent[], string[]]>([
    ['before the window, beyond cannot', [hop('2019-12-30T00:00:00Z', 'x.hop')], ['hop-form high']],
    ['before the window, between unlikely and cannot', [hop('2020-01-05T00:00:00Z', 'x.hop')], ['hop-form low']],
    ['just before the window', [hop('2020-01-09T12:00:00Z', 'x.hop')], []],
    ['after the window of what a server writes', [hop('2021-02-01T00:00:00Z', 'x.hop')], ['hop-form high']],
    ['edges that nobody claims', [hop('2019-01-01T00:00:00Z', 'x.open'), hop('2024-01-01T00:00:00Z', 'x.open')], []],
    ['old programs go on working', [hop('2024-01-01T00:00:00Z', 'x.mailer', 'm')], []],
    ['a program before its time', [hop('2019-01-01T00:00:00Z', 'x.mailer', 'm')], ['mailer-form high']],
    ['another value', [hop('2019-01-01T00:00:00Z', 'x.hop', 'other')], []],
    ['grade B is informational', [hop('2019-01-01T00:00:00Z', 'x.b', 'b7')], ['grade-b informational']],
    ['a number before its time', [hop('2020-03-01T00:00:00Z', 'x.count', 'c25')], ['count-form medium']],
    ['a number in its time', [hop('2020-03-01T00:00:00Z', 'x.count', 'c15')], []],
    ['a value that no honest writer makes', [hop('2020-03-01T00:00:00Z', 'x.never', 'n')], ['never-form medium']],
    [
      'a mark of the copy is held against the latest time the copy states, not against Date',
      [
        { kind: 'email.date', time: '2018-01-01T00:00:00Z' },
        { kind: 'email.copy.saved', time: '2024-01-01T00:00:00Z' },
        { traits: { 'x.hop': 'h' } },
      ],
      [],
    ],
    [
      'a mark of the copy that is newer than all the copy states',
      [{ kind: 'email.date', time: '2018-01-01T00:00:00Z' }, { traits: { 'x.hop': 'h' } }],
      ['hop-form high'],
    ],
    [
      'a mark of a part is held against the receipt of the whole',
      [
        { artifact: 'm', kind: 'email.received', time: '2022-01-01T00:00:00Z' },
        { artifact: 'p', type: 'attachment', part: 'm', traits: { 'x.mailer': 'm' } },
      ],
      [],
    ],
    [
      'a claim that the exhibit list asserts',
      [
        {
          artifact: 'd',
          type: 'database',
          kind: 'assertion.made',
          time: '2009-01-01T00:00:00Z',
          precision: '2y',
          writer: 'the party',
        },
        { artifact: 's', type: 'schema', traits: { 'x.writer': 'w' } },
      ],
      ['writer-form medium'],
    ],
    [
      'an assertion whose span reaches the window',
      [
        {
          artifact: 'd',
          type: 'database',
          kind: 'assertion.made',
          time: '2009-01-01T00:00:00Z',
          precision: '12y',
          writer: 'the party',
        },
        { artifact: 's', type: 'schema', traits: { 'x.writer': 'w' } },
      ],
      [],
    ],
  ])('%s', (_, items, expected) => expect(found(...items)).toEqual(expected))

  it('says as asserted in whose words', () => {
    const { findings } = analyzed(
      [
        { type: 'database', kind: 'assertion.made', time: '2009-01-01T00:00:00Z', writer: 'the party, bundle B' },
        { traits: { 'x.writer': 'w' } },
      ],
      rules,
    )
    expect(findings[0]?.inferred).toContain('as asserted in the party, bundle B; the evidence itself does not state it')
    expect(findings[0]?.claimed?.by).toMatch(/^as asserted in the party, bundle B/)
  })
})

describe('intervals', () => {
  const session = (login: string, logout: string, zone: 'utc' | 'floating' = 'utc'): ExampleEvent[] => [
    { artifact: 's', kind: 'db.session.login', time: login, zone, writer: 'session' },
    { artifact: 's', kind: 'db.session.logout', time: logout, zone, writer: 'session' },
  ]
  it.each<[string, ExampleEvent[], string[]]>([
    [
      'a clock is granted its tolerance once against itself',
      session('2020-01-02T00:00:00Z', '2020-01-01T00:00:00Z'),
      ['login-logout low'],
    ],
    [
      'two floating times of one clock need no zone',
      session('2020-01-03T12:00:00Z', '2020-01-01T00:00:00Z', 'floating'),
      ['login-logout medium'],
    ],
    [
      'an hour of daylight saving besides the ten minutes',
      session('2020-01-01T01:05:00Z', '2020-01-01T00:00:00Z', 'floating'),
      [],
    ],
    ['longer than max', session('2020-01-01T00:00:00Z', '2020-01-20T00:00:00Z'), ['login-logout medium']],
    [
      'hops in order',
      [1, 2, 3].map((n) => ({ kind: 'email.received', time: `2020-01-0${n}T00:00:00Z`, place: { hops: n } })),
      [],
    ],
    [
      'a hop before the one below',
      [3, 1, 2].map((day, n) => ({ kind: 'email.received', time: `2020-01-0${day}T00:00:00Z`, place: { hops: n } })),
      ['hops medium'],
    ],
    [
      'a reply older than what it answers',
      [
        { artifact: 'a', kind: 'email.date', time: '2020-01-09T00:00:00Z' },
        { artifact: 'b', 'replies-to': 'a', kind: 'email.date', time: '2020-01-01T00:00:00Z' },
      ],
      ['reply medium'],
    ],
    [
      'a reply newer than what it answers',
      [
        { artifact: 'a', kind: 'email.date', time: '2020-01-01T00:00:00Z' },
        { artifact: 'b', 'replies-to': 'a', kind: 'email.date', time: '2020-01-09T00:00:00Z' },
      ],
      [],
    ],
    [
      'only the clocks and the traits that are selected',
      [
        { kind: 'email.date', time: '2020-01-09T00:00:00Z', traits: { 'x.flag': 'yes' } },
        { kind: 'email.received', time: '2020-01-01T00:00:00Z', clock: 'provider' },
      ],
      [],
    ],
    [
      'a trait that is selected',
      [
        { kind: 'email.date', time: '2020-01-09T00:00:00Z', traits: { 'x.flag': 'yes' } },
        { kind: 'email.received', time: '2020-01-01T00:00:00Z', clock: 'relay' },
      ],
      ['relays-only medium'],
    ],
  ])('%s', (_, items, expected) => {
    expect(found(...items)).toEqual(expected)
  })
})

describe('an order', () => {
  const rows = (days: readonly number[]): ExampleEvent[] =>
    days.map((day, i) => ({
      artifact: `r${i}`,
      kind: 'db.row.recorded',
      time: new Date(Date.UTC(2020, 0, 2) + day * 86_400_000).toISOString(),
      writer: 'audit.at',
      place: { 'audit.rowid': i },
    }))
  const days = Array.from({ length: 40 }, (_, i) => i * 3)

  it('holds where time does not run backwards', () => expect(found(...rows(days))).toEqual([]))

  it('names a row that every smallest set contains, with the rows between which it was inserted', () => {
    const { findings } = analyzed(rows(days.toSpliced(30, 0, 20)), rules)
    expect(findings).toMatchObject([
      {
        rule: 'order',
        level: 'medium',
        artifact: { label: 'r30' },
        others: 0,
        events: [{ role: 'row' }, { role: 'before' }, { role: 'after' }],
      },
    ])
    expect(findings[0]?.inferred).toContain(
      "If rowid is the order of insertion and its neighbours' times are right, table example, row r30, column 0 was inserted between rows of 2020-03-29 00:00:00 UTC and 2020-04-01 00:00:00 UTC.",
    )
  })

  it('names no row that is only later than rows behind it: it may be all that is left of a trail as it was', () => {
    const { findings } = analyzed(rows(days.toSpliced(20, 0, 3000, 3001)), rules)
    expect(findings).toMatchObject([
      { rule: 'order', level: 'medium', artifact: { label: 'r0' }, other: { label: 'r22' }, others: 1 },
    ])
    expect(findings[0]?.notBefore).toBeUndefined()
    expect(findings[0]?.inferred).toMatch(
      /Later times than rows behind them are stated by .*row r20.*row r21.* Of neighbours, .*row r21.* states 2028-03-21 00:00:00 UTC, and .*row r22.* behind it 2020-03-02 00:00:00 UTC\. Either the former times are too late; or those of all rows behind them that state earlier ones are too early, however many these are; or the former rows were put in again under their numbers, when they state: the sequence does not say which\./,
    )
  })

  it('never names an honest row where the others were back-dated, however many they are', () => {
    const honest = fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(honest, fc.integer({ min: 30, max: 4000 }), (left, by) => {
        const kept = new Set(left)
        const times = Array.from({ length: 100 }, (_, i) => 3 * i - (kept.has(i) ? 0 : by))
        for (const { inferred, artifact, events } of analyzed(rows(times), rules).findings) {
          const [accusing = ''] = inferred.split(
            /(?:Besides, at|At) least \d+ of these|Later times than rows behind them/,
          )
          const named = [...accusing.matchAll(/\br(\d+)\b/g)].map(([, row]) => Number(row))
          expect(named.filter((row) => kept.has(row))).toEqual([])
          if (artifact.label !== 'r0') expect(kept.has(Number(artifact.label.slice(1)))).toBe(false)
          expect(events.length).toBeGreaterThan(1)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('keeps apart two sequences in which too many rows are out of order to say which', () => {
    const swapped = rows([...days.slice(20), ...days.slice(0, 20)])
    const two = [
      ...swapped,
      ...swapped.map((row) => ({
        ...row,
        artifact: `e${row.artifact ?? ''}`,
        place: { 'entry.rowid': Number(row.artifact?.slice(1)) },
      })),
    ]
    const { findings } = analyzed(two, rules)
    expect(new Set(findings.map(({ id }) => id)).size).toBe(2)
  })

  it('accuses neither side where the set exceeds a tenth of its piece', () => {
    const { findings } = analyzed(rows([...days.slice(20), ...days.slice(0, 20)]), rules)
    expect(findings).toMatchObject([{ rule: 'order', artifact: { label: 'r0' } }])
    expect(findings[0]?.inferred).toContain('too many to say which rows or times are wrong')
  })

  const boundOf = (...days: number[]) => analyzed(rows(days), rules).findings[0]?.notBefore
  const daily = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)

  it.each([
    ['put a day back for one row', [...daily(0, 900), 100, ...daily(900, 9)]],
    ['a year ahead from the first row on, and then set right', [...daily(0, 200), ...daily(-165, 9)]],
    ['three years ahead from the first row on, and set right before the last', [...daily(1100, 200), ...daily(200, 9)]],
    [
      'three years ahead from the first row on, and caught up',
      [...daily(1100, 200), ...daily(200, 9), ...daily(1300, 90)],
    ],
    ['put three years ahead, and set right later', [...daily(0, 50), ...daily(1145, 300), ...daily(350, 9)]],
    ['ahead, and the other one that wrote a row at its factory date', [...daily(1100, 200), -3650, ...daily(1300, 90)]],
  ])('names rows, and dates none by neighbours that a clock wrote that may have been %s', (_, days) => {
    expect(analyzed(rows(days), rules)).toMatchObject({
      findings: [{ artifact: { label: expect.any(String) as string } }],
    })
    expect(boundOf(...days)).toBeUndefined()
  })

  it('accuses neither side where the first rows state later times than all that follow', () => {
    const { findings } = analyzed(rows([3000, 3001, 3002, ...days, 3003, 3004]), rules)
    expect(findings).toMatchObject([{ rule: 'order', level: 'low' }])
    expect(findings[0]?.inferred).toContain('No row before them says which of the two are out of place')
  })

  it('grants the tolerance of the clock once', () => {
    expect(found(...rows([0, 1.5, 1, 3]))).toEqual(['order low'])
    expect(found(...rows([0, 1.003, 1, 3]))).toEqual([])
  })

  it('grants a clock what a laboratory measured of it', () => {
    const granted = { usual: micros(30 * 86_400_000_000), extreme: micros(40 * 86_400_000_000) }
    const measured = { ...rules, clocks: { ...rules.clocks, writers: { 'database audit.at': granted } } }
    const levels = (back: number) =>
      analyzed(rows(days.toSpliced(30, 0, 87 - back)), measured).findings.map(({ level }) => level)
    expect([29, 35, 80].map(levels)).toEqual([[], ['low'], ['medium']])
  })

  it('keeps the columns of one table apart', () => {
    const two = rows([0, 10, 20]).flatMap((row, i) => [
      row,
      { ...row, time: `2019-01-0${i + 1}T00:00:00Z`, writer: 'audit.other' },
    ])
    expect(found(...two)).toEqual([])
  })
})

describe('an agreement', () => {
  const both = (left: string, right: string): ExampleEvent[] => [{ traits: { 'x.left': left, 'x.right': right } }]
  it.each<[string, ExampleEvent[], string[]]>([
    ['a pair', both('a', 'A'), []],
    ['neighbours on a day of change', both('a', 'B'), []],
    ['two that never stood together', both('a', 'C'), ['pair medium']],
    ['a value that no list knows', both('a', 'Z'), []],
    ['one left over on one side alone', [{ traits: { 'x.left': ['a', 'c'], 'x.right': 'A' } }], []],
    [
      'equal values of one line',
      [{ kind: 'email.received', time: '2020-01-01T00:00:00Z', traits: { 'x.address': '1', 'x.hex': '1' } }],
      [],
    ],
    [
      'different values of one line',
      [{ kind: 'email.received', time: '2020-01-01T00:00:00Z', traits: { 'x.address': '1', 'x.hex': '2' } }],
      ['same medium'],
    ],
    [
      'different values of two lines',
      [
        { kind: 'email.received', time: '2020-01-01T00:00:00Z', traits: { 'x.address': '1' } },
        { kind: 'email.received', time: '2020-01-01T00:00:00Z', traits: { 'x.hex': '2' } },
      ],
      [],
    ],
  ])('%s', (_, items, expected) => expect(found(...items)).toEqual(expected))
})

describe('a detector', () => {
  const detector = (detect: Detector['detect'], join: Detector['select']['join'] = 'evidence'): Detector => ({
    title: 'd',
    id: 'd',
    status: 'test',
    description: 'd',
    references: ['r'],
    date: '2026-11-21',
    says: 'inconsistent',
    level: 'high',
    observed: 'seen {what} at {row.raw}',
    falsepositives: [
      { id: 'x', text: 'x', tests: [] },
      { id: 'y', text: 'y', tests: [] },
    ],
    tags: [],
    examples: [],
    select: { join, events: ['email.date'], traits: ['x.left'] },
    detect,
  })
  const run = (one: Detector) =>
    analyzed(
      [
        { artifact: 'a', kind: 'email.date', time: '2020-01-01T00:00:00Z', traits: { 'x.left': 'v' } },
        { artifact: 'b', kind: 'email.date', time: '2021-01-01T00:00:00Z' },
      ],
      { ...rules, detectors: [one] },
    )

  it('gets its groups and yields breaches, with its own alternatives', () => {
    const { findings, coverage } = run(
      detector(function* ({ artifacts: [first, second] }) {
        if (first === undefined || second?.claim === undefined) return
        yield {
          artifact: first,
          other: second,
          events: [{ role: 'row', event: second.claim }],
          values: { what: first.events[0]?.traits[0]?.value ?? '' },
          alternatives: { y: { state: 'excluded', because: 'so' } },
        }
      }),
    )
    expect(findings).toMatchObject([
      {
        rule: 'd',
        level: 'medium',
        observed: 'seen v at 2021-01-01T00:00:00Z',
        artifact: { label: 'a' },
        other: { label: 'b' },
        alternatives: [
          { id: 'x', state: 'open' },
          { id: 'clock-wrong-or-set-back', state: 'open' },
          { id: 'text-edited', state: 'open' },
          { id: 'y', state: 'excluded', because: 'so' },
        ],
      },
    ])
    expect(coverage.find(({ rule }) => rule === 'd')).toMatchObject({ applied: 1, broken: 1 })
  })

  it('that throws is named, and the rest is done', () => {
    const { diagnostics, coverage } = run(
      detector(() => {
        throw new Error('no such thing')
      }, 'artifact'),
    )
    expect(diagnostics).toEqual(['detector d failed on a: no such thing', 'detector d failed on b: no such thing'])
    expect(coverage.find(({ rule }) => rule === 'd')).toMatchObject({
      applied: 0,
      notApplied: [{ n: 2, why: 'the detector failed' }],
    })
  })
})

describe('a dating', () => {
  const dated = (...items: ExampleEvent[]) => analyzed(items, rules).datings
  it('rests on marks and hidden times, never on a claim', () => {
    const [dating] = dated({ kind: 'email.date', time: '2023-01-01T00:00:00Z' }, hop('2020-02-01T00:00:00Z', 'x.hop'))
    expect(dating).toMatchObject({
      notBefore: { at: Date.UTC(2020, 0, 3) * 1000, dependsOn: ['email.received'], facts: [{ id: 'hop' }] },
      claimedEra: { facts: ['hop'] },
    })
    expect(dating).not.toHaveProperty('notAfter')
    expect(dated({ kind: 'email.date', time: '2023-01-01T00:00:00Z' })).toEqual([])
  })
  it('rests on no mark that its writer may have had before', () => {
    expect(dated({ kind: 'email.date', time: '2008-01-01T00:00:00Z' }, { traits: { 'x.known': 'h' } })).toEqual([])
  })
  const received = (time: string, writer: string, clock: ClockKind = 'relay') => ({
    kind: 'email.received',
    time,
    clock,
    writer,
  })
  /** From the top. */
  const taken = [
    received('2020-05-02T00:00:06Z', 'mx.example.org', 'receiver'),
    received('2020-05-02T00:00:04Z', 'mail.example.com'),
  ]
  const ahead = '2020-05-30T00:00:00Z'
  const right = '2020-05-02T00:00:00Z'
  const date = (time: string) => ({ kind: 'email.date', time })
  const id = (time: string) => ({ kind: 'email.message-id.time', time })
  const queueId = (time: string, writer: string, clock: ClockKind = 'relay') => ({
    kind: 'email.received.id-time',
    time,
    clock,
    writer,
  })
  const bound = (...items: ExampleEvent[]) => {
    const at = dated(...items)[0]?.notBefore?.at
    return at === undefined ? undefined : new Date(at / 1000).toISOString().replace('.000', '')
  }
  it('takes the extreme tolerance off a hidden time', () => {
    const [dating] = dated(date(right), id(right), ...taken)
    expect(dating?.notBefore).toMatchObject({ at: Date.UTC(2020, 4, 1) * 1000, dependsOn: ['the sender'] })
  })
  it('rests on a large provider alone', () => {
    expect(bound({ kind: 'email.boundary.time', time: ahead, clock: 'provider' })).toBe('2020-05-29T23:55:00Z')
  })
  it.each([
    ['a computer that ran ahead, and no server', [date(ahead), id(ahead)]],
    ['an id from before the clock was put right, and no server', [date(right), id(ahead)]],
    [
      'the answer to a message whose clock ran ahead, and no server',
      [date(right), { kind: 'email.reference.time', time: ahead }],
    ],
    ['a computer that ran ahead, and one server', [date(ahead), id(ahead), ...taken.slice(0, 1)]],
    ['a computer that ran ahead, and two servers', [date(ahead), id(ahead), ...taken]],
    ['an id from before a server gave the message its Date', [date(right), id(ahead), ...taken]],
    [
      'a laptop with a server of its own that ran ahead with it',
      [...taken, received(ahead, 'laptop.example.net'), date(ahead), id(ahead), queueId(ahead, 'laptop.example.net')],
    ],
    [
      'a laptop whose server has no name of its own',
      [...taken, received(ahead, 'localhost'), date(ahead), id(ahead), queueId(ahead, 'localhost')],
    ],
    [
      'an office whose computers and servers follow one clock',
      [
        ...taken.slice(0, 1),
        received(ahead, 'gate.example.net'),
        received(ahead, 'mail.example.net'),
        date(ahead),
        id(ahead),
        queueId(ahead, 'gate.example.net'),
      ],
    ],
    [
      'a list server that ran ahead',
      [
        ...taken.slice(0, 1),
        received(ahead, 'list.example.net'),
        ...taken.slice(1),
        date(right),
        queueId(ahead, 'list.example.net'),
      ],
    ],
    [
      'a server at home that ran ahead when it fetched the message',
      [
        received(ahead, 'home.example.net', 'receiver'),
        ...taken,
        date(right),
        queueId(ahead, 'home.example.net', 'receiver'),
      ],
    ],
    [
      'a computer that wrote to itself',
      [received(ahead, 'pi.example.net', 'receiver'), date(ahead), queueId(ahead, 'pi.example.net', 'receiver')],
    ],
  ] as const)('rests on no single clock that may be wrong: %s', (_, items) => {
    expect(bound(...items)).toBeUndefined()
  })
  it.each([
    ['a server of another owner is not before it', [...taken, date(right), id(right)], '2020-05-01T00:00:00Z'],
    [
      'a large provider is not before it',
      [received('2020-05-02T00:00:06Z', 'mx.google.com', 'provider'), date(right), id(right)],
      '2020-05-01T00:00:00Z',
    ],
    [
      'two servers of different owners, above one that was moved back',
      [
        received('2019-05-02T00:00:06Z', 'mx.example.com', 'receiver'),
        received(right, 'relay.example.net'),
        received(right, 'mail.example.org'),
        date(right),
        id(right),
      ],
      '2020-05-01T00:00:00Z',
    ],
    [
      'the id of a server against the line of that very server',
      [...taken, date(right), queueId(ahead, 'mail.example.com')],
      '2020-05-29T23:00:00Z',
    ],
  ] as const)('rests on a hidden time where %s', (_, items, at) => {
    expect(bound(...items)).toBe(at)
  })
  it('rests on no clock of a poster that ran ahead of the servers that took the digest', () => {
    const inDigest = { artifact: 'p', in: 'm' }
    const post = [date(ahead), id(ahead)].map((item) => ({ ...inDigest, ...item }))
    const lines = taken.map((line) => ({ artifact: 'm', ...line }))
    const digest = { artifact: 'm', ...date(right) }
    expect(dated(digest, ...lines, ...post)).toEqual([])
    const own = [received(ahead, 'mx.example.net'), received(ahead, 'mail.example.org')].map((line) => ({
      ...inDigest,
      ...line,
    }))
    expect(dated(digest, ...lines, ...post, ...own).map(({ artifact }) => artifact.label)).toEqual(['m', 'p'])
  })
  it('ends only with what lies outside the producer: receipt', () => {
    const [dating] = dated({
      kind: 'exhibit.received',
      time: '2024-05-01T00:00:00Z',
      precision: '1d',
      writer: 'by courier',
    })
    expect(dating?.notAfter).toMatchObject({ dependsOn: ["the examiner's statement (by courier)"] })
  })
  it('of a container is not before its content', () => {
    const datings = dated(
      { artifact: 'm', kind: 'email.date', time: '2019-01-01T00:00:00Z' },
      { artifact: 'p', in: 'm', ...hop('2020-02-01T00:00:00Z', 'x.hop') },
    )
    expect(datings.find(({ artifact }) => artifact.label === 'm')?.notBefore?.proof).toContain('It contains p')
  })
  it('is not given where bounds cross', () => {
    const [dating] = dated(
      { kind: 'exhibit.received', time: '2018-05-01T00:00:00Z', writer: 'by courier' },
      { traits: { 'x.hop': 'h' } },
    )
    expect(dating).toHaveProperty('conflict')
    expect(dating).not.toHaveProperty('notBefore')
  })
})
