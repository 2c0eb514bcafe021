/** A small backup of an iOS device as iTunes and Finder lay it out, made by SQLite and by another program's writer of property lists. */
import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { buildBinary, type PlistValue } from 'plist'

export const fileId = (domain: string, path: string): string =>
  createHash('sha1').update(`${domain}-${path}`).digest('hex')

/** An MBFile as NSKeyedArchiver writes it. */
export function mbFile(path: string, fields: Readonly<Record<string, PlistValue>>): Uint8Array {
  return buildBinary({
    $version: 100_000,
    $archiver: 'NSKeyedArchiver',
    $top: { root: { UID: 1 } },
    $objects: [
      '$null',
      { ...fields, Mode: 33_188, UserID: 501, RelativePath: { UID: 2 }, $class: { UID: 3 } },
      path,
      { $classname: 'MBFile', $classes: ['MBFile', 'NSObject'] },
    ],
  })
}

export interface Stored {
  readonly domain: string
  readonly path: string
  /** Absent: the row of a folder. */
  readonly content?: Uint8Array | string
  /** The property list; absent: one with three times of 2020. */
  readonly list?: Uint8Array | null
  /** Absent: the hash of the name. */
  readonly id?: string
}

/** Seconds since 1970: 2020-03-04 05:06:07, an hour later, a day before. */
export const TIMES = { LastModified: 1_583_298_367, LastStatusChange: 1_583_301_967, Birth: 1_583_211_967 }

/** The bytes that SQLite writes for a database. */
export function database(sql: string, fill: (db: Database.Database) => void = () => undefined): Buffer {
  const db = new Database(':memory:')
  db.exec(sql)
  fill(db)
  const bytes = db.serialize()
  db.close()
  return bytes
}

const SCHEMA = `
CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
CREATE INDEX FilesDomainIdx ON Files(domain);
CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);`

export const manifest = (files: readonly Stored[]): Buffer =>
  database(SCHEMA, (db) => {
    const insert = db.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)')
    for (const { domain, path, content, list, id } of files)
      insert.run(
        id ?? fileId(domain, path),
        domain,
        path,
        content === undefined ? 2 : 1,
        list === undefined ? mbFile(path, TIMES) : list,
      )
  })

/** The files of a backup's folder by their paths. */
export function backup(files: readonly Stored[]): Readonly<Record<string, Uint8Array | string>> {
  const stored = files.flatMap(({ domain, path, content, id = fileId(domain, path) }) =>
    content === undefined ? [] : [[`${id.slice(0, 2)}/${id}`, content] as const],
  )
  return { 'Manifest.db': manifest(files), ...Object.fromEntries(stored) }
}
