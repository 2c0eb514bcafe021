// The directory entry of an examined file: its times, one clock, and nothing where the file system keeps none.
import { expect, test } from 'vitest'
import { DIRECTORY_ENTRY_EVENTS, directoryEntry } from '../../../src/ingest/filesystem/directory-entry.ts'
import { instant } from '../../../src/time/instant.ts'

test('states modified, changed and created in UTC, by one clock of the file system', () => {
  const entry = directoryEntry('mail.eml', {
    size: 3,
    mtime: instant(3e6),
    ctime: instant(2e6),
    birthtime: instant(1e6),
  })
  expect(entry).toMatchObject({ type: 'file', label: 'mail.eml', traits: [] })
  expect(entry.events.map(({ kind, raw, reading }) => [kind, raw, reading.precision, reading.zone.type])).toEqual([
    ['fs.modified', '1970-01-01T00:00:03.000000Z', 1, 'utc'],
    ['fs.changed', '1970-01-01T00:00:02.000000Z', 1, 'utc'],
    ['fs.created', '1970-01-01T00:00:01.000000Z', 1, 'utc'],
  ])
  expect(new Set(entry.events.map(({ clock }) => clock)).size).toBe(1)
  expect(Object.keys(DIRECTORY_ENTRY_EVENTS)).toEqual(entry.events.map(({ kind }) => kind))
  expect(entry.claim).toBe(entry.events[0])
})

test('states nothing that the file system does not keep', () => {
  const entry = directoryEntry('mail.eml', { size: 3, mtime: undefined, ctime: instant(2e6), birthtime: undefined })
  expect(entry.events.map(({ kind }) => kind)).toEqual(['fs.changed'])
  expect(entry.claim).toBeUndefined()
})
