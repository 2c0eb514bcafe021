/** The `since` dates of profiles as facts: a column or table holds nothing before the release that brought it. */
import type { Profile } from '../ingest/database/profile.ts'
import type { Fact, FactFamily } from './rule-language.ts'

/** The two families that profiles compile to; empty profiles give none. */
export function profileFamilies(profiles: readonly Profile[]): readonly FactFamily[] {
  const rows: Fact[] = []
  const schema: Fact[] = []
  for (const profile of profiles)
    for (const table of profile.tables) {
      if (table.since !== undefined)
        schema.push(fact(`${profile.id}:${table.table}`, `table ${table.table} of ${profile.title}`, table.since))
      for (const column of table.columns) {
        const name = `${profile.id}:${table.table}.${column.column}`
        const title = `column ${table.table}.${column.column} of ${profile.title}`
        schema.push(fact(name, title, column))
        if (column.upgradeFills === 'no') rows.push({ ...fact(name, title, column), id: `row-${idOf(name)}` })
      }
    }
  const references = [...new Set(profiles.flatMap((profile) => profile.references))]
  return [
    ...(rows.length === 0 ? [] : [ofRows(rows, references)]),
    ...(schema.length === 0 ? [] : [ofSchema(schema, references)]),
  ]
}

const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

const fact = (name: string, title: string, since: { since: string; release: string; source: string }): Fact => ({
  id: idOf(name),
  title: `${title}, brought by release ${since.release}`,
  equals: name,
  documented: { from: since.since, source: since.source, standing: 'sourced' },
})

/** Nobody ran a product more than a quarter of a year before its release but its makers and testers. */
const MARGIN = { unlikely: '30d', cannot: '120d' }

const COMMON = {
  status: 'test',
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  margin: MARGIN,
  writtenBy: 'tool',
  type: 'fact',
} as const

const example = (facts: readonly Fact[]): string => facts[0]?.equals ?? ''
const years = (facts: readonly Fact[], n: number): string =>
  `${Number(facts[0]?.documented?.from?.slice(0, 4)) + n}-01-01T00:00:00Z`

function ofRows(facts: Fact[], references: string[]): FactFamily {
  const row = (time: string) => [
    {
      artifact: 'r',
      type: 'row' as const,
      kind: 'db.row.recorded',
      time,
      clock: 'database' as const,
      writer: 'audit.recorded_at',
      traits: { 'db.row.column': example(facts) },
    },
  ]
  return {
    ...COMMON,
    tags: ['database'],
    id: 'row-older-than-column',
    title: 'A row older than a column it fills',
    description:
      'A value stands in a column that upgrades leave empty in old rows, and the row says that it was recorded before the release that brought the column.',
    references,
    observed: 'The row states {stated.raw} ({stated.clock}) and holds a value in {value}: {fact} ({first}).',
    inferred:
      'If the row was written once and upgrades do not fill the column, the row as it stands was written after that release, or its time is not the time of writing.',
    falsepositives: [
      {
        id: 'updated-later',
        text: 'the row was changed after the upgrade, and the change filled the column',
        tests: [],
      },
      { id: 'filled-by-migration', text: 'a migration of this installation filled the column in old rows', tests: [] },
    ],
    trait: 'db.row.column',
    compare: 'writer',
    facts,
    examples: [
      { name: 'a row of five years before the release', breaks: row(years(facts, -5)) },
      { name: 'a row of two years after the release', holds: row(years(facts, 2)) },
    ],
  }
}

function ofSchema(facts: Fact[], references: string[]): FactFamily {
  const claimed = (time: string) => [
    {
      artifact: 's',
      type: 'schema' as const,
      kind: 'assertion.made',
      time,
      clock: 'assertion' as const,
      writer: 'exhibits.yaml',
      claim: true,
      traits: { 'db.schema.column': example(facts) },
    },
  ]
  return {
    ...COMMON,
    tags: ['database'],
    id: 'schema-newer-than-claim',
    title: 'A schema newer than the time asserted',
    description:
      'The schema has a table or column of a release that came after the time which the exhibit list asserts for the file. A newer schema alone only says that the file was written after the release.',
    references,
    observed: 'The schema holds {value}: {fact} ({first}). The time held against it: {stated.raw} ({stated.clock}).',
    inferred:
      'The file in its present form was written by that release or a later one, after the time asserted for it. This does not say when its rows were first made.',
    falsepositives: [
      {
        id: 'upgraded-later',
        text: 'the file was opened by a newer release after that time, which upgraded its schema',
        tests: [],
      },
      { id: 'restored', text: 'the file is a backup restored into a newer release', tests: [] },
    ],
    trait: 'db.schema.column',
    compare: 'claim',
    facts,
    examples: [
      { name: 'asserted for five years before the release', breaks: claimed(years(facts, -5)) },
      { name: 'asserted for two years after the release', holds: claimed(years(facts, 2)) },
    ],
  }
}
