/**
 * The list of files in a backup that iTunes, Finder or a like program made of an iOS device since iOS 10: table Files of Manifest.db, one
 * row a file with its domain, its path in it and a property list of its times (MVT, mvt/ios/modules/backup/manifest.py; Tamma and others,
 * Practical Mobile Forensics, 4th ed., "manifest.db"). The file itself lies beside, as `ab/ab…`: the two first digits of its id, and its id.
 */
import { createHash } from 'node:crypto'
import { displayName } from '../../../evidence/logical-path.ts'
import type { Artifact, Clock, Event, Trait } from '../../../model.ts'
import type { EmittedEvent } from '../../ingester.ts'
import { inColumn, rowLocator, type RowLocator } from '../profile-rows.ts'
import { readRows, type Row } from '../read-rows.ts'
import { columnOf, quote, type Opened, type Table } from '../sqlite-open.ts'
import { cellText, readCell, type Cell } from '../time-cell.ts'
import type { Watch } from '../watch.ts'
import { archivedObject, type Fields } from '../plist/archived-object.ts'

/**
 * The times that the device gave of a file when it was backed up. No rule holds them against what the file contains: a backup takes a
 * database as it is a moment later (its size, too, is often another: avibrazil/iOSbackup, pull request 26), and a restore keeps old times.
 */
export const MANIFEST_EVENTS = {
  'ios-backup.modified': {
    clock: 'archiver',
    doc: 'LastModified in the property list of a row of Manifest.db: last change of the file on the device, seconds since 1970 (MVT, manifest.py)',
  },
  'ios-backup.changed': {
    clock: 'archiver',
    doc: 'LastStatusChange of the same: last change of its entry in the file system of the device',
  },
  'ios-backup.created': {
    clock: 'archiver',
    doc: 'Birth of the same: when the file system of the device states that the file was created',
  },
} as const satisfies Readonly<Record<string, EmittedEvent>>

export const MANIFEST_TRAITS = {
  'ios-backup.file-id': 'Name under which a file lies in an iOS backup: links the row of Manifest.db to that file',
  'ios-backup.file-id-form':
    'Whether the id of a file in Manifest.db is the SHA-1 of its domain, a hyphen and its path: hash of its name, or other name',
} as const

const TIMES = [
  ['ios-backup.modified', 'LastModified'],
  ['ios-backup.changed', 'LastStatusChange'],
  ['ios-backup.created', 'Birth'],
] as const satisfies readonly (readonly [keyof typeof MANIFEST_EVENTS, string])[]

const COLUMNS = ['fileID', 'domain', 'relativePath', 'flags', 'file'] as const
const FILE_ID = /^[0-9a-f]{40}$/
/** A path on iOS has at most 1,024 bytes (PATH_MAX). */
const LONGEST_NAME = 4_096
/** A property list holds some hundred bytes; with extended attributes some kilobytes. */
const LARGEST_LIST = 1_048_576

/** The table, where a database is such a list. */
export function manifestTable({ tables }: Pick<Opened, 'tables'>): Table | undefined {
  const table = tables.get('files')
  return table !== undefined && COLUMNS.every((name) => columnOf(table, name) !== undefined) ? table : undefined
}

/** One artifact a file of the backup; its label is the file's name on the device. */
export function* manifestFiles(opened: Opened, database: Artifact, watch: Watch): Generator<Artifact> {
  const table = manifestTable(opened)
  if (table === undefined) return
  const clock: Clock = { kind: 'archiver', writer: 'file times of an iOS device, in the manifest of its backup' }
  const name = (column: string) => `CASE WHEN length(${quote(column)}) <= ${LONGEST_NAME} THEN ${quote(column)} END`
  const columns = [
    quote('fileID'),
    name('domain'),
    name('relativePath'),
    `CASE WHEN length(${quote('file')}) > ${LARGEST_LIST} THEN 0 ELSE ${quote('file')} END`,
  ]
  let [number, unread] = [0, 0]
  for (const row of readRows(opened.db, { table, columns, values: [] }, watch)) {
    const locator = rowLocator(table.name, row, 'both', ++number)
    const named = namesOf(row)
    if (named === undefined) {
      unread++
      continue
    }
    const list = row[4] ?? null
    const fields = list instanceof Uint8Array ? archivedObject(list) : undefined
    if (fields === undefined && list !== null) unread++
    yield {
      type: 'row',
      locator,
      label: displayName(`${named.domain}/${named.path}`),
      parent: database,
      events: fields === undefined ? [] : timesOf(fields, clock, inColumn(locator, 'file')),
      traits: traitsOf(named, locator),
    }
  }
  if (unread > 0)
    watch.problem(
      `table ${table.name}: ${unread} ${unread === 1 ? 'row' : 'rows'} without a name or with file times in a form that is not known`,
    )
}

interface Named {
  readonly id: string
  readonly domain: string
  readonly path: string
}

function namesOf([, id, domain, path]: Row): Named | undefined {
  return typeof id === 'string' && typeof domain === 'string' && typeof path === 'string'
    ? { id, domain, path }
    : undefined
}

function traitsOf({ id, domain, path }: Named, row: RowLocator): readonly Trait[] {
  const locator = inColumn(row, 'fileID')
  const isOf = (name: string): boolean => id === createHash('sha1').update(name).digest('hex')
  const name = `${domain}-${path}`
  // File systems of Apple keep names composed or decomposed; the list may keep the other form.
  const isKnown = isOf(name) || isOf(name.normalize('NFC')) || isOf(name.normalize('NFD'))
  return [
    ...(FILE_ID.test(id) ? [{ key: 'ios-backup.file-id', value: id, locator }] : []),
    { key: 'ios-backup.file-id-form', value: isKnown ? 'hash of its name' : 'other name', locator },
  ]
}

function timesOf(fields: Fields, clock: Clock, locator: RowLocator): readonly Event[] {
  return TIMES.flatMap(([kind, name]): Event[] => {
    const field = fields(name)
    if (field?.type !== 'integer' && field?.type !== 'date') return []
    const cell: Cell = field.value
    const reading = readCell(cell, field.type === 'date' ? 'cocoa' : 'unix-s', 'utc')
    return reading === undefined ? [] : [{ kind, clock, reading, raw: cellText(cell), locator }]
  })
}
