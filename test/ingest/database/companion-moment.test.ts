// Logs and journals beside databases that SQLite wrote: those of the moment say nothing, those of another one or of another database do.
import Database from 'better-sqlite3'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingested, temporary, type Case } from './source.ts'
import { random } from './sqlite/generated.ts'

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

const TABLE = 'CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, amount INTEGER)'
const add = (db: Database.Database, rows: number): void => {
  const insert = db.prepare("INSERT INTO entry (booked_on, amount) VALUES ('2020-03-04', ?)")
  db.transaction(() => {
    for (let n = 0; n < rows; n++) insert.run(n)
  })()
}

/** Copies a database as it stands, with what lies beside it. */
function seized(file: string, name: string): string {
  const copy = join(at.folder, name)
  for (const end of ['', '-wal', '-journal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end)
  return copy
}

const said = (file: string): readonly string[] =>
  [...ingested(file)].flatMap(({ traits }) =>
    traits.filter(({ key }) => key === 'sqlite.companion.other').map(({ value }) => value),
  )

describe('a log', () => {
  it('of a database in use says nothing, whenever the two are copied', () => {
    const r = random(7)
    const file = join(at.folder, 'live.db')
    const db = new Database(file)
    const other = new Database(file)
    db.pragma('journal_mode = WAL')
    db.exec(TABLE)
    for (let n = 0; n < 60; n++) {
      const one = n % 2 === 0 ? db : other
      const act = r.below(6)
      if (act === 0) one.exec(`CREATE TABLE t${n} (x)`)
      else if (act === 1) one.pragma('wal_checkpoint(PASSIVE)')
      else if (act === 2) one.pragma('wal_checkpoint(RESTART)')
      else if (act === 3) one.exec('DELETE FROM entry WHERE id % 3 = 0')
      else add(one, 1 + r.below(40))
      expect(said(seized(file, `copy${n}.db`)), `after step ${n}`).toEqual([])
    }
    db.close()
    other.close()
  })

  /** A database in WAL mode at three moments: with its log, and taken over by another state. */
  const grown = (name: string, rows: number, encoding = 'UTF-8'): string => {
    const file = join(at.folder, name)
    const db = new Database(file)
    db.pragma(`encoding = '${encoding}'`)
    db.exec(TABLE)
    db.pragma('journal_mode = WAL')
    for (let n = 0; n < rows; n++) add(db, 200)
    const copy = seized(file, `seized-${name}`)
    db.close()
    return copy
  }
  const withLogOf = (file: string, log: string): readonly string[] => {
    copyFileSync(`${log}-wal`, `${file}-wal`)
    return said(file)
  }

  it('of an earlier state is told', () => {
    const log = grown('books.db', 2)
    const later = join(at.folder, 'later.db')
    copyFileSync(log, later)
    copyFileSync(`${log}-wal`, `${later}-wal`)
    const db = new Database(later)
    for (let n = 0; n < 5; n++) add(db, 200)
    db.exec('CREATE TABLE fresh (x)')
    db.close()
    expect(existsSync(`${later}-wal`)).toBe(false)
    const [counter = '', cookie = ''] = withLogOf(later, log)
    expect(counter).toMatch(/^the -wal ends with a change counter of \d+, and that of the file is \d+ already$/)
    expect(cookie).toMatch(/^the -wal ends with a schema cookie of 1, and that of the file is 2 already$/)
  })

  it('that begins after commits that neither of the two has is told', () => {
    const log = grown('busy.db', 12)
    const young = join(at.folder, 'young.db')
    const db = new Database(young)
    db.exec(TABLE)
    db.pragma('journal_mode = WAL')
    db.close()
    for (let n = 0; n < 5; n++) {
      const db = new Database(log)
      add(db, 400)
      db.close()
    }
    const file = new Database(log)
    add(file, 400)
    const busy = seized(log, 'busy-again.db')
    file.close()
    expect(withLogOf(young, busy)).toEqual([
      expect.stringMatching(/^the -wal begins with a change counter of \d+, and that of the file is 2: commits/),
    ])
  })

  it('of a database in another encoding is told, and one with pages of another size', () => {
    const [utf8, utf16] = [grown('a.db', 1), grown('b.db', 1, 'UTF-16le')]
    expect(withLogOf(utf8, utf16).join()).toContain('of a database with the text encoding 2, the file has 1')
    const small = join(at.folder, 'small.db')
    const db = new Database(small)
    db.pragma('page_size = 1024')
    db.exec(TABLE)
    db.close()
    expect(withLogOf(small, utf16)).toEqual(['the -wal has pages of 4096 bytes, the file pages of 1024'])
  })
})

describe('the journal of an unfinished transaction', () => {
  /** The file with its hot journal, when pages were written to the file itself already. */
  function interrupted(): string {
    const file = join(at.folder, 'ledger.db')
    const db = new Database(file)
    db.exec(TABLE)
    add(db, 2_000)
    db.pragma('cache_size = 5')
    db.pragma('cache_spill = 5')
    db.exec('BEGIN; CREATE TABLE fresh (x); UPDATE entry SET amount = amount + 1')
    const copy = seized(file, 'hot.db')
    db.exec('ROLLBACK')
    db.close()
    return copy
  }

  it('says nothing beside its database', () => {
    const file = interrupted()
    expect(existsSync(`${file}-journal`)).toBe(true)
    expect(said(file)).toEqual([])
  })

  it('is told beside a state some transactions later', () => {
    const file = interrupted()
    const later = join(at.folder, 'later.db')
    copyFileSync(join(at.folder, 'ledger.db'), later)
    const db = new Database(later)
    for (let n = 0; n < 3; n++) add(db, 10)
    db.close()
    rmSync(`${later}-journal`, { force: true })
    copyFileSync(`${file}-journal`, `${later}-journal`)
    expect(said(later)).toEqual([
      expect.stringMatching(/^the -journal keeps a change counter of \d+ from before its transaction/),
    ])
  })
})
