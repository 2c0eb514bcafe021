// Detectors of times in one mail against honest mails that look alike. No analysis runs here: groups are literal.
import { describe, expect, test } from 'vitest'
import type { Detector } from '../../src/analysis/detector.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import contents from '../../rules/email/contents-and-servers-agree-against-date.detector.ts'
import oneAgainstAll from '../../rules/email/one-time-against-all-others.detector.ts'
import inText from '../../rules/email/copies-of-one-delivery-differ-in-text.detector.ts'
import idAndServers from '../../rules/email/id-and-servers-agree-against-date.detector.ts'
import signedAfter from '../../rules/email/signed-after-arrival.detector.ts'
import sentFields from '../../rules/email/copies-differ-in-sent-fields.detector.ts'
import { groupOf, run } from './detector-group.ts'

/** A mail with its lines from the top. */
const mail = (date: string, lines: readonly (readonly [writer: string, time: string])[]): ExampleEvent[] => [
  ...lines.map(([writer, time]) => ({
    artifact: 'm',
    kind: 'email.received',
    time,
    clock: 'relay' as const,
    writer,
  })),
  { artifact: 'm', kind: 'email.date', time: date, clock: 'sender', writer: 'Date', claim: true },
]
const SENT = '2019-08-27T13:12:44Z'
const NEXT = '2019-08-27T13:12:49Z'
const LAST = '2019-08-27T13:12:52Z'
const EARLY = '2019-08-24T13:12:49Z'

const found = (detector: Detector, items: readonly ExampleEvent[]) => run(detector, groupOf(items, detector)) ?? []

describe('one time against all others', () => {
  const lines = (middle: string): readonly (readonly [string, string])[] => [
    ['mx.example.org', LAST],
    ['relay.example.net', middle],
    ['mail.example.com', NEXT],
  ]

  test('a line three days before what stands below it is named, with the others as witnesses', () => {
    const [breach] = found(oneAgainstAll, mail(SENT, lines(EARLY)))
    expect(breach?.events.map(({ role, event }) => [role, event.clock.writer])).toEqual([
      ['odd', 'relay.example.net'],
      ['claimed', 'Date'],
      ['agrees', 'mx.example.org'],
      ['agrees', 'mail.example.com'],
    ])
    expect(breach?.values['direction']).toBe('earlier')
    expect(breach?.alternatives).toBeUndefined()
  })

  test.each([
    ['an office whose gate and mail server follow one clock', ['gate.example.com', 'mail.example.com']],
    ['a laptop whose own server has no name', ['gate.example.com', 'localhost']],
  ])('the others are of one owner, so they may all be wrong together: %s', (_, [gate = '', inner = '']) => {
    const ahead = '2024-08-27T13:12:49Z'
    const items = mail(ahead, [
      ['mx.example.org', LAST],
      [gate, ahead],
      [inner, ahead],
    ])
    const [breach] = found(oneAgainstAll, items)
    expect([breach?.level, breach?.alternatives?.['others-follow-one-clock']?.state]).toEqual(['medium', 'open'])
    expect(found(oneAgainstAll, mail(SENT, lines(EARLY)))[0]).not.toHaveProperty('level')
  })

  test('a second line of that server with the right time excludes a wrong clock', () => {
    const [breach] = found(oneAgainstAll, mail(SENT, [['relay.example.net', LAST], ...lines(EARLY)]))
    expect(breach?.alternatives?.['clock-wrong']?.state).toBe('excluded')
  })

  test('a line in the middle that is weeks later than the two above it is named', () => {
    const late = [['archive.example.org', LAST], ...lines('2019-09-27T13:12:49Z')] as const
    expect(found(oneAgainstAll, mail(SENT, late))[0]?.values['direction']).toBe('later')
  })

  test.each([
    ['a line twelve hours early: a zone stated wrongly', mail(SENT, lines('2019-08-27T01:12:49Z'))],
    ['a Date of years before: the claim is not a line', mail('2010-01-01T00:00:00Z', lines(NEXT))],
    ['two servers besides: too few to say which one is odd', mail(SENT, lines(EARLY).slice(0, 2))],
    [
      'held a week by a moderator, with an early line: the others do not agree',
      mail(SENT, [['list.example.org', '2019-09-03T10:00:00Z'], ...lines(EARLY)]),
    ],
    [
      'two lines early: which of the two groups is right is not told by numbers',
      mail(SENT, [['archive.example.org', EARLY], ...lines(EARLY)]),
    ],
  ])('nothing is found: %s', (_, items) => {
    expect(found(oneAgainstAll, items)).toEqual([])
  })
})

describe('contents and servers against Date', () => {
  const answered = (time: string): ExampleEvent => ({
    artifact: 'm',
    kind: 'email.reference.time',
    time,
    clock: 'sender',
    writer: 'References',
  })
  const servers = (time: string): readonly (readonly [string, string])[] => [
    ['mx.example.org', time],
    ['mail.example.com', time],
  ]

  test.each([
    [
      'days in an outbox, answering an older message',
      [...mail(SENT, servers('2019-09-09T10:00:00Z')), answered(EARLY)],
    ],
    ['the clock of the original ran ahead', [...mail(SENT, servers(NEXT)), answered('2021-01-01T00:00:00Z')]],
    [
      'one server of two agrees with Date: an archive took the message again',
      [
        ...mail(SENT, [
          ['archive.example.net', '2022-01-01T00:00:00Z'],
          ['mail.example.com', NEXT],
        ]),
        answered('2021-01-01T00:00:00Z'),
      ],
    ],
    ['one server only', [...mail(SENT, servers('2022-01-01T00:00:00Z').slice(1)), answered('2021-01-01T00:00:00Z')]],
  ])('nothing is found: %s', (_, items) => {
    expect(found(contents, items)).toEqual([])
  })

  test('a version of a program that came later counts as what the message bears', () => {
    const items = [
      ...mail(SENT, servers('2022-03-01T10:00:00Z')),
      { artifact: 'm', traits: { 'email.mailer': 'ExampleMail 9.9' } },
    ]
    const { artifacts } = groupOf(items, contents)
    const [artifact] = artifacts
    const trait = artifact?.traits[0]
    if (artifact === undefined || trait === undefined) throw new Error('one message with one trait')
    const from = groupOf(mail('2021-06-01T00:00:00Z', []), contents)
    const [since] = from.artifacts
    const facts = [{ fact: 'f', trait, artifact, from: since?.events[0]?.earliest, to: undefined, broken: true }]
    expect(run(contents, { artifacts: [artifact], facts })).toHaveLength(1)
    expect(run(contents, { artifacts: [artifact], facts: facts.map((one) => ({ ...one, broken: false })) })).toEqual([])
  })
})

