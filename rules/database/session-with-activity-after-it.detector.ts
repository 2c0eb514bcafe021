/**
 * Sessions that last for days or years while rows of the same session were recorded days after its login, and rows recorded
 * days after the logout of their session. A session that the next start closed is long too, but its rows are all of its first day.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const HOUR = 3_600_000_000
const DAY = 86_400_000_000

/** Longer sessions are looked at. */
const LONG = 2 * DAY
/** Work within a day of the login belongs to an ordinary session; work a day after the logout to none. */
const FIRST_DAY = DAY
/** A program that closes the sessions of an earlier run does so when it starts. */
const AT_START = HOUR
/** Sessions before one, by their numbers, whose logins are looked at. */
const BEFORE = 5

interface Session {
  readonly artifact: DetectorArtifact
  readonly login: DetectorEvent
  readonly logout: DetectorEvent
}

const timeOf = (artifact: DetectorArtifact, kind: string) => artifact.events.find((event) => event.kind === kind)
const traitOf = (artifact: DetectorArtifact, key: string) => artifact.traits.find((trait) => trait.key === key)?.value

/** Rows of one session that stand where none should: how many, and the last of them. */
interface Stray {
  n: number
  last: DetectorEvent | undefined
}

interface Work {
  readonly key: string
  readonly session: Session
  /** Days after the login and before the logout. */
  readonly inside: Stray
  /** Days after the logout. */
  readonly after: Stray
}

function add(stray: Stray, row: DetectorEvent): void {
  stray.n++
  if (stray.last === undefined || row.nominal > stray.last.nominal) stray.last = row
}

/** What all sessions of a database state together. */
interface Sessions {
  /** Those with both times, by their key. */
  readonly sessions: ReadonlyMap<string, Session>
  /** The moments of all logins. */
  readonly logins: readonly number[]
  /** Keys of sessions whose login is earlier than most sessions with lower numbers just before can be. */
  readonly early: ReadonlySet<string>
}

interface Numbered {
  readonly key: string
  readonly number: number
  readonly login: DetectorEvent
  readonly logout: DetectorEvent | undefined
}

/** Whether a session with a lower number began later; or at the same day, a clock's first, and ended days from where the other did. */
function isLater(lower: Numbered, { login, logout }: Numbered): boolean {
  const step = lower.login.nominal - login.nominal
  if (step > login.clock.extreme) return true
  if (-step > login.clock.extreme || lower.logout === undefined || logout === undefined) return false
  return lower.logout.nominal - login.nominal > LONG && logout.nominal - lower.logout.nominal > login.clock.extreme / 2
}

function sessionsOf(group: DetectorGroup): Sessions {
  const sessions = new Map<string, Session>()
  const logins: number[] = []
  const numbered: Numbered[] = []
  for (const artifact of group.artifacts) {
    const login = timeOf(artifact, 'db.session.login')
    if (login === undefined) continue
    logins.push(login.nominal)
    const logout = timeOf(artifact, 'db.session.logout')
    const key = traitOf(artifact, 'db.session')
    if (logout !== undefined && key !== undefined) sessions.set(key, { artifact, login, logout })
    const number = /:(\d+)$/.exec(key ?? '')?.[1]
    if (key !== undefined && number !== undefined) numbered.push({ key, number: Number(number), login, logout })
  }
  numbered.sort((a, b) => a.number - b.number)
  const early = numbered.flatMap((one, i) => {
    const before = numbered.slice(Math.max(0, i - BEFORE), i)
    return before.filter((other) => isLater(other, one)).length * 2 > before.length ? [one.key] : []
  })
  return { sessions, logins, early: new Set(early) }
}

/** What was recorded in each session that has rows. */
function workOf(group: DetectorGroup, sessions: ReadonlyMap<string, Session>): readonly Work[] {
  const work = new Map<string, Work>()
  for (const artifact of group.artifacts) {
    const key = traitOf(artifact, 'db.row.session')
    const session = key === undefined ? undefined : sessions.get(key)
    const row = session === undefined ? undefined : timeOf(artifact, 'db.row.recorded')
    if (key === undefined || session === undefined || row === undefined) continue
    const known = work.get(key) ?? { key, session, inside: { n: 0, last: undefined }, after: { n: 0, last: undefined } }
    work.set(key, known)
    const { login, logout } = session
    if (row.nominal > login.latest + FIRST_DAY && row.nominal < logout.earliest) add(known.inside, row)
    if (row.earliest - row.clock.extreme > logout.latest + logout.clock.extreme + DAY) add(known.after, row)
  }
  return [...work.values()]
}

/** Whether the program was started again while the session was open, and left it open. */
const rowsOf = (n: number): string => (n === 1 ? '1 row of this session was' : `${String(n)} rows of this session were`)

function nextStart({ login, logout }: Session, logins: readonly number[]): Breach['alternatives'] {
  const between = logins.filter((at) => at > login.nominal && at < logout.nominal - AT_START)
  return between.length > 0
    ? {
        'closed-by-next-start': {
          state: 'excluded',
          because: `the program was started ${between.length === 1 ? 'once more' : `${String(between.length)} more times`} before that logout`,
        },
      }
    : { 'closed-by-next-start': { state: 'open', because: 'no other session begins between the login and the logout' } }
}

