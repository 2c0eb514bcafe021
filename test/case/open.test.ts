/** Creating and opening cases, and what is said when that does not go. */
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { entries } from '../../src/case/log.ts'
import { isCase, memoryCase, openCase } from '../../src/case/open.ts'
import { CaseProblem } from '../../src/case/problem.ts'
import { APPLICATION_ID, SCHEMA_VERSION } from '../../src/case/schema.ts'
import { folder } from '../ingest/folder.ts'

function made(): string {
  const path = join(folder(), 'books.case')
  openCase(path, 'create').close()
  return path
}

describe('a case that is open', () => {
  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['replaced', (path: string) => renameSync(made(), path)],
  ])('knows that it was %s', (_, change) => {
    const path = made()
    const open = openCase(path, 'write')
    expect(open.isThere()).toBe(true)
    change(path)
    expect(open.isThere()).toBe(false)
    open.close()
  })

  it('in memory is always there', () => {
    expect(memoryCase().isThere()).toBe(true)
    expect(() => openCase(':memory:', 'create')).toThrow(CaseProblem)
  })
})

describe('a new case', () => {
  it('bears our mark and version, is readable by its owner only, and leaves nothing beside it', () => {
    const path = made()
    expect(isCase(path)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(dirname(path))).toEqual(['books.case'])
    const head = readFileSync(path)
    expect([head.readUInt32BE(68), head.readUInt32BE(60)]).toEqual([APPLICATION_ID, SCHEMA_VERSION])
    expect(head.toString('latin1', 68, 72)).toBe('Anac')
  })

  it('and the files beside it while it is open are readable by its owner only', () => {
    const path = join(folder(), 'books.case')
    const { db, close } = openCase(path, 'create')
    db.exec(`INSERT INTO setting VALUES ('a', 'b')`)
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    close()
  })

  it('is read beside its writer', () => {
    const path = join(folder(), 'books.case')
    const writer = openCase(path, 'create')
    writer.db.exec(`INSERT INTO setting VALUES ('a', 'b')`)
    const reader = openCase(path, 'read')
    expect(reader.db.prepare('SELECT value FROM setting').pluck().get()).toBe('b')
    expect(() => reader.db.exec('DELETE FROM setting')).toThrow('readonly')
    reader.close()
    writer.close()
  })
})

/** A case as version 1 left it. */
function older(): string {
  const path = made()
  const db = new Database(path)
  db.exec(`DROP TABLE note; DROP TABLE change; PRAGMA user_version = 1;
    CREATE TABLE note (
      id INTEGER PRIMARY KEY, finding TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL
    );
    INSERT INTO setting VALUES ('paths', '["/x"]')`)
  db.close()
  return path
}

describe('a case of an older version', () => {
  it('is brought up to date by whoever writes it: it keeps what it holds, is as a new one, and its log says so', () => {
    const path = older()
    const { db, close } = openCase(path, 'write')
    const shape = (of: Database.Database): unknown[] =>
      of.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all()
    expect(shape(db)).toEqual(shape(memoryCase().db))
    expect(db.prepare('SELECT value FROM setting').pluck().get()).toBe('["/x"]')
    expect([...entries(db)].map(({ body }) => body)).toEqual([`{"action":"migrate","from":1,"to":${SCHEMA_VERSION}}`])
    close()
    openCase(path, 'read').close()
  })
})

describe('where nothing can be written', () => {
  it('a case is read all the same, and nothing is left there', () => {
    const path = made()
    const above = dirname(path)
    chmodSync(path, 0o444)
    chmodSync(above, 0o555)
    const script = `
      const { openCase } = await import(${JSON.stringify(new URL('../../src/case/open.ts', import.meta.url).href)})
      const { db } = openCase(${JSON.stringify(path)}, 'read')
      console.log(db.memory, db.prepare('SELECT count(*) FROM event').pluck().get())`
    // Whoever may do everything becomes somebody who may not.
    const person = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', ...person })
    chmodSync(above, 0o755)
    expect([child.stderr, child.stdout]).toEqual(['', 'true 0\n'])
    expect(readdirSync(above)).toEqual(['books.case'])
  })
})

describe('what cannot be opened is said in one line', () => {
  const refused = (path: string, mode: 'create' | 'write' | 'read', words: string) => {
    const before = readdirSync(dirname(path))
    let thrown: unknown
    try {
      openCase(path, mode)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(CaseProblem)
    const { message } = thrown as CaseProblem
    expect(message).toContain(words)
    expect(message).not.toContain('\n')
    // SQLite has not been let near it.
    expect(readdirSync(dirname(path))).toEqual(before)
  }

  it.each(['write', 'read'] as const)('no such file (%s)', (mode) =>
    refused(join(folder(), 'none.case'), mode, 'no such case'),
  )

  it.each(['create', 'write', 'read'] as const)('another file, another database (%s)', (mode) => {
    const path = folder({ text: 'a text that is long enough '.repeat(10), short: 'x' })
    const db = new Database(join(path, 'other.db'))
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)')
    db.close()
    for (const name of ['text', 'short', 'other.db']) refused(join(path, name), mode, 'not an Anachron case')
  })

  it('a case of another version', () => {
    const path = made()
    const db = new Database(path)
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
    db.close()
    refused(path, 'write', `a case of version ${SCHEMA_VERSION + 1}, this program reads version ${SCHEMA_VERSION}`)
  })

  it('a case of an older version is refused to whoever only reads, with the way out', () =>
    refused(older(), 'read', 'anachron analyze'))

  it('a case that another run is writing', () => {
    const path = made()
    const { close } = openCase(path, 'write')
    refused(path, 'write', 'another run of anachron is writing this case')
    close()
    openCase(path, 'write').close()
  })

  it.each(['write', 'read'] as const)('a damaged case (%s)', (mode) => {
    const path = made()
    const fd = openSync(path, 'r+')
    writeSync(fd, Buffer.alloc(4096 - 100, 0xff), 0, 4096 - 100, 100)
    refused(path, mode, 'the case is damaged')
  })

  it('a folder in which nothing can be created', () =>
    refused(join(folder(), 'no', 'such', 'books.case').replace('/no/such', ''), 'read', 'no such case'))

  it('an empty file becomes a case only when one is created', () => {
    const path = made()
    truncateSync(path)
    refused(path, 'write', 'no such case')
    openCase(path, 'create').close()
    expect(isCase(path)).toBe(true)
  })

  it('a file that merely bears the mark is not taken for whole', () => {
    const path = join(folder(), 'stub')
    const head = Buffer.alloc(100)
    head.write('SQLite format 3\0', 0, 'latin1')
    head.writeUInt32BE(APPLICATION_ID, 68)
    head.writeUInt32BE(SCHEMA_VERSION, 60)
    writeFileSync(path, head)
    refused(path, 'read', 'the case is damaged')
  })
})
