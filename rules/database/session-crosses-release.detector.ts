/** Sessions that were open while a release of the product was installed, by the database's own history of releases. */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

const eventOf = ({ events }: DetectorArtifact, kind: string) => events.find((event) => event.kind === kind)

interface Crossing {
  readonly session: DetectorArtifact
  readonly login: DetectorEvent
  readonly logout: DetectorEvent
  readonly step: DetectorEvent
  readonly excess: number
}

export default {
  title: 'A session was open while a release was installed',
  id: 'session-crosses-release',
  status: 'test',
  description:
    'An upgrade stops the program. A session states a login before, and a logout after, the moment at which the database says that a release was installed.',
  references: ['Counted on simulated honest use: docs/evaluation-databases.md'],
  date: '2026-11-21',
  says: 'unusual',
  level: 'low',
  observed:
    '{artifact} states a login at {from.raw} and a logout at {to.raw}; a release was installed at {step.raw}. This holds of {count} session(s).',
  inferred:
    'Either the session was closed later than it ended, or the release was installed while it was open, or one of the times is not that of its writing.',
  falsepositives: [
    { id: 'closed-by-next-start', text: 'the first start after the upgrade wrote the logout', tests: [] },
    { id: 'upgraded-elsewhere', text: 'the upgrade ran on a server while the session stayed open', tests: [] },
  ],
  tags: ['database', 'session', 'profile'],
  examples: [
    {
      name: 'a session of two months across an upgrade',
      breaks: [
        {
          artifact: 's',
          type: 'session',
          kind: 'db.session.login',
          time: '2016-03-01T08:00:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        {
          artifact: 's',
          kind: 'db.session.logout',
          time: '2016-05-01T08:00:00Z',
          clock: 'database',
          writer: 'login.ended_at',
        },
        {
          artifact: 'u',
          type: 'row',
          kind: 'db.row.recorded',
          time: '2016-04-01T07:00:00Z',
          clock: 'database',
          writer: 'product_version.installed_at',
        },
        { artifact: 'u', traits: { 'db.row.schema-step': 'product_version' } },
      ],
    },
    {
      name: 'an upgrade on the morning before',
      holds: [
        {
          artifact: 's',
          type: 'session',
          kind: 'db.session.login',
          time: '2016-04-01T08:00:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        {
          artifact: 's',
          kind: 'db.session.logout',
          time: '2016-04-01T17:00:00Z',
          clock: 'database',
          writer: 'login.ended_at',
        },
        {
          artifact: 'u',
          type: 'row',
          kind: 'db.row.recorded',
          time: '2016-04-01T07:00:00Z',
          clock: 'database',
          writer: 'product_version.installed_at',
        },
        { artifact: 'u', traits: { 'db.row.schema-step': 'product_version' } },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.session.login', 'db.session.logout', 'db.row.recorded'],
    traits: ['db.row.schema-step'],
    artifacts: ['session', 'row'],
  },
  detect(group) {
    const steps: DetectorEvent[] = []
    for (const artifact of group.artifacts) {
      const step = artifact.traits.some(({ key }) => key === 'db.row.schema-step')
        ? eventOf(artifact, 'db.row.recorded')
        : undefined
      if (step !== undefined && steps.length < 100) steps.push(step)
    }
    steps.sort((a, b) => a.nominal - b.nominal)
    let [sessions, count] = [0, 0]
    let worst: Crossing | undefined
    for (const session of group.artifacts) {
      const [login, logout] = [eventOf(session, 'db.session.login'), eventOf(session, 'db.session.logout')]
      if (login === undefined || logout === undefined) continue
      sessions++
      const step = steps.find((one) => one.nominal > login.nominal + login.clock.extreme)
      const excess = step === undefined ? 0 : logout.nominal - logout.clock.extreme - step.nominal
      if (step === undefined || excess <= 0) continue
      count++
      if (worst === undefined || excess > worst.excess) worst = { session, login, logout, step, excess }
    }
    if (sessions === 0 || steps.length === 0) return 'not applicable'
    if (worst === undefined) return []
    return [
      {
        artifact: worst.session,
        events: [
          { role: 'from', event: worst.login },
          { role: 'to', event: worst.logout },
          { role: 'step', event: worst.step },
        ],
        values: { count: String(count) },
        excess: worst.excess as Micros,
        others: count - 1,
      },
    ]
  },
} satisfies Detector
