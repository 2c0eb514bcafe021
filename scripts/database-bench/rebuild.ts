// A database written anew from SQL, as `.dump` and restore, `.clone` or an editor's table rewrite do it.
import Database from 'better-sqlite3'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Books } from './books.ts'

interface Rebuild {
  /** `.dump` loses it, editors keep it. */
  readonly userVersion: boolean
  /** `.clone` writes the rows of sqlite_sequence twice. */
  readonly doubledSequence?: boolean
  /** Order in which the trail's rows are written. */
  readonly order?: string
}

/** Puts a rebuilt copy in the file's place: schema and rows in one transaction, tables first, then indexes (sqlite3 shell, `.dump`). */
export function rebuilt(books: Books, { userVersion, doubledSequence = false, order = 'rowid' }: Rebuild): void {
  const folder = mkdtempSync(join(tmpdir(), 'rebuilt-'))
  try {
    const path = join(folder, 'new.db')
    const to = new Database(path)
    const entries = books.db
      .prepare<[], { type: string; name: string; sql: string | null }>(
        'SELECT type, name, sql FROM sqlite_master ORDER BY rowid',
      )
      .all()
    to.exec('BEGIN')
    const tables = entries.filter(({ type, name }) => type === 'table' && !name.startsWith('sqlite_'))
    for (const { name, sql } of tables) {
      to.exec(sql ?? '')
      const rows = books.db
        .prepare<[], unknown[]>(`SELECT * FROM ${name} ORDER BY ${name === 'trail' ? order : 'rowid'}`)
        .raw()
        .all()
      const [first] = rows
      if (first === undefined) continue
      const insert = to.prepare(`INSERT INTO ${name} VALUES (${first.map(() => '?').join(', ')})`)
      for (const row of rows) insert.run(...row)
    }
    const sequence = books.db.prepare<[], [string, number]>('SELECT name, seq FROM sqlite_sequence').raw().all()
    if (!doubledSequence) to.exec('DELETE FROM sqlite_sequence')
    for (const row of sequence) to.prepare('INSERT INTO sqlite_sequence VALUES (?, ?)').run(...row)
    for (const { type, name, sql } of entries)
      if (type === 'index' && sql !== null && !name.startsWith('sqlite_')) to.exec(sql)
    to.exec('COMMIT')
    if (userVersion) to.pragma(`user_version = ${Number(books.db.pragma('user_version', { simple: true }))}`)
    to.close()
    books.replace(readFileSync(path))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