test('an id and servers weeks before Date are found as well as years after it', () => {
  const id = (time: string): ExampleEvent => ({
    artifact: 'm',
    kind: 'email.message-id.time',
    time,
    clock: 'sender',
    writer: 'Message-ID',
  })
  const servers = (time: string) =>
    mail(SENT, [
      ['mx.example.org', time],
      ['mail.example.com', time],
    ])
  const words = (time: string) => found(idAndServers, [...servers(time), id(time)])[0]?.values['direction']
  expect([words(EARLY.replace('24', '04')), words('2024-04-03T09:11:05Z'), words(NEXT)]).toEqual([
    'later',
    'earlier',
    undefined,
  ])
})

describe('texts of two copies of one delivery', () => {
  const copy = (artifact: string, lines: string, time = LAST): ExampleEvent[] => [
    { artifact, type: 'message', kind: 'email.received', time, clock: 'receiver', writer: 'mx.example.org' },
    { artifact, traits: { 'email.sent-text': lines } },
  ]
  const level = (a: string, b: string) => {
    const [breach] = found(inText, [...copy('a', a), ...copy('b', b)])
    return breach === undefined ? 'none' : (breach.level ?? 'as declared')
  }

  test.each([
    ['one line of five changed', 'a,b,c,d,e', 'a,b,x,d,e', 'as declared'],
    ['two lines in another order', 'a,b,c', 'b,a,c', 'none'],
    ['a footer added at a mailbox', 'a,b,c', 'a,b,c,d', 'low'],
    ['a part left out', 'a,b,c,d', 'a,d', 'low'],
    ['every line wrapped anew', 'a,b,c', 'p,q,r,s', 'low'],
    ['a line that stands twice in one and once in the other', 'a,a,b', 'a,b,b', 'as declared'],
  ])('%s', (_, a, b, expected) => {
    expect(level(a, b)).toBe(expected)
  })
})

describe('a signature made after the last server', () => {
  const signed = (days: number, signer: string, list?: string): ExampleEvent[] => [
    ...mail(SENT, [['mx.lists.example.org', LAST]]),
    {
      artifact: 'm',
      kind: 'email.dkim.signed',
      time: `2019-09-${String(days).padStart(2, '0')}T13:12:52Z`,
      clock: 'provider',
      writer: signer,
    },
    ...(list === undefined ? [] : [{ artifact: 'm', traits: { 'email.list-host': list } }]),
  ]
  const level = (items: readonly ExampleEvent[]) => found(signedAfter, items).map((one) => one.level ?? 'as the rule')
  test('of a list, or of the owner of the last server, that held it for days is weaker, with its reason', () => {
    expect(level(signed(3, 'example.net', 'board.example.net'))).toEqual(['low'])
    expect(level(signed(3, 'example.org'))).toEqual(['low'])
    expect(found(signedAfter, signed(3, 'example.org'))[0]?.alternatives?.['held-by-signer']?.state).toBe('open')
  })
  test('of another, or made later than anybody holds a message, has the level of the rule', () => {
    expect(level(signed(3, 'example.com', 'board.example.net'))).toEqual(['as the rule'])
    expect(level(signed(3, 'ample.org'))).toEqual(['as the rule'])
    expect(level(signed(30, 'example.org'))).toEqual(['as the rule'])
  })
})

describe('copies that differ in Date', () => {
  const sent = (artifact: string, day: number, taken = day): ExampleEvent[] =>
    [
      { kind: 'email.date', day, writer: 'Date', clock: 'sender' as const },
      { kind: 'email.received', day: taken, writer: 'mail.example.com', clock: 'relay' as const },
      { kind: 'email.received', day: taken, writer: 'mx.example.org', clock: 'receiver' as const },
    ].map(({ day: on, ...one }) => ({
      ...one,
      artifact,
      type: 'message' as const,
      time: `2019-08-${String(on)}T13:12:44Z`,
      ...(one.writer === 'Date' ? { traits: { 'email.sent-fields': `date=000000${String(on)}` } } : {}),
    }))
  const level = (...items: ExampleEvent[]) => found(sentFields, items).map((one) => one.level ?? 'as the rule')
  test('are weaker where one id was given to messages of three days, each with its own servers', () => {
    expect(level(...sent('a', 11), ...sent('b', 18), ...sent('c', 25))).toEqual(['low'])
  })
  test('have the level of the rule where there are two, or where Date alone was changed', () => {
    expect(level(...sent('a', 11), ...sent('b', 18))).toEqual(['as the rule'])
    expect(level(...sent('a', 11), ...sent('b', 18, 11), ...sent('c', 25, 11))).toEqual(['as the rule'])
  })
})
