/**
 * One server's line, or one signature, states a time that no other clock of the message bears out: Date, the other servers and the
 * other signers agree with one another within a day, and it lies outside of what must precede and follow it (RFC 5321, section 4.4).
 */
import type { Breach, Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds: what is sent and passed on without a stop has its times within a day. */
const TOGETHER = 86_400_000_000
/** Lines and signatures that are looked at. */
const MOST = 200

const STATED = ['email.received', 'email.dkim.signed', 'email.arc.signed']

/** By how much `after` is later than `before`, beyond what both clocks may be wrong by. */
const apart = (after: DetectorEvent, before: DetectorEvent): number =>
  after.earliest - after.clock.extreme - (before.latest + before.clock.extreme)

const place = ({ locator }: DetectorEvent): number => (locator.type === 'header' ? locator.offset : 0)
const writer = ({ clock }: DetectorEvent): string => clock.writer.toLowerCase()
/** The last two labels of a host's name; undefined where it has no more than one, as localhost. */
function owner(event: DetectorEvent): string | undefined {
  const labels = writer(event).split('.').slice(-2)
  return labels.length === 2 && /^[a-z]{2,63}$/.test(labels[1] ?? '') ? labels.join('.') : undefined
}
/** Whether they all may follow one time source: the computers of one owner do. A large provider keeps its own. */
const ofOneOwner = (events: readonly DetectorEvent[]): boolean =>
  events.every(({ clock }) => clock.kind !== 'provider') && new Set(events.map(owner).filter(Boolean)).size < 2

const agree = (events: readonly DetectorEvent[]): boolean =>
  Math.max(...events.map((event) => event.earliest)) - Math.min(...events.map((event) => event.latest)) <= TOGETHER

/** How far the odd one lies outside of the others, where their order lets it lie on neither side; at most 0: it does not. */
function outside(odd: DetectorEvent, others: readonly DetectorEvent[]): number {
  const before = Math.min(...others.map((event) => apart(event, odd)))
  // A stay in a queue makes a line later than those below it; lines above it must be later still.
  const above = others.filter((event) => event.kind === 'email.received' && place(event) < place(odd))
  const after = above.length < 2 ? 0 : Math.min(...others.map((event) => apart(odd, event)))
  return Math.max(before, after)
}

function breach(
  odd: DetectorEvent,
  date: DetectorEvent,
  stated: readonly DetectorEvent[],
): Omit<Breach, 'artifact'> | undefined {
  const rest = stated.filter((event) => writer(event) !== writer(odd))
  const witnesses = new Map(rest.map((event) => [writer(event), event]))
  if (witnesses.size < 2 || !rest.some(({ kind }) => kind === 'email.received') || !agree([date, ...rest]))
    return undefined
  const excess = outside(odd, [date, ...rest])
  if (excess <= TOGETHER) return undefined
  const same = stated.find((event) => event !== odd && writer(event) === writer(odd) && agree([event, date, ...rest]))
  const together = same === undefined && ofOneOwner(rest)
  return {
    events: [
      { role: 'odd', event: odd },
      { role: 'claimed', event: date },
      ...[...witnesses.values()].map((event) => ({ role: 'agrees', event })),
    ],
    values: { n: String(witnesses.size), direction: odd.nominal < date.nominal ? 'earlier' : 'later' },
    excess: (excess - TOGETHER) as Micros,
    ...(together ? { level: 'medium' as const } : {}),
    ...(same === undefined
      ? together
        ? {
            alternatives: {
              'others-follow-one-clock': {
                state: 'open' as const,
                because: 'the other servers bear names of one owner, or none',
              },
            },
          }
        : {}
      : {
          alternatives: {
            'clock-wrong': {
              state: 'excluded' as const,
              because: `${same.clock.writer} also wrote ${same.raw} about this message, which agrees with the others`,
            },
          },
        }),
  }
}

export default {
  title: 'One stated time against all others of the message',
  id: 'one-time-against-all-others',
  status: 'test',
  description:
    'Date and at least two servers or signers agree with one another within a day. One further line or signature states a time that is earlier than all of them, or later than all of them although lines above it are among them.',
  references: [
    'RFC 5321, section 4.4: each server that takes a message puts its own Received line, with the time, on top',
    'RFC 6376, section 3.5, and RFC 8617, section 4.1: t= is the time at which the signature was created; Date, From and the text that it covers stood before it',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'What {odd.clock} wrote states {odd.raw}. Date ({claimed.raw}) and {n} other servers or signers agree with one another within a day; all of them are {direction}, by more than a day beyond all tolerances.',
  inferred:
    'Either the clock of {odd.clock} was wrong by this much when it handled the message, or its line is not the one that it wrote about this message, or all the others are not. Its time and the others cannot all be right.',
  falsepositives: [
    {
      id: 'clock-wrong',
      text: 'the clock of that server or signer was wrong; other mails that it handled in that hour would show the same',
      tests: [],
    },
    {
      id: 'lines-of-two-journeys',
      text: 'a message was sent on again under the header of its first journey, and only one line of that is left',
      tests: [
        {
          when: { kind: 'email.resent-date' },
          state: 'open',
          because: 'the message bears a Resent block: it was sent on',
        },
      ],
    },
    {
      id: 'others-follow-one-clock',
      text: 'the others belong to one owner, whose computers and servers all followed one time source that was wrong',
      tests: [],
    },
    {
      id: 'signed-ahead',
      text: 'a program made and signed the message ahead, with the Date at which it was to be sent',
      tests: [],
    },
    { id: 'text-edited', text: 'the text of that line, or of all the others, was edited afterwards', tests: [] },
  ],
  tags: ['email', 'header', 'dkim'],
  examples: [
    {
      name: 'the topmost line a year before Date, the sender’s server and the list',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2020-11-04T09:30:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-11-05T09:30:22Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:19Z',
          clock: 'relay',
          writer: 'lists.example.net',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
      ],
    },
    {
      name: 'a signature a year before Date and two servers',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2020-11-04T09:30:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.dkim.signed',
          time: '2019-11-05T09:30:13Z',
          clock: 'provider',
          writer: 'example.com',
        },
      ],
    },
    {
      name: 'fetched by POP two years later: the topmost line is the youngest, and nothing is above it',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2020-11-04T09:30:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        { artifact: 'm', kind: 'email.received', time: '2022-11-04T09:30:22Z', clock: 'receiver', writer: 'localhost' },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:19Z',
          clock: 'relay',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
      ],
    },
    {
      name: 'held by a moderator for a week: the times fall in two groups',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2020-11-04T09:30:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-11T09:30:22Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-11T09:30:19Z',
          clock: 'relay',
          writer: 'lists.example.net',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
      ],
    },
    {
      name: 'a Date that is alone, years behind: it is the claim, not a line',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2010-01-01T00:10:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:22Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:19Z',
          clock: 'relay',
          writer: 'lists.example.net',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2020-11-04T09:30:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.resent-date', ...STATED],
    traits: [],
    artifacts: ['message'],
  },
  detect({ artifacts: [message] }) {
    const date = message?.events.find(({ kind }) => kind === 'email.date')
    const stated = message?.events.filter(({ kind }) => STATED.includes(kind)).slice(0, MOST) ?? []
    const writers = new Set(stated.map(writer))
    if (message === undefined || date === undefined || writers.size < 3)
      return 'not applicable: Date and fewer than three servers or signers'
    if (agree([date, ...stated])) return []
    // One of each writer is enough: what a writer states first lies outside, or nothing of its does.
    for (const one of writers) {
      const own = stated.filter((event) => writer(event) === one)
      const [odd] = own.sort((a, b) => a.nominal - b.nominal)
      const found = odd === undefined ? undefined : breach(odd, date, stated)
      if (found !== undefined) return [{ artifact: message, ...found }]
    }
    return []
  },
} satisfies Detector
