// Files that a database's name announces and that are none, or none that can be read: one clear line each, in every way of reading.
import Database from 'better-sqlite3'
import { createCipheriv } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whyNoDatabase } from '../../../src/ingest/database/no-database.ts'
import { ingested, sourceOf, temporary, type Case } from './source.ts'

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

/** A database of some pages, as its bytes. */
function database(): Buffer {
  const file = join(at.folder, 'plain.db')
  const db = new Database(file)
  db.exec('CREATE TABLE t (a TEXT)')
  for (let i = 0; i < 500; i++) db.prepare('INSERT INTO t VALUES (?)').run(`a row of some length ${i}`)
  db.close()
  return readFileSync(file)
}

/** What a page-wise cipher leaves: every byte from an offset on encrypted (as SQLCipher: the first 16 bytes are salt). */
function encrypted(bytes: Buffer, from: number): Buffer {
  const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16, 1))
  return Buffer.concat([bytes.subarray(0, from), cipher.update(bytes.subarray(from))])
}

const put = (name: string, bytes: Uint8Array): string => {
  const file = join(at.folder, name)
  writeFileSync(file, bytes)
  return file
}
const why = (name: string, bytes: Uint8Array) => whyNoDatabase(sourceOf(put(name, bytes), at.folder))

it.each([
  [
    'encrypted.db',
    (bytes: Buffer) => encrypted(bytes, 0),
    /bytes look random: an encrypted database \(SQLCipher, SEE\).*its key is needed$/,
  ],
  [
    'log.sqlite',
    () => Buffer.concat([Buffer.from('377f0682002de218', 'hex'), Buffer.alloc(600)]),
    /^the file is a write-ahead log/,
  ],
  [
    'journal.db3',
    () => Buffer.concat([Buffer.from('d9d505f920a163d7', 'hex'), Buffer.alloc(600)]),
    /^the file is a rollback journal/,
  ],
  ['old.db', () => Buffer.from('** This file contains an SQLite 2.1 database **\0'), /SQLite 2, an older format$/],
  ['empty.db', () => Buffer.alloc(0), /^the file is empty \(0 bytes\)/],
] as const)('%s', (name, make, line) => {
  expect(why(name, make(database()))).toMatch(line)
})

it.each([
  [
    'text under the name of a database',
    'notes.db',
    Buffer.from('no database at all, only some words that somebody wrote'),
  ],
  ['random bytes under another name', 'noise.bin', encrypted(Buffer.alloc(8192), 0)],
])('nothing is said of %s', (_, name, bytes) => {
  expect(why(name, bytes)).toBeUndefined()
})

it.each([
  [
    'a plain header before encrypted pages',
    (bytes: Buffer) => encrypted(bytes, 32),
    /SQLCipher with a plain header.*its key is needed$/,
  ],
  [
    'a page size that none has',
    (bytes: Buffer) => (bytes.writeUInt16BE(1000, 16), bytes),
    /^the header states a page size of 1000, which no SQLite database has/,
  ],
  [
    'more reserved bytes than a page bears',
    (bytes: Buffer) => (bytes.writeUInt16BE(512, 16), bytes.writeUInt8(200, 20), bytes),
    /^the header reserves 200 of 512 bytes a page/,
  ],
] as const)('a file with %s ends in one line that says so', (_, change, line) => {
  const file = put('changed.db', change(database()))
  expect(() => [...ingested(file)]).toThrow(line)
})

it.each(['Manifest.db', 'backup%2FManifest.db'])(
  '%s of random bytes is told as that of an encrypted backup',
  (name) => {
    const asked = (called: string, bytes: Buffer) =>
      whyNoDatabase({ name: called, size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) })
    const random = encrypted(Buffer.alloc(8192), 0)
    expect(asked(name, random)).toContain(
      'the list of an encrypted iOS backup does; decrypt the backup with its password',
    )
    expect(asked('sms.db', random)).toContain('SQLCipher')
    expect(asked(name, Buffer.from('a text of some length that is no database at all '.repeat(100)))).toBeUndefined()
  },
)
