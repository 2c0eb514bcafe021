/**
 * The sending program's own id holds the time at which the servers took the message, and Date holds another one, earlier or
 * later. A clock that was wrong would have been wrong in both, for one machine writes Date and id in one act of sending.
 */
import type { Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds: a message is mostly taken within minutes; a day allows for a queue. */
const TOGETHER = 86_400_000_000
/** Hops that are looked at. */
const MOST = 200

const together = (a: DetectorEvent, b: DetectorEvent): boolean =>
  Math.max(a.earliest, b.earliest) - Math.min(a.latest, b.latest) <= TOGETHER

/** By how much `after` is later than `before`, beyond what both clocks may be wrong by. */
const apart = (after: DetectorEvent, before: DetectorEvent): number =>
  after.earliest - after.clock.extreme - (before.latest + before.clock.extreme)

/** The servers that took the message when the id was made, one event each. */
function witnesses(id: DetectorEvent, hops: readonly DetectorEvent[]): readonly DetectorEvent[] {
  const found = new Map<string, DetectorEvent>()
  for (const hop of hops) if (together(id, hop) && !found.has(hop.clock.writer)) found.set(hop.clock.writer, hop)
  return [...found.values()]
}

export default {
  title: 'Message-ID and servers agree with one another and not with Date',
  id: 'id-and-servers-agree-against-date',
  status: 'test',
  description:
    'The time that the sending program hid in the Message-ID is the time at which at least two servers took the message; Date is earlier or later by more than every tolerance.',
  references: [
    'Measured on public mailing-list archives, 2019 to 2026, and on two older collections: of 13,001 genuine mails whose id hides a time none is later than its Date beyond the tolerances (docs/evaluation.md, message-id-newer-than-date)',
    'RFC 5322, sections 3.6.1 and 3.6.4: both are written when the message is completed; RFC 5321, section 4.4: servers write Received',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The Message-ID holds the time {to.time} ({to.raw}); {servers} servers state that they took the message within a day of it. Date states {from.raw}, {gap} {direction}.',
  inferred:
    'The id was made when the message was sent. Either Date is not the time of this sending, or the id and what the servers wrote belong to another message. Date alone differs; a clock that was wrong throughout the sending would show in the id, too.',
  falsepositives: [
    {
      id: 'waited-for-sending',
      text: 'the program kept Date from when the message was written or put into its outbox, and made the rest when it went out, days later',
      tests: [],
    },
    {
      id: 'old-date-kept',
      text: 'a program sent an older text as a new message and kept its Date: a patch with the date of its commit, a stored message sent again',
      tests: [
        {
          when: { trait: 'email.mailer' },
          state: 'open',
          because:
            'the message names the program that sent it; whether that program keeps an older Date is to be tried',
        },
      ],
    },
    {
      id: 'sent-on-with-a-new-date',
      text: 'who sent the message on wrote a new Date and kept the id and the lines of the servers before',
      tests: [],
    },
    {
      id: 'clock-wrong-or-set-back',
      text: 'the clock was wrong when Date was written and right when the id was made, within one sending',
      tests: [],
    },
    {
      id: 'text-edited',
      text: 'the text of Date, or of the id and of the Received lines, was edited afterwards',
      tests: [],
    },
  ],
  tags: ['email', 'hidden-time', 'attack.t1565.001', 'solve-it.dft-1129', 'solve-it.dft-1134'],
  examples: [
    {
      name: 'an id of 2024 and servers of 2024 under a Date of 2019',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.message-id.time',
          time: '2024-04-03T09:11:05Z',
          clock: 'sender',
          writer: 'Message-ID',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2024-04-03T09:11:09Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2024-04-03T09:11:12Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'an id and servers of one day under a Date three weeks later',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-17T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.message-id.time',
          time: '2019-08-27T13:12:43Z',
          clock: 'sender',
          writer: 'Message-ID',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'everything of one day',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.message-id.time',
          time: '2019-08-27T13:12:43Z',
          clock: 'sender',
          writer: 'Message-ID',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'an id that an export made years later: the servers agree with Date',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.message-id.time',
          time: '2024-04-03T09:11:05Z',
          clock: 'sender',
          writer: 'Message-ID',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'a clock that was years behind in Date and id alike',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2011-01-01T00:10:00Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.message-id.time',
          time: '2011-01-01T00:10:01Z',
          clock: 'sender',
          writer: 'Message-ID',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.message-id.time', 'email.received', 'email.resent-date'],
    traits: [],
    artifacts: ['message'],
  },
  detect({ artifacts: [message] }) {
    const of = (kind: string) => message?.events.filter((event) => event.kind === kind) ?? []
    const [date] = of('email.date')
    // An id that a server gave to a message without one says nothing of the sender's clock.
    const id = of('email.message-id.time').find(({ clock }) => clock.kind === 'sender')
    const hops = of('email.received').slice(0, MOST)
    if (message === undefined || date === undefined || id === undefined || hops.length < 2) return 'not applicable'
    if (of('email.resent-date').length > 0)
      return 'not applicable: resent, so that what servers wrote belongs to the resending'
    const servers = witnesses(id, hops)
    if (servers.length < 2) return 'not applicable: fewer than two servers agree with the time in the id'
    const all = [id, ...servers]
    const later = Math.min(...all.map((event) => apart(event, date)))
    const earlier = Math.min(...all.map((event) => apart(date, event)))
    const excess = Math.max(later, earlier)
    if (excess <= TOGETHER) return []
    return [
      {
        artifact: message,
        events: [
          { role: 'from', event: date },
          { role: 'to', event: id },
          ...servers.map((event) => ({ role: 'agrees', event })),
        ],
        values: { servers: String(servers.length), direction: later > earlier ? 'earlier' : 'later' },
        excess: (excess - TOGETHER) as Micros,
      },
    ]
  },
} satisfies Detector
