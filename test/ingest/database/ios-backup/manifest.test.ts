// The list of a backup's files: each with its name on the device, its times there, and the name under which it lies in the backup.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Artifact } from '../../../../src/model.ts'
import { toIso } from '../../../../src/time/instant.ts'
import { ingested, temporary, type Case } from '../source.ts'
import { database, fileId, manifest, mbFile, TIMES, type Stored } from './made.ts'

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

function read(bytes: Uint8Array): readonly Artifact[] {
  const file = join(at.folder, 'Manifest.db')
  writeFileSync(file, bytes)
  return [...ingested(file)]
}
const SMS: Stored = { domain: 'HomeDomain', path: 'Library/SMS/sms.db', content: 'x' }
const rowsOf = (files: readonly Stored[]) => read(manifest(files)).filter(({ type }) => type === 'row')
const traitsOf = (one: Artifact | undefined) => one?.traits.map(({ key, value }) => `${key} ${value}`)
const timesOf = (one: Artifact | undefined) =>
  one?.events.map(
    ({ kind, raw, reading }) => `${kind} ${raw} ${reading.nominal === undefined ? '-' : toIso(reading.nominal)}`,
  )
const problemsOf = (all: readonly Artifact[]) => all.flatMap(({ problems = [] }) => problems)

describe('a row of the list', () => {
  it('is an artifact that bears the name on the device, the id and three times of it', () => {
    const [row, ...more] = rowsOf([SMS])
    expect(more).toEqual([])
    expect(row?.label).toBe('HomeDomain/Library/SMS/sms.db')
    expect(row?.locator).toEqual({ type: 'row', table: 'Files', row: '1' })
    // A value of public knowledge: everybody's sms.db lies under it.
    expect(traitsOf(row)).toEqual([
      'ios-backup.file-id 3d0d7e5fb2ce288813306e4d4636395e047a3d28',
      'ios-backup.file-id-form hash of its name',
    ])
    expect(timesOf(row)).toEqual([
      'ios-backup.modified 1583298367 2020-03-04T05:06:07.000000Z',
      'ios-backup.changed 1583301967 2020-03-04T06:06:07.000000Z',
      'ios-backup.created 1583211967 2020-03-03T05:06:07.000000Z',
    ])
    for (const { clock, locator } of row?.events ?? []) {
      expect(clock.kind).toBe('archiver')
      expect(locator).toEqual({ type: 'row', table: 'Files', row: '1', column: 'file' })
    }
  })

  it('whose times are dates of the list, as some releases write them, has the same times', () => {
    const date = (seconds: number) => new Date(seconds * 1000)
    const list = mbFile(SMS.path, {
      LastModified: date(TIMES.LastModified),
      LastStatusChange: date(TIMES.LastStatusChange),
      Birth: date(TIMES.Birth),
    })
    const times = (rows: readonly Artifact[]) =>
      rows.flatMap(({ events }) => events.map(({ reading: { nominal, zone } }) => [nominal, zone]))
    expect(times(rowsOf([{ ...SMS, list }]))).toEqual(times(rowsOf([SMS])))
  })

  it.each([
    ['of a domain itself', 'HomeDomain', ''],
    ['of a name beyond ASCII', 'AppDomain-org.example.ledger', 'Documents/Bücher – 日本.db'],
    ['of a domain with hyphens', 'AppDomainGroup-group.example.chat', 'a-b/c-d.sqlite'],
  ])('%s bears an id of the known form', (_, domain, path) => {
    expect(traitsOf(rowsOf([{ domain, path }])[0])).toEqual([
      `ios-backup.file-id ${fileId(domain, path)}`,
      'ios-backup.file-id-form hash of its name',
    ])
  })

  it('whose id is the hash of the other form of its letters is of the known form, too', () => {
    const id = fileId('MediaDomain', 'Bu\u0308cher.db')
    expect(traitsOf(rowsOf([{ domain: 'MediaDomain', path: 'B\u00fccher.db', id }])[0])).toContain(
      'ios-backup.file-id-form hash of its name',
    )
  })

  it('with an id that is not the hash of its name says so', () => {
    const id = fileId('HomeDomain', 'Library/SMS/other.db')
    expect(traitsOf(rowsOf([{ ...SMS, id }])[0])).toEqual([
      `ios-backup.file-id ${id}`,
      'ios-backup.file-id-form other name',
    ])
  })

  it('that names folders above and turns the writing round is shown harmless', () => {
    expect(rowsOf([{ domain: '..', path: '../\u202Etxt.exe\n' }])[0]?.label).toBe('../../\\u{202E}txt.exe%0A')
  })

  it('without a property list has a name and no times, and that is no problem', () => {
    const all = read(manifest([{ ...SMS, list: null }]))
    expect(all.find(({ type }) => type === 'row')?.events).toEqual([])
    expect(problemsOf(all)).toEqual([])
  })

  it('with a property list of another form has a name and no times, and the rows are counted in one line', () => {
    const list = Buffer.from('not a property list')
    const all = read(
      manifest([
        { ...SMS, list },
        { domain: 'D', path: 'p', list },
      ]),
    )
    expect(all.filter(({ type }) => type === 'row').map(({ events }) => events.length)).toEqual([0, 0])
    expect(problemsOf(all)).toEqual([
      'table Files: 2 rows without a name or with file times in a form that is not known',
    ])
  })

  it('with a time of zero bears a time that means none', () => {
    const list = mbFile(SMS.path, { ...TIMES, Birth: 0 })
    expect(timesOf(rowsOf([{ ...SMS, list }])[0])?.at(-1)).toBe('ios-backup.created 0 -')
  })
})

it('rows with anything in their cells end in a line, not in an error', () => {
  const all = read(
    database('CREATE TABLE Files (fileID, domain, relativePath, flags, file)', (db) => {
      const insert = db.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)')
      insert.run(1, null, Buffer.alloc(3), 'x', 'y')
      insert.run('a', 'x'.repeat(5000), 'p', 1, null)
      insert.run('zz', 'D', 'p', 1, Buffer.alloc(2_000_000))
    }),
  )
  expect(all.filter(({ type }) => type === 'row').map(traitsOf)).toEqual([['ios-backup.file-id-form other name']])
  expect(problemsOf(all)).toEqual(['table Files: 3 rows without a name or with file times in a form that is not known'])
})

it('a table Files of another product is no list of a backup', () => {
  const all = read(
    database("CREATE TABLE Files (fileID TEXT, domain TEXT, path TEXT); INSERT INTO Files VALUES ('a', 'b', 'c')"),
  )
  expect(all.filter(({ type }) => type === 'row')).toEqual([])
})
