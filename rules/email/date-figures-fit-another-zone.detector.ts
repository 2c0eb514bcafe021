/**
 * Date states an offset from UTC that no place kept, and its figures are those of another offset: that of the moment at which
 * servers took the message. A computer set to a strange offset states the right moment with it (RFC 5322, section 3.3); here it does not.
 */
import type { Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const MINUTE = 60_000_000
/** Offsets in use are whole quarters of an hour, from 12 hours behind to 14 ahead (tz database, since 1990). */
const QUARTER = 15 * MINUTE
const WEST = -12 * 60 * MINUTE
const EAST = 14 * 60 * MINUTE
/** A server takes a message within two minutes of its Date, mostly; a clock runs a minute ahead. Of any quarter these are three minutes in fifteen. */
const SOON = 2 * MINUTE
const AHEAD = MINUTE
/** Hops that are looked at. */
const MOST = 200

const ZONE = 'email.date.zone'
const BEYOND = 'beyond a day'

/** The offset that Date states, in microseconds. */
function offsetOf({ raw }: DetectorEvent): number | undefined {
  const [, sign, hours, minutes] = /([+-])(\d\d)(\d\d)\s*(?:\([^()]{0,40}\))?\s*$/.exec(raw.slice(-60)) ?? []
  return hours === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE
}

/** The offset with which the figures name a moment just before the hop; undefined: none in use. */
function fitting(figures: number, { nominal }: DetectorEvent): number | undefined {
  const zone = Math.ceil((figures - nominal - AHEAD) / QUARTER) * QUARTER
  const waited = nominal - (figures - zone)
  return waited <= SOON && zone >= WEST && zone <= EAST ? zone : undefined
}

const hours = (apart: number): string => `${String(Math.round(Math.abs(apart) / (60 * MINUTE)))} hours`
const words = (offset: number): string => {
  const minutes = Math.abs(offset) / MINUTE
  const two = (n: number): string => String(Math.trunc(n)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}${two(minutes % 60)}`
}

export default {
  title: 'The figures of Date fit the servers with another offset than the one stated',
  id: 'date-figures-fit-another-zone',
  status: 'test',
  description:
    'Date states an offset of more than fourteen hours, which no place kept. The moment that it names with it is hours away from what servers state; with an offset in use the same figures name the moment just before two servers took the message.',
  references: [
    'RFC 5322, section 3.3: the offset is the difference of the figures from UTC; section 3.6.1: Date is when the message was complete',
    'tz database 2026: no zone was ever more than 14 hours ahead of UTC since 1990, none more than 12 behind',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'Date states {claimed.raw}. No place kept this offset, and with it the figures name a moment {away} from that at which the first server took the message ({to.raw}). With {zone} the same figures name a moment at most two minutes before {servers} servers took it.',
  inferred:
    'A computer that is set to a strange offset states the right moment with it. This Date names another moment than the servers, and its figures are right for another offset. Either the program computes the offset wrongly, or the offset is not the one that stood there when the message was sent.',
  notShown:
    'It is not shown who wrote the offset, nor why, nor that the figures or the content of the message are untrue.',
  falsepositives: [
    {
      id: 'faulty-program',
      text: 'the program writes the figures of local time and computes the offset wrongly; its other mails show the same',
      tests: [],
    },
    {
      id: 'chance',
      text: 'the message waited for hours, and its figures fit by chance: three minutes in fifteen do',
      tests: [],
    },
    { id: 'text-edited', text: 'the text of Date was edited afterwards', tests: [] },
  ],
  tags: ['email', 'header'],
  examples: [
    {
      name: 'the figures of +0200 with an offset of no place',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-03T10:11:12Z',
          zone: 'floating',
          clock: 'sender',
          writer: 'Date',
          claim: true,
          raw: 'Tue, 3 Sep 2019 10:11:12 +1917',
          traits: { 'email.date.zone': 'beyond a day' },
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
          kind: 'email.received',
          time: '2019-09-03T08:11:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'a computer set to an offset of no place, whose clock is right',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-04T03:28:12Z',
          zone: 'floating',
          clock: 'sender',
          writer: 'Date',
          claim: true,
          raw: 'Wed, 4 Sep 2019 03:28:12 +1917',
          traits: { 'email.date.zone': 'beyond a day' },
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
          kind: 'email.received',
          time: '2019-09-03T08:11:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
    {
      name: 'an offset in use',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-09-03T08:11:12Z',
          zone: 120,
          clock: 'sender',
          writer: 'Date',
          claim: true,
          raw: 'Tue, 3 Sep 2019 10:11:12 +0200',
          traits: { 'email.date.zone': 'kept somewhere' },
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
          kind: 'email.received',
          time: '2019-09-03T08:11:19Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.received'],
    traits: [ZONE],
    artifacts: ['message'],
  },
  detect({ artifacts }) {
    const [message] = artifacts
    const date = message?.events.find(({ kind }) => kind === 'email.date')
    const hops = message?.events.filter(({ kind }) => kind === 'email.received').slice(0, MOST) ?? []
    const zone = date?.traits.find(({ key }) => key === ZONE)?.value
    const offset = date === undefined ? undefined : offsetOf(date)
    if (message === undefined || date === undefined || zone === undefined || offset === undefined)
      return 'not applicable: Date states no offset'
    if (new Set(hops.map(({ clock }) => clock.writer)).size < 2) return 'not applicable: no two servers'
    if (zone !== BEYOND) return []
    // The reader takes an offset that no place kept for none, and then the moment is that of the figures.
    const figures = date.nominal + (date.zone === 'floating' ? 0 : offset)
    const fits = Map.groupBy(hops, (hop) => fitting(figures, hop))
    for (const [other, near] of fits) {
      const servers = new Set(near.map(({ clock }) => clock.writer)).size
      const [first] = near.sort((a, b) => a.nominal - b.nominal)
      if (other === undefined || first === undefined || servers < 2 || first !== earliest(hops)) continue
      return [
        {
          artifact: message,
          events: [
            { role: 'claimed', event: date },
            { role: 'to', event: first },
          ],
          values: { zone: words(other), servers: String(servers), away: hours(first.nominal - (figures - offset)) },
          excess: Math.abs(offset - other) as Micros,
        },
      ]
    }
    return []
  },
} satisfies Detector

function earliest(hops: readonly DetectorEvent[]): DetectorEvent | undefined {
  return hops.reduce<DetectorEvent | undefined>((a, b) => (a === undefined || b.nominal < a.nominal ? b : a), undefined)
}
