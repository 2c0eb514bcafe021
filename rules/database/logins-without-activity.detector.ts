/** Sessions in which nothing was recorded, in a trail where nearly all sessions recorded something. A habit and its exceptions: informational. */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'

/** Fewer sessions show no habit. */
const ENOUGH = 100
/** A habit holds for this share of the sessions. */
const HABIT = 0.95

const traitOf = ({ traits }: DetectorArtifact, key: string) => traits.find((trait) => trait.key === key)?.value

/** A session with a row in it, for the examples. */
const busy = (n: number) => [
  {
    artifact: `s${String(n)}`,
    type: 'session' as const,
    kind: 'db.session.login',
    time: new Date(Date.UTC(2016, 0, 4, 8) + n * 86_400_000).toISOString(),
    clock: 'database' as const,
    writer: 'login.started_at',
  },
  { artifact: `s${String(n)}`, traits: { 'db.session': `login:${String(n)}` } },
]
const row = (n: number) => ({
  artifact: `r${String(n)}`,
  type: 'row' as const,
  traits: { 'db.row.session': `login:${String(n)}` },
})

export default {
  title: 'Sessions in which nothing was recorded',
  id: 'logins-without-activity',
  status: 'test',
  description:
    'Nearly all sessions of a database recorded at least one row; a few recorded none. It describes a habit and its exceptions.',
  references: ['Counted over the database itself; what is usual in an office is for those who know it to say'],
  date: '2026-11-21',
  says: 'unusual',
  level: 'informational',
  observed:
    'Of {total} sessions {count} have no row in the tables that name their session; the first of them began at {row.raw}.',
  inferred:
    'In these sessions nobody recorded anything, or what was recorded is no longer there. Which of the two, the sessions do not say.',
  falsepositives: [
    { id: 'only-looked', text: 'somebody logged in to look something up', tests: [] },
    { id: 'purged', text: 'rows of that time were purged by the product', tests: [] },
    { id: 'other-tables', text: 'work of that session went into tables that keep no session', tests: [] },
  ],
  tags: ['database', 'session', 'habit'],
  examples: [
    {
      name: 'two sessions of 120 without a row',
      breaks: Array.from({ length: 120 }, (_, n) => [...busy(n), ...(n === 40 || n === 41 ? [] : [row(n)])]).flat(),
    },
    {
      name: 'sessions half of which record nothing',
      holds: Array.from({ length: 120 }, (_, n) => [...busy(n), ...(n % 2 === 0 ? [row(n)] : [])]).flat(),
    },
  ],
  select: {
    join: 'evidence',
    events: ['db.session.login'],
    traits: ['db.session', 'db.row.session'],
    artifacts: ['session', 'row'],
  },
  detect(group) {
    const sessions = new Map<string, { readonly artifact: DetectorArtifact; readonly login: DetectorEvent }>()
    for (const artifact of group.artifacts) {
      const key = artifact.type === 'session' ? traitOf(artifact, 'db.session') : undefined
      const [login] = artifact.events
      if (key !== undefined && login !== undefined) sessions.set(key, { artifact, login })
    }
    const total = sessions.size
    let rows = 0
    for (const artifact of group.artifacts) {
      const key = artifact.type === 'row' ? traitOf(artifact, 'db.row.session') : undefined
      if (key === undefined) continue
      rows++
      sessions.delete(key)
    }
    if (total < ENOUGH || rows === 0) return 'not applicable'
    if (sessions.size > (1 - HABIT) * total) return []
    let first: { readonly artifact: DetectorArtifact; readonly login: DetectorEvent } | undefined
    for (const session of sessions.values())
      if (first === undefined || session.login.nominal < first.login.nominal) first = session
    if (first === undefined) return []
    return [
      {
        artifact: first.artifact,
        events: [{ role: 'row', event: first.login }],
        values: { total: String(total), count: String(sessions.size) },
        others: sessions.size - 1,
      },
    ]
  },
} satisfies Detector
