/**
 * Two copies of one message whose first server, or whose Date, states different times. A server that took a message once
 * wrote one line about it (RFC 5321, section 4.4), and every copy carries that line on; saving a copy writes other times
 * (of attachments, of the file), which are not looked at here.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const HOUR = 3_600_000_000
const DAY = 86_400_000_000

/** A message that waits in an outbox may be handed over twice; not days apart. */
const SENT_TWICE = 2 * DAY

interface Copy {
  readonly artifact: DetectorArtifact
  readonly date: DetectorEvent | undefined
  /** The lowest Received line. */
  readonly first: DetectorEvent | undefined
}

interface Pair {
  readonly early: Copy
  readonly late: Copy
  readonly from: DetectorEvent
  readonly to: DetectorEvent
  readonly apart: number
}

function copyOf(artifact: DetectorArtifact): Copy {
  const offset = ({ locator }: DetectorEvent) => (locator.type === 'header' ? locator.offset : 0)
  const lines = artifact.events.filter((event) => event.kind === 'email.received')
  return {
    artifact,
    date: artifact.events.find((event) => event.kind === 'email.date'),
    first: lines.reduce<DetectorEvent | undefined>(
      (a, b) => (a === undefined || offset(b) > offset(a) ? b : a),
      undefined,
    ),
  }
}

/** How far two events lie apart when both clocks are granted their extreme tolerance. */
const apart = (a: DetectorEvent, b: DetectorEvent) => b.earliest - b.clock.extreme - (a.latest + a.clock.extreme)

/** The two copies that lie furthest apart by one of their events. */
function furthest(copies: readonly Copy[], pick: (copy: Copy) => DetectorEvent | undefined): Pair | undefined {
  let early: { copy: Copy; event: DetectorEvent } | undefined
  let late: { copy: Copy; event: DetectorEvent } | undefined
  for (const copy of copies) {
    const event = pick(copy)
    if (event === undefined) continue
    if (early === undefined || event.latest + event.clock.extreme < early.event.latest + early.event.clock.extreme)
      early = { copy, event }
    if (late === undefined || event.earliest - event.clock.extreme > late.event.earliest - late.event.clock.extreme)
      late = { copy, event }
  }
  if (early === undefined || late === undefined || early.copy === late.copy) return undefined
  return {
    early: early.copy,
    late: late.copy,
    from: early.event,
    to: late.event,
    apart: apart(early.event, late.event),
  }
}

