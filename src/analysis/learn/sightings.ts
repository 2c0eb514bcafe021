/**
 * Every value of every trait of a case of genuine evidence with the time at which it was truly made: the topmost Received line
 * of a message, which the archive's own server wrote (research: never Date), else what the artifact claims.
 */
import type { Database } from 'better-sqlite3'

export interface Sighting {
  /** Microseconds since 1970 UTC. */
  readonly at: number
  /** The collection: the first level of the logical path. */
  readonly source: string
  /** The event that says so, and who wrote it. */
  readonly kind: string
  readonly clock: string
  readonly value: string
  /** What anybody can look the artifact up by: the Message-ID, else the logical path and the locator. */
  readonly name: string
}

type Dated = Omit<Sighting, 'value'>

export interface TraitSightings {
  readonly key: string
  readonly values: ReadonlyMap<string, readonly Sighting[]>
}

/** Mails longer on the way than this are left out: there, header and arrival differ honestly. */
const ON_THE_WAY = 86_400e6

/** One trait after the other, so that only one is in memory. `skip` says which keys are names and not marks. */
export function* sightings(db: Database, skip: (key: string) => boolean): Generator<TraitSightings> {
  const made = artifacts(db)
  const keys = db.prepare<[], string>('SELECT DISTINCT key FROM trait_value ORDER BY key').pluck().all()
  const rows = db.prepare<[string], { root: number; artifact: number; value: string }>(
    `SELECT t.root AS root, t.artifact AS artifact, v.value AS value FROM trait_value v JOIN trait t ON t.value = v.id
 WHERE v.key = ? ORDER BY t.root, t.artifact, v.value`,
  )
  for (const key of keys) {
    if (skip(key)) continue
    const values = new Map<string, Sighting[]>()
    let last = ''
    for (const { root, artifact, value } of rows.iterate(key)) {
      const dated = made.get(`${root}.${artifact}`)
      const once = `${root}.${artifact}.${value}`
      if (dated === undefined || once === last) continue
      last = once
      const seen = { ...dated, value }
      const list = values.get(value)
      if (list === undefined) values.set(value, [seen])
      else list.push(seen)
    }
    if (values.size > 0) yield { key, values }
  }
}

/** When each dated artifact was made, where it stands and how it is called. */
function artifacts(db: Database): ReadonlyMap<string, Dated> {
  const arrived = timesBy(
    db,
    `SELECT root, artifact, MAX(nominal) AS at FROM event WHERE kind = 'email.received' AND nominal IS NOT NULL GROUP BY root, artifact`,
  )
  const names = new Map<string, string>()
  for (const { root, artifact, value } of db
    .prepare<[], { root: number; artifact: number; value: string }>(
      `SELECT t.root AS root, t.artifact AS artifact, v.value AS value FROM trait_value v JOIN trait t ON t.value = v.id WHERE v.key = 'email.message-id'`,
    )
    .iterate())
    names.set(`${root}.${artifact}`, value)
  const all = new Map<string, Dated>()
  for (const row of db
    .prepare<
      [],
      {
        root: number
        artifact: number
        path: string
        locator: string
        claimed: number | null
        kind: string | null
        clock: string | null
      }
    >(
      `SELECT a.root AS root, a.id AS artifact, v.path AS path, a.locator_key AS locator, e.nominal AS claimed, e.kind AS kind,
 c.kind AS clock
 FROM artifact a JOIN evidence v ON v.root = a.root AND v.id = a.evidence LEFT JOIN event e ON e.root = a.root AND e.id = a.claim
 LEFT JOIN clock c ON c.root = e.root AND c.id = e.clock`,
    )
    .iterate()) {
    const id = `${row.root}.${row.artifact}`
    const received = arrived.get(id)
    const at = received ?? row.claimed
    if (at === null) continue
    if (received !== undefined && (row.claimed === null || Math.abs(received - row.claimed) > ON_THE_WAY)) continue
    all.set(id, {
      at,
      kind: received === undefined ? (row.kind ?? '') : 'email.received',
      clock: received === undefined ? (row.clock ?? '') : 'receiver',
      source: row.path.split('/')[0] ?? row.path,
      name: names.get(id) ?? `${row.path} ${row.locator}`,
    })
  }
  return all
}

function timesBy(db: Database, sql: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const { root, artifact, at } of db.prepare<[], { root: number; artifact: number; at: number }>(sql).iterate())
    times.set(`${root}.${artifact}`, at)
  return times
}
