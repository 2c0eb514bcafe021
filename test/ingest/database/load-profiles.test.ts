import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProfiles, parseProfile } from '../../../src/ingest/database/load-profiles.ts'

const folder = join(import.meta.dirname, '../../../rules/profiles')
const quillbooks = readFileSync(join(folder, 'quillbooks.yaml'), 'utf8')

describe('profiles', () => {
  it.each(loadProfiles(folder).map((profile) => [profile.id, profile] as const))(
    '%s keeps to its own words',
    (_, profile) => {
      const versions = profile.releases.map((release) => release.version)
      for (const table of profile.tables) {
        for (const { release } of [...table.columns, ...(table.since ? [table.since] : [])])
          expect(versions).toContain(release)
        expect(table.times.filter((time) => time.claim).length).toBeLessThanOrEqual(1)
        // Only insertion times of the local clock have a place in the order of the rows.
        if (table.key !== undefined && table.is !== 'session')
          expect(table.times.map((time) => [time.kind, time.clock])).toContainEqual(['db.row.recorded', 'database'])
        if (table.session) expect(profile.tables.find((t) => t.table === table.session?.table)?.is).toBe('session')
      }
      for (const version of Object.values(profile.version?.releases ?? {})) expect(versions).toContain(version)
    },
  )

  it.each([
    ['clock: database, claim', 'clock: sundial, claim', /quillbooks\.yaml:\d+: tables\.0\.times\.0\.clock: /],
    ['since: 2016-03-14', 'since: 2016', /quillbooks\.yaml:\d+: tables\.0\.columns\.0\.since: /],
    ['id: quillbooks', 'id: quill', /quillbooks\.yaml: id is quill, but/],
    ['tables:', 'tables: {', /quillbooks\.yaml: /],
  ])('with %s changed to %s is refused by file and place', (from, to, message) => {
    expect(() => parseProfile(quillbooks.replace(from, to), 'quillbooks.yaml')).toThrow(message)
  })
})
