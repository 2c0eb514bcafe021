/**
 * A zip member has its time twice: in the zone of the packer (DOS, two seconds) and in UTC (extended timestamp). Their
 * difference is the packer's offset: a whole number of quarter hours from -12 to +14 (tz database).
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const SECOND = 1_000_000
const MINUTE = 60_000_000
const HOUR = 3_600_000_000

const QUARTER = 15 * MINUTE
/** DOS times count in steps of two seconds, rounded up or down. */
const ROUNDING = 3 * SECOND
const [FURTHEST_AHEAD, FURTHEST_BEHIND] = [14 * HOUR, 12 * HOUR]

interface Found {
  readonly member: DetectorArtifact
  readonly dos: DetectorEvent
  readonly utc: DetectorEvent
  readonly off: number
}

/** How far an offset is from one that a zone can have. */
function offBy(offset: number): number {
  const beyond = Math.max(0, offset - FURTHEST_AHEAD, -FURTHEST_BEHIND - offset)
  const rest = Math.abs(offset - Math.round(offset / QUARTER) * QUARTER)
  return Math.max(beyond, rest) - ROUNDING
}

export default {
  title: 'The two times of a zip member differ by no offset that a zone has',
  id: 'utc-against-dos-time',
  status: 'test',
  description:
    'Local time and UTC of one member are written at once by the packer. Their difference is not a whole number of quarter hours between -12 and +14 hours.',
  references: [
    'PKWARE APPNOTE.TXT, section 4.4.6 (DOS time); Info-ZIP, extended timestamp extra field (0x5455)',
    'tz database: offsets from -12:00 to +14:00, in quarter hours since 1972',
  ],
  date: '2026-11-21',
  says: 'unusual',
  level: 'low',
  observed:
    '{artifact} states {from.raw} (local, {from.where}) and {to.raw} (UTC, {to.where}). No zone has that offset. So it is with {count} of {total} members that state both.',
  inferred: 'The two times were not written together from one file time, or one of them was changed afterwards.',
  falsepositives: [
    {
      id: 'packer-mixes-times',
      text: 'the packing program writes the time of packing into one field and that of the file into the other',
      tests: [],
    },
    { id: 'renamed-or-updated', text: 'a program that updates archives renewed one field only', tests: [] },
  ],
  tags: ['archive', 'zip', 'attack.t1070.006', 'solve-it.dfw-1266'],
  examples: [
    {
      name: 'seven hours and five minutes apart',
      breaks: [
        { artifact: 'z', type: 'archive' },
        {
          artifact: 'f',
          type: 'archive-member',
          part: 'z',
          kind: 'archive.modified',
          time: '2020-03-05T14:07:58Z',
          clock: 'archiver',
          writer: 'DOS time',
          zone: 'floating',
          precision: '2s',
        },
        { artifact: 'f', kind: 'archive.modified-utc', time: '2020-03-05T07:02:58Z', clock: 'archiver', writer: 'UT' },
      ],
    },
    {
      name: 'five hours and three quarters, as in Nepal',
      holds: [
        { artifact: 'z', type: 'archive' },
        {
          artifact: 'f',
          type: 'archive-member',
          part: 'z',
          kind: 'archive.modified',
          time: '2020-03-05T14:07:58Z',
          clock: 'archiver',
          writer: 'DOS time',
          zone: 'floating',
          precision: '2s',
        },
        { artifact: 'f', kind: 'archive.modified-utc', time: '2020-03-05T08:22:57Z', clock: 'archiver', writer: 'UT' },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['archive.modified', 'archive.modified-utc'],
    traits: [],
    artifacts: ['archive-member'],
  },
  detect(group) {
    let total = 0
    const found: Found[] = []
    for (const member of group.artifacts) {
      const dos = member.events.find((event) => event.kind === 'archive.modified')
      const utc = member.events.find((event) => event.kind === 'archive.modified-utc')
      if (dos === undefined || utc === undefined) continue
      total++
      const off = offBy(dos.nominal - utc.nominal)
      if (off > 0) found.push({ member, dos, utc, off })
    }
    if (total === 0) return 'not applicable'
    const worst = found.reduce<Found | undefined>((a, b) => (a === undefined || b.off > a.off ? b : a), undefined)
    if (worst === undefined) return []
    return [
      {
        artifact: worst.member,
        events: [
          { role: 'from', event: worst.dos },
          { role: 'to', event: worst.utc },
        ],
        values: { count: String(found.length), total: String(total) },
        excess: worst.off as Micros,
        others: found.length - 1,
      },
    ]
  },
} satisfies Detector
