/**
 * Sessions that state no logout, in a database whose sessions state one; and among them those in which rows were recorded days after
 * the login. The sessions of the last day may simply have been open. With a logout: session-too-long, session-with-activity-after-it.
 */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'

const DAY = 86_400_000_000
/** Work so long after the login belongs to no ordinary session. */
const LONG = 2 * DAY
/** A product more of whose sessions have no logout does not write it. */
const MOST = 0.5

interface Session {
  readonly artifact: DetectorArtifact
  readonly login: DetectorEvent
  /** The last row of this session that was recorded days after its login. */
  late: DetectorEvent | undefined
}

const traitOf = ({ traits }: DetectorArtifact, key: string) => traits.find((trait) => trait.key === key)?.value
const eventOf = ({ events }: DetectorArtifact, kind: string) => events.find((event) => event.kind === kind)

const day = (n: number, hour: number) => new Date(Date.UTC(2016, 2, n, hour)).toISOString()
const session = (n: number, logout: boolean) => [
  {
    artifact: `s${String(n)}`,
    type: 'session' as const,
    kind: 'db.session.login',
    time: day(n, 8),
    clock: 'database' as const,
    writer: 'login.started_at',
  },
  ...(logout
    ? [
        {
          artifact: `s${String(n)}`,
          kind: 'db.session.logout',
          time: day(n, 17),
          clock: 'database' as const,
          writer: 'login.ended_at',
        },
      ]
    : []),
  { artifact: `s${String(n)}`, traits: { 'db.session': `login:${String(n)}` } },
]
const row = (of: number, at: number) => [
  {
    artifact: `r${String(of)}`,
    type: 'row' as const,
    kind: 'db.row.recorded',
    time: day(at, 10),
    clock: 'database' as const,
    writer: 'trail.recorded_at',
  },
  { artifact: `r${String(of)}`, traits: { 'db.row.session': `login:${String(of)}` } },
]

export default {
  title: 'Sessions without a logout',
  id: 'sessions-without-end',
  status: 'test',
  description:
    'Most sessions of a database state a logout; some state none, though they are not the last. If rows name such a session days after its login, it was used for days, or they were put into it.',
  references: ['Counted on simulated honest use, in which programs crash: docs/evaluation-databases.md'],
  date: '2026-11-22',
  says: 'unusual',
  level: 'low',
  observed:
    '{count} of {total} sessions state no logout and are not of the last day; {artifact} began at {login.raw}. {late}',
  inferred:
    'These sessions ended in another way than by a logout, or their logout was not written, or it is no longer there.',
  falsepositives: [
    { id: 'crash', text: 'the program or the machine stopped, or a window was closed, without a logout', tests: [] },
    {
      id: 'stays-logged-in',
      text: 'the program keeps people logged in for days (a browser, a telephone, a service)',
      tests: [],
    },
  ],
  tags: ['database', 'session', 'habit'],
  examples: [
    {
      name: 'a session without a logout, and a row of three weeks later in it',
      breaks: [session(1, false), session(2, true), session(3, true), session(25, true), row(1, 22)].flat(),
    },
    {
      name: 'a session without a logout, nothing later in it',
      breaks: [session(1, false), session(2, true), session(3, true), session(4, true), row(1, 1)].flat(),
    },
    {
      name: 'the last session still open',
      holds: [session(1, true), session(2, true), session(3, false), row(3, 3)].flat(),
    },
    {
      name: 'a product that writes hardly any logout',
      holds: [session(1, false), session(2, false), session(3, false), session(4, true), session(9, true)].flat(),
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.session.login', 'db.session.logout', 'db.row.recorded'],
    traits: ['db.session', 'db.row.session'],
    artifacts: ['session', 'row'],
  },
  detect(group) {
    const open = new Map<string, Session>()
    let [total, last] = [0, -Infinity]
    for (const artifact of group.artifacts) {
      const login = artifact.type === 'session' ? eventOf(artifact, 'db.session.login') : undefined
      if (login === undefined) continue
      const logout = eventOf(artifact, 'db.session.logout')
      total++
      last = Math.max(last, login.nominal, logout?.nominal ?? -Infinity)
      const key = traitOf(artifact, 'db.session')
      if (logout === undefined && key !== undefined) open.set(key, { artifact, login, late: undefined })
    }
    if (total === 0 || open.size === total) return 'not applicable'
    for (const artifact of group.artifacts) {
      const row = artifact.type === 'row' ? eventOf(artifact, 'db.row.recorded') : undefined
      const key = row === undefined ? undefined : traitOf(artifact, 'db.row.session')
      if (row === undefined || key === undefined) continue
      last = Math.max(last, row.nominal)
      const session = open.get(key)
      if (session === undefined || row.nominal - row.clock.extreme <= session.login.latest + LONG) continue
      if (session.late === undefined || row.nominal > session.late.nominal) session.late = row
    }
    const ended = [...open.values()].filter(({ login }) => login.nominal < last - DAY)
    const lasting = ended.filter(({ late }) => late !== undefined)
    const length = ({ login, late }: Session) => (late?.nominal ?? login.nominal) - login.nominal
    const [first] = lasting.length > 0 ? lasting.toSorted((a, b) => length(b) - length(a)) : ended
    if (first === undefined || (lasting.length === 0 && ended.length > MOST * total)) return []
    return [
      {
        artifact: first.artifact,
        events: [
          { role: 'login', event: first.login },
          ...(first.late === undefined ? [] : [{ role: 'activity', event: first.late }]),
        ],
        values: {
          count: String(ended.length),
          total: String(total),
          late:
            first.late === undefined
              ? 'No row that names one of them was recorded more than two days after its login, beyond the tolerance of the clocks.'
              : `In ${String(lasting.length)} of them rows were recorded more than two days after the login, beyond the tolerance of the clocks; in this one the last at ${first.late.raw}.`,
        },
        others: ended.length - 1,
        ...(first.late === undefined ? { level: 'informational' as const } : {}),
      },
    ]
  },
} satisfies Detector
