/**
 * A Resent block is put on top of a message (RFC 5322, section 3.6.6), as each server puts its line on top (RFC 5321, section 4.4). So
 * what stands below the block stood there before it; here servers below it state times that are later.
 */
import type { Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds: beyond it no order of header fields that a program mixed up within one sending explains the times. */
const DAY = 86_400_000_000
/** Lines and blocks that are looked at, of each. */
const MOST = 100

/** Where in the header it stands; what has no place in a header keeps the order in which it was given. */
const placeIn =
  (events: readonly DetectorEvent[]) =>
  (event: DetectorEvent): number =>
    event.locator.type === 'header' ? event.locator.offset : events.indexOf(event)

/** By how much `after` is later than `before`, beyond what both clocks may be wrong by. */
const apart = (after: DetectorEvent, before: DetectorEvent): number =>
  after.earliest - after.clock.extreme - (before.latest + before.clock.extreme)

const together = (a: DetectorEvent, b: DetectorEvent): boolean =>
  Math.max(a.earliest, b.earliest) - Math.min(a.latest, b.latest) <= DAY

export default {
  title: 'Servers below a Resent block state later times than it',
  id: 'resent-before-lines-below-it',
  status: 'test',
  description:
    'Resent-Date is more than a day earlier than the lines of at least two servers that stand below the Resent block and agree with Date. Both the block and the lines are put on top of what stood there, so the lines below were written first.',
  references: [
    'RFC 5322, section 3.6.6: a new set of resent fields is prepended to the message; it says when the message was reintroduced',
    'RFC 5321, section 4.4: each server that takes a message puts its own Received line on top',
    'RFC 5322, section 3.6.1: Date is when the message was complete, before any resending',
    'Measured on 206 genuine mails with a Resent block, 2002 to 2010: none',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'Resent-Date states {from.raw}. Below that block {servers} servers state that they took the message later, {gap} later the first of them ({to.raw}); they agree with Date ({claimed.raw}).',
  inferred:
    'Lines and blocks are put on top of what stands there already. If those servers wrote what stands below the block, then it was put there after them, and Resent-Date is not the time at which it was. Either Resent-Date, or both Date and what the servers wrote, is not the time at which it was written.',
  notShown: 'It is not shown who wrote the block, when, nor that the content of the message is untrue.',
  falsepositives: [
    {
      id: 'resender-clock-behind',
      text: 'the clock of the one who resent it was behind by this much; Resent-Date is still not when it was resent',
      tests: [],
    },
    {
      id: 'fields-in-another-order',
      text: 'a program that stored or exported this copy wrote the fields in another order, and gave a message that was sent once more a new Date',
      tests: [
        {
          when: { trait: 'email.copy.mark' },
          state: 'open',
          because: 'a mail client put a mark of its own on this copy',
        },
      ],
    },
  ],
  tags: ['email', 'header'],
  examples: [
    {
      name: 'a block of 2018 above two servers of 2019',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.resent-date',
          time: '2018-09-03T08:11:12Z',
          clock: 'sender',
          writer: 'Resent-Date',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-03T08:11:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-03T08:11:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-03T08:11:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
      ],
    },
    {
      name: 'resent a year after it was sent',
      holds: [
        {
          artifact: 'm',
          kind: 'email.resent-date',
          time: '2020-09-03T08:11:12Z',
          clock: 'sender',
          writer: 'Resent-Date',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-03T08:11:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-03T08:11:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-03T08:11:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
      ],
    },
    {
      name: 'sent once more with a new Date: the servers stand above the old block',
      holds: [
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-03T08:11:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-09-03T08:11:15Z',
          clock: 'relay',
          writer: 'mail.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.resent-date',
          time: '2018-09-03T08:11:12Z',
          clock: 'sender',
          writer: 'Resent-Date',
        },
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-03T08:11:12Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.resent-date', 'email.received'],
    traits: [],
    artifacts: ['message'],
  },
  detect({ artifacts }) {
    const [message] = artifacts
    const of = (name: string) => message?.events.filter(({ kind }) => kind === name).slice(0, MOST) ?? []
    const [date] = of('email.date')
    const blocks = of('email.resent-date')
    if (message === undefined || date === undefined || blocks.length === 0) return 'not applicable'
    const place = placeIn(message.events)
    const hops = of('email.received').filter((hop) => together(hop, date))
    for (const block of blocks) {
      const top = place(block)
      const below = hops.filter((hop) => place(hop) > top && apart(hop, block) > DAY)
      const servers = new Set(below.map(({ clock }) => clock.writer)).size
      const [first] = below.sort((a, b) => a.earliest - b.earliest)
      if (first === undefined || servers < 2 || apart(date, block) <= 0) continue
      return [
        {
          artifact: message,
          events: [
            { role: 'from', event: block },
            { role: 'to', event: first },
            { role: 'claimed', event: date },
          ],
          values: { servers: String(servers) },
          excess: (apart(first, block) - DAY) as Micros,
        },
      ]
    }
    return []
  },
} satisfies Detector
