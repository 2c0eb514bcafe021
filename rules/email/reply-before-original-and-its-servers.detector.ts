/**
 * A reply whose Date is days before the message that it answers, as that message's sender and the servers that took it state alike. A wrong
 * clock of the original's sender is no way out: its servers bear its Date out (RFC 5322, section 3.6.4; RFC 5321, section 4.4).
 */
import type { Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds: what is sent and passed on without a stop has its times within a day. */
const DAY = 86_400_000_000
/** Hops that are looked at. */
const MOST = 200

/** By how much `after` is later than `before`, beyond what both clocks may be wrong by. */
const apart = (after: DetectorEvent, before: DetectorEvent): number =>
  after.earliest - after.clock.extreme - (before.latest + before.clock.extreme)

const together = (a: DetectorEvent, b: DetectorEvent): boolean =>
  Math.max(a.earliest, b.earliest) - Math.min(a.latest, b.latest) <= DAY

export default {
  title: 'Sent before the message that it answers, which its servers bear out',
  id: 'reply-before-original-and-its-servers',
  status: 'test',
  description:
    'Both messages are in the case. The reply states a Date more than a day before that of the message which it names, beyond every tolerance; at least two servers that took the message answered agree with its Date.',
  references: [
    'RFC 5322, section 3.6.4: In-Reply-To and References name what stood before',
    'RFC 5321, section 4.4: each server that takes a message states when it did',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The reply states Date {claimed.raw}. The message that it names as answered states Date {original.raw}, and {servers} servers state that they took that message within a day of it; the first of them states {to.raw}.{own}',
  inferred:
    'A reply is complete after the message that it answers. Either the Date of the reply is not the time at which it was completed; or the reply names another message than it answers; or Date and servers of the message answered belong to a later sending of it.',
  falsepositives: [
    {
      id: 'sender-clock-behind',
      text: 'the clock of the computer that wrote the reply was behind by this much; its other mails of that time would show the same',
      tests: [],
    },
    {
      id: 'original-sent-again',
      text: 'the message answered was sent again with the same Message-ID and a new Date, after it had been answered',
      tests: [],
    },
    {
      id: 'one-id-for-a-matter',
      text: 'a program (of tickets, orders, reminders) gives all its messages about one matter the same Message-ID, and the reply is to an earlier one',
      tests: [],
    },
    {
      id: 'fields-of-another-message',
      text: 'a program put references to a later message into one that was written before',
      tests: [],
    },
  ],
  tags: ['email', 'thread'],
  examples: [
    {
      name: 'a reply a month before its original, which two servers bear out',
      breaks: [
        {
          artifact: 'r',
          'replies-to': 'o',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'o', kind: 'email.date', time: '2019-09-27T13:12:44Z', clock: 'sender', writer: 'Date' },
        {
          artifact: 'o',
          kind: 'email.received',
          time: '2019-09-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'o',
          kind: 'email.received',
          time: '2019-09-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'the clock of the original ran ahead: its servers do not bear it out',
      holds: [
        {
          artifact: 'r',
          'replies-to': 'o',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'o', kind: 'email.date', time: '2019-09-27T13:12:44Z', clock: 'sender', writer: 'Date' },
        {
          artifact: 'o',
          kind: 'email.received',
          time: '2019-08-26T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'o',
          kind: 'email.received',
          time: '2019-08-26T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'a reply an hour after its original',
      holds: [
        {
          artifact: 'r',
          'replies-to': 'o',
          kind: 'email.date',
          time: '2019-09-27T14:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'o', kind: 'email.date', time: '2019-09-27T13:12:44Z', clock: 'sender', writer: 'Date' },
        {
          artifact: 'o',
          kind: 'email.received',
          time: '2019-09-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'o',
          kind: 'email.received',
          time: '2019-09-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
  ],
  select: {
    join: 'replies-to',
    events: ['email.date', 'email.received', 'email.resent-date'],
    traits: [],
    artifacts: ['message'],
  },
  detect({ artifacts }) {
    const [reply, original] = artifacts
    const dateOf = (events: readonly DetectorEvent[] = []) => events.find(({ kind }) => kind === 'email.date')
    const hopsOf = (events: readonly DetectorEvent[] = []) =>
      events.filter(({ kind }) => kind === 'email.received').slice(0, MOST)
    const [claimed, sent] = [dateOf(reply?.events), dateOf(original?.events)]
    if (reply === undefined || original === undefined || claimed === undefined || sent === undefined)
      return 'not applicable'
    if (original.events.some(({ kind }) => kind === 'email.resent-date'))
      return 'not applicable: the message answered was resent, so that its servers may belong to the resending'
    const hops = hopsOf(original.events).filter((hop) => together(hop, sent))
    const servers = new Set(hops.map(({ clock }) => clock.writer)).size
    if (servers < 2) return 'not applicable: no two servers agree with the Date of the message answered'
    const [first] = hops.sort((a, b) => a.earliest - b.earliest)
    const excess = first === undefined ? 0 : Math.min(apart(sent, claimed), apart(first, claimed)) - DAY
    if (first === undefined || excess <= 0) return []
    // Then two messages stand against each other, each with its own servers: a message sent again explains both.
    const own = hopsOf(reply.events).some((hop) => together(hop, claimed))
    return [
      {
        artifact: reply,
        other: original,
        events: [
          { role: 'claimed', event: claimed },
          { role: 'original', event: sent },
          { role: 'to', event: first },
        ],
        values: {
          servers: String(servers),
          own: own ? ' A server that took the reply agrees with the Date of the reply.' : '',
        },
        excess: excess as Micros,
        ...(own ? { level: 'medium' as const } : {}),
      },
    ]
  },
} satisfies Detector
