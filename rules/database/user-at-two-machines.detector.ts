/** Sessions of one user that were open at two machines at the same time, as the profile names user and machine. */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

interface Session {
  readonly artifact: DetectorArtifact
  readonly login: DetectorEvent
  readonly logout: DetectorEvent
  readonly machine: string
}

const traitOf = ({ traits }: DetectorArtifact, key: string) => traits.find((trait) => trait.key === key)?.value
const eventOf = ({ events }: DetectorArtifact, kind: string) => events.find((event) => event.kind === kind)

export default {
  title: 'One user was logged in at two machines at the same time',
  id: 'user-at-two-machines',
  status: 'test',
  description: 'Two sessions of one user at different machines overlap by more than the clocks of both may be off.',
  references: ['Counted on simulated honest use, in which people forget to log out: docs/evaluation-databases.md'],
  date: '2026-11-21',
  says: 'unusual',
  level: 'low',
  observed:
    '{artifact} (machine {machine}) lasts to {from.raw}; {other} of the same user (machine {elsewhere}) begins at {to.raw}. This holds of {count} session(s).',
  inferred: 'If login and logout are what the clocks showed, the user was logged in at both machines at once.',
  falsepositives: [
    { id: 'forgot-to-log-out', text: 'the user forgot to log out at one machine and went on at another', tests: [] },
    { id: 'shared-account', text: 'several people use one account', tests: [] },
    {
      id: 'closed-by-next-start',
      text: 'a crash left the session open, and a later start wrote its logout',
      tests: [],
    },
  ],
  tags: ['database', 'session'],
  examples: [
    {
      name: 'a session of years beside another',
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
          time: '2016-04-01T08:00:00Z',
          clock: 'database',
          writer: 'login.ended_at',
        },
        { artifact: 's', traits: { 'db.session.user': '1', 'db.session.machine': 'DESK1' } },
        {
          artifact: 't',
          type: 'session',
          kind: 'db.session.login',
          time: '2016-03-05T08:00:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        {
          artifact: 't',
          kind: 'db.session.logout',
          time: '2016-03-05T17:00:00Z',
          clock: 'database',
          writer: 'login.ended_at',
        },
        { artifact: 't', traits: { 'db.session.user': '1', 'db.session.machine': 'DESK2' } },
      ],
    },
    {
      name: 'one after the other, by clocks that differ by an hour',
      holds: [
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
          time: '2016-03-01T12:30:00Z',
          clock: 'database',
          writer: 'login.ended_at',
        },
        { artifact: 's', traits: { 'db.session.user': '1', 'db.session.machine': 'DESK1' } },
        {
          artifact: 't',
          type: 'session',
          kind: 'db.session.login',
          time: '2016-03-01T11:45:00Z',
          clock: 'database',
          writer: 'login.started_at',
        },
        {
          artifact: 't',
          kind: 'db.session.logout',
          time: '2016-03-01T17:00:00Z',
          clock: 'database',
          writer: 'login.ended_at',
        },
        { artifact: 't', traits: { 'db.session.user': '1', 'db.session.machine': 'DESK2' } },
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
    for (const artifact of group.artifacts) {
      const [user, machine] = [traitOf(artifact, 'db.session.user'), traitOf(artifact, 'db.session.machine')]
      const [login, logout] = [eventOf(artifact, 'db.session.login'), eventOf(artifact, 'db.session.logout')]
      if (user === undefined || machine === undefined || login === undefined || logout === undefined) continue
      const own = byUser.get(user)
      if (own === undefined) byUser.set(user, [{ artifact, login, logout, machine }])
      else own.push({ artifact, login, logout, machine })
    }
    let applicable = false
    let count = 0
    let worst: { readonly long: Session; readonly next: Session; readonly excess: number } | undefined
    for (const sessions of byUser.values()) {
      sessions.sort((a, b) => a.login.nominal - b.login.nominal)
      let longest: Session | undefined
      for (const next of sessions) {
        if (longest !== undefined && longest.machine !== next.machine) {
          applicable = true
          const slack = longest.logout.clock.extreme + next.login.clock.extreme
          const excess = longest.logout.nominal - next.login.nominal - slack
          if (excess > 0) count++
          if (excess > 0 && (worst === undefined || excess > worst.excess)) worst = { long: longest, next, excess }
        }
        if (longest === undefined || next.logout.nominal > longest.logout.nominal) longest = next
      }
    }
    if (!applicable) return 'not applicable'
    if (worst === undefined) return []
    return [
      {
        artifact: worst.long.artifact,
        other: worst.next.artifact,
        events: [
          { role: 'from', event: worst.long.logout },
          { role: 'to', event: worst.next.login },
        ],
        values: { machine: worst.long.machine, elsewhere: worst.next.machine, count: String(count) },
        excess: worst.excess as Micros,
        others: count - 1,
      },
    ]
  },
} satisfies Detector
