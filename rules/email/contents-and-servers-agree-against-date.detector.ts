/**
 * What a message answers, quotes or was written with is later than its Date, and so are the servers that took it. Each of the two
 * has innocent causes of its own; together they leave few: an outbox explains servers and no answer, an original's clock no server.
 */
import type { Detector, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds: a message is passed on within a day, mostly. */
const DAY = 86_400_000_000
/** Events of each kind that are looked at. */
const MOST = 200

const EARLIER: Readonly<Record<string, string>> = {
  'email.reference.time': 'an id of a message that it answers',
  'email.quoted.date': 'a date that its text quotes',
}
const MAILER = 'email.mailer'

/** By how much `after` is later than `before`, beyond what both clocks may be wrong by. */
const apart = (after: DetectorEvent, before: DetectorEvent): number =>
  after.earliest - after.clock.extreme - (before.latest + before.clock.extreme)

/** Something that stood before the message was written: a moment, and how far it lies after Date. */
interface Mark {
  readonly words: string
  readonly event?: DetectorEvent
  readonly earliest: number
  readonly excess: number
}

function marks({ facts }: DetectorGroup, events: readonly DetectorEvent[], date: DetectorEvent): readonly Mark[] {
  const found: Mark[] = events.flatMap((event) => {
    const words = EARLIER[event.kind]
    const earliest = event.earliest - event.clock.extreme
    return words === undefined
      ? []
      : [{ words: `${words} (${event.raw})`, event, earliest, excess: apart(event, date) }]
  })
  for (const { trait, from, broken } of facts)
    if (trait.key === MAILER && broken && from !== undefined)
      found.push({
        words: `a version of a mail program that was not in use before (${trait.value})`,
        earliest: from,
        excess: from - (date.latest + date.clock.extreme),
      })
  return found.filter(({ excess }) => excess > DAY).sort((a, b) => b.excess - a.excess)
}

export default {
  title: 'What the message answers or quotes, and the servers that took it, are later than Date',
  id: 'contents-and-servers-agree-against-date',
  status: 'test',
  description:
    'The message answers or quotes something, or names a version of a program, that did not yet exist at its Date; at least two servers state that they took it after that.',
  references: [
    'RFC 5322, section 3.6.1: Date is when the message was complete; section 3.6.4: In-Reply-To and References name what stood before',
    'RFC 5321, section 4.4: servers write Received',
    'Measured on genuine mails of public lists, 2019 to 2026: of 14,782 with a time hidden in what they answer none is later than Date beyond the tolerances (docs/evaluation.md, reference-newer-than-reply)',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The message bears {mark}, which is later than Date ({claimed.raw}). {servers} servers state that they took the message after that; the first of them states {to.raw}.',
  inferred:
    'A message is complete after what it answers, quotes and was written with. Either Date is not the time at which this message was completed, or both what it bears and what the servers wrote belong to another message.',
  falsepositives: [
    {
      id: 'sender-clock-behind',
      text: 'the clock of the sending computer was behind by this much; its other mails of that time would show the same',
      tests: [],
    },
    {
      id: 'old-date-kept',
      text: 'a program sent an older text as a new message and kept its Date: a patch with the date of its commit, put under a newer message',
      tests: [],
    },
    {
      id: 'fields-of-another-message',
      text: 'a program put references to a later message into one that was written before',
      tests: [],
    },
    { id: 'text-edited', text: 'the text of Date, or of the other lines, was edited afterwards', tests: [] },
  ],
  tags: ['email', 'thread', 'hidden-time'],
  examples: [
    {
      name: 'answers a message of 2024, taken by two servers in 2024, Date of 2019',
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
          kind: 'email.reference.time',
          time: '2024-04-03T09:11:05Z',
          clock: 'sender',
          writer: 'In-Reply-To',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2024-04-05T10:02:09Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2024-04-05T10:02:12Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'the original’s clock ran years ahead: the servers agree with Date',
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
          kind: 'email.reference.time',
          time: '2024-04-03T09:11:05Z',
          clock: 'sender',
          writer: 'In-Reply-To',
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
      name: 'weeks in an outbox: what it answers is older than Date',
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
          kind: 'email.reference.time',
          time: '2019-08-26T09:11:05Z',
          clock: 'sender',
          writer: 'In-Reply-To',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-27T13:12:49Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-27T13:12:52Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'resent years later: the servers belong to the resending',
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
          kind: 'email.resent-date',
          time: '2024-04-03T09:11:05Z',
          clock: 'sender',
          writer: 'Resent-Date',
        },
        {
          artifact: 'm',
          kind: 'email.reference.time',
          time: '2020-04-03T09:11:05Z',
          clock: 'sender',
          writer: 'In-Reply-To',
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
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.resent-date', 'email.received', ...Object.keys(EARLIER)],
    traits: [MAILER],
    artifacts: ['message'],
  },
  detect(group) {
    const [message] = group.artifacts
    const of = (...kinds: readonly string[]) => message?.events.filter(({ kind }) => kinds.includes(kind)) ?? []
    const [date] = of('email.date')
    const hops = of('email.received').slice(0, MOST)
    const earlier = of(...Object.keys(EARLIER)).slice(0, MOST)
    const named = group.facts.some(({ trait }) => trait.key === MAILER)
    if (message === undefined || date === undefined || hops.length < 2 || (earlier.length === 0 && !named))
      return 'not applicable: no two servers, or nothing that it answers, quotes or was written with has a time'
    if (of('email.resent-date').length > 0)
      return 'not applicable: resent, so that what servers wrote belongs to the resending'
    for (const mark of marks(group, earlier, date)) {
      const after = hops.filter((hop) => hop.latest + hop.clock.extreme >= mark.earliest && apart(hop, date) > DAY)
      const servers = new Set(after.map(({ clock }) => clock.writer)).size
      const [first] = [...after].sort((a, b) => a.earliest - b.earliest)
      if (first === undefined || servers < 2 || after.length < hops.length) continue
      return [
        {
          artifact: message,
          events: [
            { role: 'claimed', event: date },
            ...(mark.event === undefined ? [] : [{ role: 'from', event: mark.event }]),
            { role: 'to', event: first },
          ],
          values: { mark: mark.words, servers: String(servers) },
          excess: (Math.min(mark.excess, apart(first, date)) - DAY) as Micros,
        },
      ]
    }
    return []
  },
} satisfies Detector
