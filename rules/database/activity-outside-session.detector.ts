/**
 * Rows that belong to a session which began after them, or to one that is not there although sessions before and behind it are.
 * Rows after the logout: session-with-activity-after-it.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

const traitOf = (artifact: DetectorArtifact, key: string) => artifact.traits.find((trait) => trait.key === key)?.value
const eventOf = (artifact: DetectorArtifact, kind: string) => artifact.events.find((event) => event.kind === kind)

/** A number at the end of TABLE:KEY. */
const numberOf = (key: string) => Number(/:(\d+)$/.exec(key)?.[1] ?? NaN)

/** Sessions are lost one at a time by a failed write; fewer rows than these are left alone. */
const FEWEST_LOST = 2
/** Beyond this share of all sessions it looks like work of the product: it keeps none that ended, or none of users who left. */
const MOST_LOST = 0.2

interface Early {
  readonly row: DetectorArtifact
  readonly recorded: DetectorEvent
  readonly session: DetectorArtifact
  readonly login: DetectorEvent
  readonly excess: number
}

function judge(group: DetectorGroup) {
  const sessions = new Map<string, { readonly artifact: DetectorArtifact; readonly login: DetectorEvent | undefined }>()
  let [lowest, highest, lowestEnded] = [Infinity, -Infinity, Infinity]
  for (const artifact of group.artifacts) {
    const key = artifact.type === 'session' ? traitOf(artifact, 'db.session') : undefined
    if (key === undefined) continue
    sessions.set(key, { artifact, login: eventOf(artifact, 'db.session.login') })
    const number = numberOf(key)
    if (number < lowest) lowest = number
    if (number > highest) highest = number
    if (number < lowestEnded && eventOf(artifact, 'db.session.logout') !== undefined) lowestEnded = number
  }
  let [rows, early] = [0, 0]
  let worst: Early | undefined
  const lost = new Map<string, { readonly row: DetectorArtifact; readonly recorded: DetectorEvent; n: number }>()
  for (const row of group.artifacts) {
    const key = row.type === 'row' ? traitOf(row, 'db.row.session') : undefined
    const recorded = key === undefined ? undefined : eventOf(row, 'db.row.recorded')
    if (key === undefined || recorded === undefined) continue
    rows++
    const session = sessions.get(key)
    if (session === undefined) {
      const number = numberOf(key)
      const known = lost.get(key)
      if (known !== undefined) known.n++
      else if (number > lowest && number < highest) lost.set(key, { row, recorded, n: 1 })
      continue
    }
    const { artifact, login } = session
    if (login === undefined) continue
    const excess = login.earliest - login.clock.extreme - (recorded.latest + recorded.clock.extreme)
    if (excess <= 0) continue
    early++
    if (worst === undefined || excess > worst.excess) worst = { row, recorded, session: artifact, login, excess }
  }
  // Retention that waits for a logout: up to some number no session is left but those without one.
  const isPurged = lowestEnded < Infinity && [...lost.keys()].every((key) => numberOf(key) < lowestEnded)
  return { sessions: sessions.size, rows, early, worst, lost: [...lost.entries()], isPurged }
}

export default {
  title: 'Work was recorded outside its session',
  id: 'activity-outside-session',
  status: 'test',
  description:
    'Each row names the session in which it was written. Rows state a time before the login of their session, or name a session that is not there while those before and behind it are.',
  references: [
    'Jensen and Snodgrass, Temporal Data Management (1999): transaction time',
    'Measured on simulated honest use with crashes, restores, merges and retention: docs/evaluation-databases.md',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: '{what}',
  inferred:
    'A session exists before the rows written in it. Either a row does not belong to the session it names, or one of the times is not that of its writing, or sessions were removed.',
  falsepositives: [
    { id: 'session-number-reused', text: 'the product uses numbers of sessions again', tests: [] },
    {
      id: 'offline-device',
      text: 'rows were recorded on another device and handed over in a later session',
      tests: [],
    },
    {
      id: 'sessions-cleaned',
      text: 'the product deletes single sessions, with a user for example, or old ones that have ended',
      tests: [],
    },
    {
      id: 'shipped-data',
      text: 'the rows came with the product (data to show or to begin with), with times and session numbers of their own',
      tests: [],
    },
    {
      id: 'clock-corrected',
      text: "the clock was corrected between the login and the rows, or is another machine's",
      tests: [],
    },
  ],
  tags: ['database', 'session', 'attack.t1565.001'],
  examples: [
    {
      name: 'a row nine years before the login of its session',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 's',
          type: 'session',
          part: 'd',
          kind: 'db.session.login',
          time: '2016-03-01T08:00:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        { artifact: 's', traits: { 'db.session': 'login:9' } },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2007-03-03T09:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        { artifact: 'r', traits: { 'db.row.session': 'login:9' } },
      ],
    },
    {
      name: 'a row an hour after the login',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 's',
          type: 'session',
          part: 'd',
          kind: 'db.session.login',
          time: '2016-03-01T08:00:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        { artifact: 's', traits: { 'db.session': 'login:9' } },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2016-03-01T09:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        { artifact: 'r', traits: { 'db.row.session': 'login:9' } },
      ],
    },
    {
      name: 'sessions before those that are kept were cleaned away',
      holds: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 's',
          type: 'session',
          part: 'd',
          kind: 'db.session.login',
          time: '2016-03-01T08:00:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        { artifact: 's', traits: { 'db.session': 'login:9' } },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.row.recorded',
          time: '2016-02-01T09:00:00Z',
          clock: 'database',
          writer: 'trail.recorded_at',
        },
        { artifact: 'r', traits: { 'db.row.session': 'login:7' } },
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
    const { sessions, rows, early, worst, lost, isPurged } = judge(group)
    if (sessions === 0 || rows === 0) return 'not applicable'
    const breaches: Breach[] = []
    if (worst !== undefined)
      breaches.push({
        artifact: worst.session,
        events: [
          { role: 'from', event: worst.recorded },
          { role: 'to', event: worst.login },
        ],
        values: {
          what: `${worst.row.label} states ${worst.recorded.raw}; the session it names began at ${worst.login.raw}. So do ${String(early)} of ${String(rows)} rows that name a session.`,
        },
        excess: worst.excess as Micros,
        others: early - 1,
      })
    const [first] = lost
    if (first !== undefined && lost.length >= FEWEST_LOST)
      breaches.push({
        artifact: first[1].row,
        events: [{ role: 'row', event: first[1].recorded }],
        values: {
          what: `${String(lost.length)} sessions that rows name are not there, while sessions with lower and higher numbers are: ${lost
            .slice(0, 10)
            .map(([key, { n }]) => `${key} (${String(n)} rows)`)
            .join(', ')}.`,
        },
        others: lost.length - 1,
        ...(isPurged || lost.length > MOST_LOST * (sessions + lost.length) ? { level: 'low' as const } : {}),
        ...(isPurged
          ? {
              alternatives: {
                'sessions-cleaned': {
                  state: 'open' as const,
                  because: 'of all sessions before the last of these only some without a logout are left',
                },
              },
            }
          : {}),
      })
    return breaches
  },
} satisfies Detector
