// Databases as a backup stores them: forty digits for a name and no ending. What a database is, its tables say.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { identify } from '../../../../src/evidence/identify.ts'
import { loadProfiles } from '../../../../src/ingest/database/load-profiles.ts'
import { ingesters } from '../../../../src/ingest/index.generated.ts'
import { ingested, temporary, type Case } from '../source.ts'
import { database, fileId } from './made.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../../rules/profiles'))
const profileOf = (id: string) => {
  const profile = profiles.find((one) => one.id === id)
  if (profile === undefined) throw new Error(`no profile ${id}`)
  return profile
}

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

const quoted = (name: string) => `"${name}"`

it.each([
  ['imessage', 'HomeDomain', 'Library/SMS/sms.db'],
  ['knowledgec', 'RootDomain', 'Library/CoreDuet/Knowledge/knowledgeC.db'],
  ['safari-history', 'AppDomain-com.apple.mobilesafari', 'Library/Safari/History.db'],
  ['kik-ios', 'AppDomain-com.kik.chat', 'Documents/kik.sqlite'],
])('%s is known by its tables', (id, domain, path) => {
  const { identify: tables, tables: specs } = profileOf(id)
  const columnsOf = (table: string) => [
    ...new Set([
      ...(tables[table] ?? []),
      ...specs.filter((one) => one.table === table).flatMap((one) => one.times.map(({ column }) => column)),
    ]),
  ]
  const [spec] = specs
  const time = spec?.times[0]
  if (spec === undefined || time === undefined) throw new Error(`profile ${id} has no time`)
  const sql = Object.keys(tables).map(
    (table) => `CREATE TABLE ${quoted(table)} (${columnsOf(table).map(quoted).join(', ')});`,
  )
  const name = fileId(domain, path)
  const file = join(at.folder, name)
  // 604,904,767 seconds since 2001 are 2020-03-04.
  const insert = `INSERT INTO ${quoted(spec.table)} (${quoted(time.column)}) VALUES (604904767);`
  writeFileSync(file, database([...sql, insert].join('\n')))
  const head = readFileSync(file)
  expect(identify(head, head.length, ingesters, (offset, n) => head.subarray(offset, offset + n)).type).toBe('sqlite')
  const all = [...ingested(file, profiles)]
  expect(all[0]?.traits.filter(({ key }) => key === 'db.profile').map(({ value }) => value)).toContain(id)
  expect(all.flatMap(({ events }) => events.map(({ kind, raw }) => `${kind} ${raw}`))).toContain(
    `${time.kind} 604904767`,
  )
})
