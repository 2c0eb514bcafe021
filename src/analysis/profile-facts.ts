/**
 * The `since` dates of profiles as facts: a column or table holds nothing before the release that brought it. They are matched
 * and kept for detectors and datings, and give no findings of their own: a database has them in every row.
 */
import type { Profile } from '../ingest/database/profile.ts'
import type { FactSource } from './fact-index.ts'
import type { Fact } from './rule-language.ts'

/** Makers, testers and early customers run a product before its release: the margin of major versions in the file facts. */
const MARGIN = { unlikely: '30d', cannot: '120d' }

/** Columns that upgrades leave empty, by row; columns and tables, by schema. */
export function profileFacts(profiles: readonly Profile[]): readonly FactSource[] {
  const rows: Fact[] = []
  const schema: Fact[] = []
  for (const profile of profiles)
    for (const table of profile.tables) {
      if (table.since !== undefined)
        schema.push(
          fact('schema', `${profile.id}:${table.table}`, `table ${table.table} of ${profile.title}`, table.since),
        )
      for (const column of table.columns) {
        const name = `${profile.id}:${table.table}.${column.column}`
        const title = `column ${table.table}.${column.column} of ${profile.title}`
        schema.push(fact('schema', name, title, column))
        if (column.upgradeFills === 'no') rows.push(fact('row', name, title, column))
      }
    }
  return [
    {
      id: 'profile-row-columns',
      trait: 'db.row.column',
      writtenBy: 'tool',
      compare: 'writer',
      margin: MARGIN,
      facts: rows,
    },
    {
      id: 'profile-schema',
      trait: 'db.schema.column',
      writtenBy: 'tool',
      compare: 'claim',
      margin: MARGIN,
      facts: schema,
    },
  ]
}

interface Since {
  readonly since: string
  readonly release: string
  readonly source: string
}

const fact = (kind: string, name: string, title: string, { since, release, source }: Since): Fact => ({
  id: `${kind}-${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`,
  title: `${title}, brought by release ${release}`,
  equals: name,
  documented: { from: since, source, standing: 'sourced' },
})
