/** The artifact `schema` of a database: features of its SQL, what came with a release, and the release the database states. */
import type { Artifact, Event, Trait } from '../../model.ts'
import { DAY, parseIso } from '../../time/instant.ts'
import { FLOATING } from '../../time/reading.ts'
import type { Profile, ProfileTable } from './profile.ts'
import { traitValue, type RowLocator } from './profile-rows.ts'
import { features } from './schema-features.ts'
import { rows, type Connection, type Opened, type Table } from './sqlite-open.ts'
import { cellText } from './time-cell.ts'

/** Where the schema as a whole stands. */
export const SCHEMA: RowLocator = { type: 'row', table: 'sqlite_master', row: '*' }

/** The schema: features of its SQL, columns and tables that came with a release, and that release's day. */
export function schemaArtifact(
  main: Opened,
  merged: Opened | undefined,
  profiles: readonly Profile[],
  database: Artifact,
  problems: readonly string[],
): Artifact {
  const traits: Trait[] = []
  const seen = new Set<string>()
  for (const entry of [...main.entries, ...(merged?.entries ?? [])])
    for (const value of features(entry)) {
      if (seen.has(value)) continue
      seen.add(value)
      traits.push({ key: 'sqlite.schema', value, locator: { ...SCHEMA, row: String(entry.rowid) } })
    }
  const tables = new Map([...(merged?.tables ?? []), ...main.tables])
  const rowOf = new Map([...main.entries, ...(merged?.entries ?? [])].map((e) => [e.name.toLowerCase(), e.rowid]))
  const events: Event[] = []
  for (const profile of profiles) {
    const present = profile.tables.flatMap((spec) => {
      const table = tables.get(spec.table.toLowerCase())
      return table ? sinceMarks(profile, spec, table) : []
    })
    for (const { value, table } of present)
      traits.push({
        key: 'db.schema.column',
        value,
        locator: { ...SCHEMA, row: String(rowOf.get(table.toLowerCase()) ?? '*') },
      })
    events.push(
      ...releases(
        profile,
        main,
        present.map((mark) => mark.release),
      ),
    )
  }
  return {
    type: 'schema',
    locator: SCHEMA,
    label: `schema, ${main.tables.size} tables`,
    parent: database,
    events,
    traits,
    ...(problems.length > 0 ? { problems } : {}),
  }
}

interface Mark {
  readonly value: string
  readonly table: string
  readonly release: string
}

function sinceMarks(profile: Profile, spec: ProfileTable, table: Table): readonly Mark[] {
  const names = new Set(table.columns.map((column) => column.name.toLowerCase()))
  const columns = spec.columns.filter(({ column }) => names.has(column.toLowerCase()))
  return [
    ...(spec.since ? [{ value: traitValue(profile, spec.table), table: spec.table, release: spec.since.release }] : []),
    ...columns.map(({ column, release }) => ({
      value: traitValue(profile, spec.table, column),
      table: spec.table,
      release,
    })),
  ]
}

/** The release that the database states of itself, and the newest that its tables and columns need, each as an event. */
function releases(profile: Profile, { db }: Opened, needed: readonly string[]): readonly Event[] {
  const dated = [...profile.releases].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
  const newest = dated.filter(({ version }) => needed.includes(version)).at(-1)
  const stated = statedVersion(profile, db)
  // A number of the schema is never taken for one of the product: without a map both are the same, with one only the map counts.
  const map = profile.version?.releases ?? {}
  const byStatement = stated === undefined || Object.keys(map).length === 0 ? stated : map[stated]
  const named = dated.find(({ version }) => version === byStatement)
  const found = [
    ...(named ? [{ ...named, raw: stated ?? named.version }] : []),
    ...(newest && newest !== named ? [{ ...newest, raw: newest.version }] : []),
  ]
  return found.map(({ version, date, raw }) => ({
    kind: 'product.release',
    clock: { kind: 'release', writer: `${profile.title} ${version}` },
    reading: { nominal: parseIso(date), precision: DAY, zone: FLOATING },
    raw,
    locator: SCHEMA,
  }))
}

function statedVersion(profile: Profile, db: Connection): string | undefined {
  if (profile.version === undefined) return undefined
  try {
    const cell = rows(db, profile.version.query).get()?.[0] ?? null
    return cell === null ? undefined : cellText(cell)
  } catch {
    // The table of versions is damaged or missing: the database states none.
    return undefined
  }
}