function longSession(
  { key, session, inside: { n, last } }: Work,
  { logins, early }: Pick<Sessions, 'logins' | 'early'>,
): readonly Breach[] {
  const { artifact, login, logout } = session
  if (logout.nominal - login.nominal <= LONG || last === undefined) return []
  return [
    {
      artifact,
      events: [
        { role: 'from', event: login },
        { role: 'to', event: logout },
        { role: 'activity', event: last },
      ],
      values: {
        work: `${rowsOf(n)} recorded more than a day after the login and before the logout, the last at ${last.raw}`,
      },
      excess: (last.nominal - login.nominal - FIRST_DAY) as Micros,
      alternatives: {
        ...nextStart(session, logins),
        ...(early.has(key) ? LOGIN_OUT_OF_PLACE : {}),
      },
      // Then it is the login alone that does not fit, and the session may have been an ordinary one.
      ...(early.has(key) ? { level: 'low' as const } : {}),
    },
  ]
}

const LOGIN_OUT_OF_PLACE: Breach['alternatives'] = {
  'login-clock-wrong': {
    state: 'open',
    because: 'sessions with lower numbers state later logins, so this login stands out of its place by itself',
  },
}

function afterLogout({ session: { artifact, login, logout }, after: { n, last } }: Work): readonly Breach[] {
  if (last === undefined) return []
  return [
    {
      artifact,
      events: [
        { role: 'from', event: login },
        { role: 'to', event: logout },
        { role: 'activity', event: last },
      ],
      values: {
        work: `${rowsOf(n)} recorded more than a day after its logout, the last at ${last.raw}`,
      },
      excess: (last.nominal - logout.nominal - DAY) as Micros,
      level: 'low',
    },
  ]
}

export default {
  title: 'Work was recorded in a session days after its login, or after its logout',
  id: 'session-with-activity-after-it',
  status: 'test',
  description:
    'A session ends days or years after it began, and rows written in it are dated between, long after its first day; or rows written in it are dated days after its end.',
  references: [
    'Jensen and Snodgrass, Temporal Data Management (1999): transaction time',
    'Counted in the honest samples: rows of a session lie between its login and its logout, on the day of the login',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: '{artifact} states a login at {from.raw} and a logout at {to.raw}, {gap} apart. {work}.',
  inferred:
    'Login, logout and the rows were written by one machine. A session that a later start merely closed would hold rows of its first day only. Either the session was open for all that time, or the rows do not belong to it, or one of the times is not that of its writing.',
  falsepositives: [
    {
      id: 'closed-by-next-start',
      text: 'the program or machine stopped, and a later start wrote the logout',
      tests: [],
    },
    { id: 'left-open', text: 'a terminal or service was left logged in for weeks, and people worked in it', tests: [] },
    {
      id: 'login-clock-wrong',
      text: 'the clock of the machine stood at its first day when somebody logged in, and was set right while the session was open',
      tests: [],
    },
    { id: 'session-number-reused', text: 'the product uses numbers of sessions again', tests: [] },
    {
      id: 'late-posting',
      text: 'work of a session was posted later, by a batch or from a device that was offline',
      tests: [],
    },
  ],
  tags: ['database', 'session', 'attack.t1565.001'],
  examples: [
    {
      name: 'a session of twelve years with work in its fourth week',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 's',
          type: 'session',
          part: 'd',
          kind: 'db.session.login',
          time: '2011-02-25T09:00:00Z',
          clock: 'database',
          writer: 'session.logged_in_at',
        },
        {
          artifact: 's',
          kind: 'db.session.logout',
          time: '2023-06-02T21:14:09Z',
          clock: 'database',
          writer: 'session.logged_out_at',
        },
        { artifact: 's', traits: { 'db.session': 'session:560' } },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2011-03-21T11:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
        },
        { artifact: 'r', traits: { 'db.row.session': 'session:560' } },
      ],
    },
    {
      name: 'a session closed by the next start, nineteen days later',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 's',
          type: 'session',
          part: 'd',
          kind: 'db.session.login',
          time: '2011-04-29T09:00:00Z',
          clock: 'database',
          writer: 'session.logged_in_at',
        },
        {
          artifact: 's',
          kind: 'db.session.logout',
          time: '2011-05-18T08:59:58Z',
          clock: 'database',
          writer: 'session.logged_out_at',
        },
        { artifact: 's', traits: { 'db.session': 'session:41' } },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2011-04-29T11:00:00Z',
          clock: 'database',
          writer: 'audit.recorded_at',
        },
        { artifact: 'r', traits: { 'db.row.session': 'session:41' } },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.session.login', 'db.session.logout', 'db.row.recorded'],
    traits: ['db.session', 'db.row.session'],
    artifacts: ['session', 'row'],
  },
  detect(group) {
    const { sessions, logins, early } = sessionsOf(group)
    const work = workOf(group, sessions)
    if (work.length === 0) return 'not applicable'
    return work.flatMap((one) => {
      const long = longSession(one, { logins, early })
      return long.length > 0 ? long : afterLogout(one)
    })
  },
} satisfies Detector
