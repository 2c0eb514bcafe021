/**
 * Sessions of one user that began while an earlier one was open, at one machine or where no machine is named; at two machines:
 * user-at-two-machines. Where a program opens a session for each window this is its habit: one finding a database, with the counts.
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

interface Session {
  readonly artifact: DetectorArtifact
  readonly login: DetectorEvent
  readonly logout: DetectorEvent
  readonly machine: string | undefined
}

interface Overlap {
  readonly long: Session
  readonly next: Session
  /** Beyond the usual tolerance of both clocks. */
  readonly excess: number
}

const traitOf = ({ traits }: DetectorArtifact, key: string) => traits.find((trait) => trait.key === key)?.value
const eventOf = ({ events }: DetectorArtifact, kind: string) => events.find((event) => event.kind === kind)

const session = (name: string, user: string, login: string, logout: string, machine?: string) => [
  {
    artifact: name,
    type: 'session' as const,
    kind: 'db.session.login',
    time: login,
    clock: 'database' as const,
    writer: 'login.started_at',
  },
  { artifact: name, kind: 'db.session.logout', time: logout, clock: 'database' as const, writer: 'login.ended_at' },
  {
    artifact: name,
    traits: { 'db.session.user': user, ...(machine === undefined ? {} : { 'db.session.machine': machine }) },
  },
]

const HOUR = 3_600_000_000

/** By how much the second login lies before the first logout at least. Of one wall clock an hour may be daylight saving; two zones are not compared by what stands there. */
function overlap(logout: DetectorEvent, login: DetectorEvent): number {
  if (logout.zone !== login.zone) return logout.earliest - login.latest
  return logout.nominal - login.nominal - (login.zone === 'floating' ? HOUR : 0)
}

/** Sessions that begin while the longest one so far at the same machine is open; those without a machine are of one place. */
function overlapsOf(sessions: readonly Session[]): readonly Overlap[] {
  const longest = new Map<string | undefined, Session>()
  return sessions
    .toSorted((a, b) => a.login.nominal - b.login.nominal)
    .flatMap((next) => {
      const long = longest.get(next.machine)
      if (long === undefined || next.logout.nominal > long.logout.nominal) longest.set(next.machine, next)
      if (long === undefined) return []
      const excess = overlap(long.logout, next.login) - long.logout.clock.usual - next.login.clock.usual
      return excess > 0 ? [{ long, next, excess }] : []
    })
}

/** Whether even two clocks that are as far off as clocks were ever measured leave an overlap. */
const isBeyond = ({ long: { logout }, next: { login } }: Overlap): boolean =>
  overlap(logout, login) > logout.clock.extreme + login.clock.extreme