function groupBy(copies: readonly Copy[], key: (copy: Copy) => string | undefined): readonly (readonly Copy[])[] {
  const groups = new Map<string, Copy[]>()
  for (const copy of copies) {
    const name = key(copy)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [copy])
    else group.push(copy)
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

/** Marks in a copy that do not fit the times of their own writers. */
const misfits = (group: DetectorGroup, { artifact }: Copy) =>
  group.facts.filter((fact) => fact.broken && fact.artifact === artifact).map((fact) => fact.fact)

function breach(
  group: DetectorGroup,
  { early, late, from, to, apart: excess }: Pair,
  header: string,
  allowed: number,
): Breach {
  const [inEarly, inLate] = [misfits(group, early), misfits(group, late)]
  const lateIsOdd = inLate.length > 0 && inEarly.length === 0
  const odd = lateIsOdd ? inLate : inEarly
  const forms =
    inEarly.length > 0 === inLate.length > 0
      ? 'The forms of the other headers do not tell the two copies apart.'
      : `In the copy that states the ${lateIsOdd ? 'later' : 'earlier'} time, ${odd.length === 1 ? '1 mark does not fit the time of its own line' : `${String(odd.length)} marks do not fit the times of their own lines`} (${odd.slice(0, 5).join(', ')}); in the other copy all that are known do.`
  return {
    artifact: lateIsOdd ? late.artifact : early.artifact,
    other: lateIsOdd ? early.artifact : late.artifact,
    events: [
      { role: 'from', event: from },
      { role: 'to', event: to },
    ],
    values: { header, forms },
    excess: (excess - allowed) as Micros,
  }
}

export default {
  title: 'Two copies of one message differ in a line that both carry from its sending',
  id: 'copies-of-one-message',
  status: 'test',
  description:
    'Copies with one Message-ID and one Date bear the line of the same first server with different times; or copies with the same first line bear different Dates.',
  references: [
    'RFC 5321, section 4.4: a server puts its own Received line on top and changes none below',
    'RFC 5322, section 3.6.4: a Message-ID belongs to one version of one message',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'Two copies have one Message-ID. In {from.evidence}, {header} states {from.raw}; in {to.evidence} it states {to.raw}, {gap} later. {forms}',
  inferred:
    'Both lines speak of one act: the sending of this message, or its taking by one server. At most one copy carries it unchanged. Which one, the times alone do not say.',
  falsepositives: [
    { id: 'sent-twice', text: 'the program handed the same message over a second time, much later', tests: [] },
    {
      id: 'message-id-reused',
      text: 'a device or script gives all its messages one Message-ID and one Date',
      tests: [],
    },
    {
      id: 'resent-from-store',
      text: 'one copy was sent again from a store, by a program that leaves no Resent block',
      tests: [
        { when: { kind: 'email.resent-date' }, state: 'open', because: 'one of the copies bears a Resent block' },
      ],
    },
  ],
  tags: ['email', 'copies', 'attack.t1565.001'],
  examples: [
    {
      name: 'the line of one server, in 2019 and in 2024',
      breaks: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        {
          artifact: 'a',
          kind: 'email.received',
          time: '2019-08-27T13:12:45Z',
          clock: 'provider',
          writer: 'smtp.gmail.com',
        },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        {
          artifact: 'b',
          kind: 'email.received',
          time: '2024-04-03T09:11:06Z',
          clock: 'provider',
          writer: 'smtp.gmail.com',
        },
      ],
    },
    {
      name: 'a copy saved from a mail client, and one from the server',
      holds: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-28T08:20:05Z',
          clock: 'sender',
          writer: 'Date',
        },
        {
          artifact: 'a',
          kind: 'email.received',
          time: '2019-08-28T08:20:06Z',
          clock: 'provider',
          writer: 'smtp.gmail.com',
        },
        { artifact: 'a', kind: 'email.copy.saved', time: '2024-03-11T10:05:44Z', clock: 'copy', writer: 'From_' },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-28T08:20:05Z',
          clock: 'sender',
          writer: 'Date',
        },
        {
          artifact: 'b',
          kind: 'email.received',
          time: '2019-08-28T08:20:06Z',
          clock: 'provider',
          writer: 'smtp.gmail.com',
        },
      ],
    },
    {
      name: 'two messages of a scanner that knows one Message-ID',
      holds: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-28T08:20:05Z',
          clock: 'sender',
          writer: 'Date',
        },
        {
          artifact: 'a',
          kind: 'email.received',
          time: '2019-08-28T08:20:06Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.date',
          time: '2020-02-28T08:20:05Z',
          clock: 'sender',
          writer: 'Date',
        },
        {
          artifact: 'b',
          kind: 'email.received',
          time: '2020-02-28T08:20:06Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
      ],
    },
  ],
  select: {
    join: 'copy-of',
    events: ['email.date', 'email.received', 'email.resent-date'],
    traits: [],
    artifacts: ['message'],
  },
  detect(group) {
    const copies = Array.from(group.artifacts, copyOf)
    const byServer = groupBy(copies, ({ date, first }) =>
      date === undefined || first === undefined ? undefined : `${first.clock.writer}\n${String(date.nominal)}`,
    )
    const byLine = groupBy(copies, ({ date, first }) =>
      date === undefined || first === undefined ? undefined : `${first.clock.writer}\n${String(first.nominal)}`,
    )
    if (byServer.length === 0 && byLine.length === 0) return 'not applicable'
    const lines = byServer.flatMap((same) => {
      const pair = furthest(same, (copy) => copy.first)
      return pair === undefined || pair.apart <= SENT_TWICE
        ? []
        : [breach(group, pair, `the line bearing ${pair.from.clock.writer}`, SENT_TWICE)]
    })
    const dates = byLine.flatMap((same) => {
      const pair = furthest(same, (copy) => copy.date)
      return pair === undefined || pair.apart <= HOUR ? [] : [breach(group, pair, 'Date', HOUR)]
    })
    return [...lines, ...dates]
  },
} satisfies Detector
