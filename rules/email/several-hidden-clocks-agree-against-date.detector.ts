/**
 * Two or more times that the sending program hid in different places of a message agree with one another and are later than
 * Date. Measured forms: src/time/decoders; a draft gives hidden times earlier than Date, never later ones.
 */
import type { Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const HOUR = 3_600_000_000

/** Ids of one sending are made within minutes; an hour allows for a long composition. */
const TOGETHER = HOUR
/** More than this many hidden times in one message are not looked at. */
const MOST = 200

/** `email.boundary.time` comes from the boundary, whatever kind of time it is. */
const source = ({ kind }: DetectorEvent) => kind.split('.').slice(0, 2).join('.')
const NAMES: Readonly<Record<string, string>> = {
  'email.message-id': 'Message-ID',
  'email.boundary': 'the MIME boundary',
  'email.content-id': 'a Content-ID',
  'email.thread-index': 'Thread-Index',
  'email.sender-id': 'a header of the sending program',
}

const together = (a: DetectorEvent, b: DetectorEvent) =>
  Math.max(a.earliest, b.earliest) - Math.min(a.latest, b.latest) <= TOGETHER

/** One event of each source that agrees with the given one. */
function agreeing(one: DetectorEvent, all: readonly DetectorEvent[]): readonly DetectorEvent[] {
  const found = new Map([[source(one), one]])
  for (const other of all) if (!found.has(source(other)) && together(one, other)) found.set(source(other), other)
  return [...found.values()]
}

export default {
  title: 'Several hidden times agree with one another and not with Date',
  id: 'several-hidden-clocks-agree-against-date',
  status: 'test',
  description:
    'Message-ID, MIME boundary, Content-ID and Thread-Index can each hold a time. At least two of them hold the same one, later than Date.',
  references: [
    'Measured on public mailing-list archives of 30 lists, 2019 to 2026 (collection list-mail-2019-2026): the forms of src/time/decoders',
    'RFC 5322, sections 3.6.1 and 3.6.4; RFC 2046, section 5.1.1',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    '{sources} hold times that agree with one another within {together}: the first is {to.time} ({to.raw}). Date states {from.raw}, {gap} earlier.',
  inferred:
    'What agrees was made at one time. Either the message was made then, and Date is not the time of its making; or all of these ids were taken from another message of one time. It is not said which of the two clocks was right.',
  falsepositives: [
    {
      id: 'waited-for-sending',
      text: 'the program kept Date from when the message was written or put into its outbox, and made the rest when it went out, days later',
      tests: [],
    },
    {
      id: 'saved-anew',
      text: 'a gateway, an archive or an export in Java (JavaMail) saved the message, which writes a new Message-ID and new boundaries',
      tests: [],
    },
    {
      id: 'clock-wrong-or-set-back',
      text: 'the clock was wrong when Date was written and right when the ids were made, within one sending',
      tests: [],
    },
    { id: 'text-edited', text: 'the text of Date, or of the ids, was edited afterwards', tests: [] },
    {
      id: 'resent-as-new',
      text: 'a program sent an old message again, with new ids and the old Date',
      tests: [{ when: { kind: 'email.resent-date' }, state: 'open', because: 'the message bears a Resent block' }],
    },
  ],
  tags: ['email', 'hidden-time', 'attack.t1565.001', 'solve-it.dft-1129', 'solve-it.dft-1134'],
  examples: [
    {
      name: 'id and boundary of 2024 under a Date of 2019',
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
          kind: 'email.boundary.local',
          time: '2024-04-03T10:11:04Z',
          clock: 'sender',
          writer: 'boundary',
          zone: 'floating',
        },
      ],
    },
    {
      name: 'ids that agree with Date',
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
          kind: 'email.boundary.local',
          time: '2019-08-27T14:12:43Z',
          clock: 'sender',
          writer: 'boundary',
          zone: 'floating',
        },
      ],
    },
    {
      name: 'a draft: both ids earlier than Date',
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
          time: '2019-08-01T09:11:05Z',
          clock: 'sender',
          writer: 'Message-ID',
        },
        {
          artifact: 'm',
          kind: 'email.thread-index.start',
          time: '2019-08-01T09:05:00Z',
          clock: 'sender',
          writer: 'Thread-Index',
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: [
      'email.date',
      'email.message-id.time',
      'email.message-id.start',
      'email.message-id.local',
      'email.boundary.time',
      'email.boundary.start',
      'email.boundary.local',
      'email.content-id.time',
      'email.content-id.start',
      'email.content-id.local',
      'email.thread-index.start',
      'email.sender-id.time',
      'email.sender-id.start',
      'email.sender-id.local',
    ],
    traits: [],
    artifacts: ['message'],
  },
  detect({ artifacts: [message] }) {
    const date = message?.events.find((event) => event.kind === 'email.date')
    const hidden = message?.events.filter((event) => event.kind !== 'email.date').slice(0, MOST) ?? []
    if (message === undefined || date === undefined || new Set(hidden.map(source)).size < 2) return 'not applicable'
    const later = (event: DetectorEvent) => event.earliest - event.clock.extreme - (date.latest + date.clock.extreme)
    const after = hidden.filter((event) => later(event) > TOGETHER)
    const best = after
      .map((event) => agreeing(event, after))
      .reduce<readonly DetectorEvent[]>((a, b) => (b.length > a.length ? b : a), [])
    const [first, ...others] = best
    if (first === undefined || others.length === 0) return []
    return [
      {
        artifact: message,
        events: [
          { role: 'from', event: date },
          { role: 'to', event: first },
          ...others.map((event) => ({ role: 'agrees', event })),
        ],
        values: { sources: best.map((event) => NAMES[source(event)] ?? source(event)).join(', '), together: 'an hour' },
        excess: (Math.min(...best.map(later)) - TOGETHER) as Micros,
      },
    ]
  },
} satisfies Detector