export default {
  title: 'Sessions of one user overlap',
  id: 'sessions-of-one-user-overlap',
  status: 'test',
  description:
    'A session of a user began before the logout of an earlier one of the same user, at the same machine or where no machine is stated.',
  references: ['Counted on simulated honest use, in which programs crash: docs/evaluation-databases.md'],
  date: '2026-11-22',
  says: 'unusual',
  level: 'low',
  observed:
    '{artifact} lasts to {from.raw}; {other} of the same user{where} begins at {to.raw}, before that. So do {count} of {total} sessions that state a user, a login and a logout.',
  inferred:
    'Either the user had two sessions open at once, or the logout of the first was written later than it ended, or one of the times is not that of its writing.',
  notShown: 'This does not show that two people worked under one name.',
  falsepositives: [
    { id: 'two-windows', text: 'the program opens a session for each window, tab or start', tests: [] },
    {
      id: 'closed-by-later-start',
      text: 'a crash left the first session open, and a later start wrote its logout',
      tests: [],
    },
    {
      id: 'terminal-server',
      text: 'several people use one account, or one person works in two sessions of a terminal server',
      tests: [],
    },
    {
      id: 'merged-databases',
      text: 'the sessions of two databases, in which the same number means two users, were put together',
      tests: [],
    },
  ],
  tags: ['database', 'session', 'habit'],
  examples: [
    {
      name: 'a second login two hours before the logout',
      breaks: [
        ...session('s', '1', '2016-03-01T08:00:00Z', '2016-03-01T17:00:00Z', 'DESK1'),
        ...session('t', '1', '2016-03-01T15:00:00Z', '2016-03-01T18:00:00Z', 'DESK1'),
      ],
    },
    {
      name: 'a session of weeks, where no machine is stated',
      breaks: [
        ...session('s', '1', '2016-03-01T08:00:00Z', '2016-03-21T17:00:00Z'),
        ...session('t', '1', '2016-03-02T08:00:00Z', '2016-03-02T17:00:00Z'),
        ...session('u', '1', '2016-03-03T08:00:00Z', '2016-03-03T17:00:00Z'),
      ],
    },
    {
      name: 'a login some minutes before the logout of the session before it',
      holds: [
        ...session('s', '1', '2016-03-01T08:00:00Z', '2016-03-01T12:00:00Z', 'DESK1'),
        ...session('t', '1', '2016-03-01T11:55:00Z', '2016-03-01T18:00:00Z', 'DESK1'),
      ],
    },
    {
      name: 'local time, in the night in which an hour comes twice',
      holds: session('s', '1', '2016-10-29T22:00:00', '2016-10-30T02:50:00', 'DESK1')
        .concat(session('t', '1', '2016-10-30T02:10:00', '2016-10-30T06:00:00', 'DESK1'))
        .map((item) => ('time' in item ? { ...item, zone: 'floating' } : item)),
    },
    {
      name: 'two users at one machine',
      holds: [
        ...session('s', '1', '2016-03-01T08:00:00Z', '2016-03-01T17:00:00Z', 'DESK1'),
        ...session('t', '2', '2016-03-01T10:00:00Z', '2016-03-01T18:00:00Z', 'DESK1'),
      ],
    },
    {
      name: 'one user at two machines, of which another rule tells',
      holds: [
        ...session('s', '1', '2016-03-01T08:00:00Z', '2016-03-01T17:00:00Z', 'DESK1'),
        ...session('t', '1', '2016-03-01T10:00:00Z', '2016-03-01T18:00:00Z', 'DESK2'),
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.session.login', 'db.session.logout'],
    traits: ['db.session.user', 'db.session.machine'],
    artifacts: ['session'],
  },
  detect(group) {
    const byUser = new Map<string, Session[]>()
    let total = 0
    for (const artifact of group.artifacts) {
      const [user, machine] = [traitOf(artifact, 'db.session.user'), traitOf(artifact, 'db.session.machine')]
      const [login, logout] = [eventOf(artifact, 'db.session.login'), eventOf(artifact, 'db.session.logout')]
      if (user === undefined || login === undefined || logout === undefined) continue
      total++
      const own = byUser.get(user)
      if (own === undefined) byUser.set(user, [{ artifact, login, logout, machine }])
      else own.push({ artifact, login, logout, machine })
    }
    if (![...byUser.values()].some(({ length }) => length > 1)) return 'not applicable'
    const overlaps = [...byUser.values()].flatMap(overlapsOf)
    const [first] = overlaps
    if (first === undefined) return []
    const worst = overlaps.reduce((most, one) => (one.excess > most.excess ? one : most), first)
    const { long, next } = worst
    return [
      {
        artifact: long.artifact,
        other: next.artifact,
        events: [
          { role: 'from', event: long.logout },
          { role: 'to', event: next.login },
        ],
        values: {
          where: next.machine === undefined ? '' : ' at the same machine',
          count: String(overlaps.length),
          total: String(total),
        },
        excess: worst.excess as Micros,
        others: overlaps.length - 1,
        ...(isBeyond(worst) ? {} : { level: 'informational' as const }),
      },
    ]
  },
} satisfies Detector
