// Books of the fictitious product Countinghouse, kept with the real SQLite library in a file of their own, and beside them
// what no examiner has: the true moment at which each row of the trail was written.
import Database from 'better-sqlite3'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const DAY = 86_400_000
export const HOUR = 3_600_000
export const MINUTE = 60_000

/** How the file is laid out and how times are written. */
export interface Layout {
  readonly pageSize: 1024 | 4096 | 16384
  readonly autoVacuum: 'NONE' | 'FULL' | 'INCREMENTAL'
  readonly journal: 'DELETE' | 'WAL' | 'TRUNCATE' | 'PERSIST'
  /** The trail's key is AUTOINCREMENT. */
  readonly autoincrement: boolean
  /** An index on the trail's recorded time. */
  readonly index: boolean
  readonly secureDelete: boolean
  /** Times are local (Central European), not UTC. */
  readonly local: boolean
}

export const VERSIONS = [
  { version: '2.0', from: '2007-03-01' },
  { version: '3.0', from: '2014-05-12' },
  { version: '4.0', from: '2018-09-03' },
  { version: '5.0', from: '2022-06-13' },
] as const
export type Version = (typeof VERSIONS)[number]['version']

/** The last Sunday of a month at 01:00 UTC, when Central Europe changes its clocks. */
function change(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0))
  return last.getTime() - last.getUTCDay() * DAY + HOUR
}

/** A moment as the product writes it: what the machine's clock shows. */
export function written(shown: number, local: boolean): string {
  if (!local) return `${new Date(shown).toISOString().slice(0, 19)}Z`
  const year = new Date(shown).getUTCFullYear()
  const summer = shown >= change(year, 2) && shown < change(year, 9)
  return new Date(shown + (summer ? 2 : 1) * HOUR).toISOString().slice(0, 19)
}

export interface Act {
  /** True moment, in milliseconds. */
  readonly at: number
  /** What the workstation's clock showed. */
  readonly shown: number
  readonly user: number
  readonly login: number
  readonly machine: string
}

export class Books {
  readonly #folder = mkdtempSync(join(tmpdir(), 'countinghouse-'))
  readonly #statements = new Map<string, Database.Statement>()
  readonly layout: Layout
  version: Version = '2.0'
  db: Database.Database
  /** Row of the trail to the true moment at which it came to be in its present form. */
  readonly truth = new Map<number, number>()
  /** Rows of the trail whose recorded time was written by nobody's clock: what must be found. */
  readonly misdated = new Set<number>()

  constructor(layout: Layout, at: number) {
    this.layout = layout
    this.db = new Database(this.path)
    this.db.pragma(`page_size = ${layout.pageSize}`)
    this.db.pragma(`auto_vacuum = ${layout.autoVacuum}`)
    this.#open()
    const key = `INTEGER PRIMARY KEY${layout.autoincrement ? ' AUTOINCREMENT' : ''}`
    this.db.exec(`
      CREATE TABLE product_version (version TEXT, installed_at TEXT);
      CREATE TABLE login (id ${key}, user_id INTEGER, machine TEXT, started_at TEXT, ended_at TEXT);
      CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, booked_on TEXT, entered_at TEXT, account TEXT, amount INTEGER, text TEXT);
      CREATE TABLE trail (id ${key}, recorded_at TEXT, user_id INTEGER, login_id INTEGER, action TEXT, entry_id INTEGER, detail TEXT);
      ${layout.index ? 'CREATE INDEX trail_recorded ON trail (recorded_at);' : ''}`)
    this.#installed('2.0', at)
  }

  get path(): string {
    return join(this.#folder, 'books.db')
  }

  /** A statement, prepared once: hundreds of thousands of rows are written. */
  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #open(): void {
    this.#statements.clear()
    this.db.pragma(`journal_mode = ${this.layout.journal}`)
    this.db.pragma('synchronous = OFF')
    this.db.pragma(`secure_delete = ${this.layout.secureDelete ? 'ON' : 'OFF'}`)
  }

  #installed(version: Version, shown: number): void {
    this.version = version
    this.db.prepare('INSERT INTO product_version VALUES (?, ?)').run(version, written(shown, this.layout.local))
    this.db.pragma(`user_version = ${Number(version) * 10}`)
  }

  /** The product's own upgrade, step by step. */
  upgrade(to: Version, shown: number): void {
    for (const { version } of VERSIONS) {
      if (version <= this.version || version > to) continue
      if (version === '3.0') this.db.exec('ALTER TABLE trail ADD COLUMN station TEXT')
      if (version === '4.0') this.db.exec("ALTER TABLE trail ADD COLUMN branch TEXT; UPDATE trail SET branch = 'MAIN'")
      if (version === '5.0')
        this.db.exec('CREATE TABLE attachment (id INTEGER PRIMARY KEY, entry_id INTEGER, stored_at TEXT)')
      this.#installed(version, shown)
    }
  }

  login(user: number, machine: string, shown: number): number {
    const statement = this.#prepared('INSERT INTO login (user_id, machine, started_at) VALUES (?, ?, ?)')
    return Number(statement.run(user, machine, written(shown, this.layout.local)).lastInsertRowid)
  }

  logout(login: number, shown: number): void {
    this.#prepared('UPDATE login SET ended_at = ? WHERE id = ?').run(written(shown, this.layout.local), login)
  }

  /** One transaction of the product: an entry and the row of the trail about it. */
  book(act: Act, bookedOn: string, account: string, amount: number, text: string): number {
    return this.db.transaction(() => {
      const entry = this.#prepared(
        'INSERT INTO entry (booked_on, entered_at, account, amount, text) VALUES (?, ?, ?, ?, ?)',
      ).run(bookedOn, written(act.shown, this.layout.local), account, amount, text).lastInsertRowid
      this.note(act, 'add', Number(entry), `${account} ${amount}`)
      return Number(entry)
    })()
  }

  correct(act: Act, entry: number, amount: number): void {
    this.db.transaction(() => {
      this.#prepared('UPDATE entry SET amount = ? WHERE id = ?').run(amount, entry)
      this.note(act, 'change', entry, `amount ${amount}`)
    })()
  }

  remove(act: Act, entry: number): void {
    this.db.transaction(() => {
      this.#prepared('DELETE FROM entry WHERE id = ?').run(entry)
      this.note(act, 'delete', entry, 'cancelled')
    })()
  }

  /** A row of the trail, as the installed release writes it. */
  note(act: Act, action: string, entry: number, detail: string): void {
    const more = this.version >= '4.0' ? ', station, branch' : this.version >= '3.0' ? ', station' : ''
    const values = this.version >= '4.0' ? [act.machine, 'MAIN'] : this.version >= '3.0' ? [act.machine] : []
    const { lastInsertRowid } = this.#prepared(
      `INSERT INTO trail (recorded_at, user_id, login_id, action, entry_id, detail${more}) VALUES (?, ?, ?, ?, ?, ?${', ?'.repeat(values.length)})`,
    ).run(written(act.shown, this.layout.local), act.user, act.login, action, entry, detail, ...values)
    this.truth.set(Number(lastInsertRowid), act.at)
  }

  /** Runs SQL as a person with an editor would. */
  edit(sql: string): void {
    this.db.exec(sql)
  }

  /** Rows of the trail, in the order of their keys. */
  rows(where = '1'): { id: number; recorded_at: string; login_id: number; entry_id: number }[] {
    return this.db
      .prepare<[], { id: number; recorded_at: string; login_id: number; entry_id: number }>(
        `SELECT id, recorded_at, login_id, entry_id FROM trail WHERE ${where} ORDER BY id`,
      )
      .all()
  }

  /** The file as it stands, all of the journal in it. */
  bytes(): Buffer {
    if (this.layout.journal === 'WAL') this.db.pragma('wal_checkpoint(TRUNCATE)')
    return readFileSync(this.path)
  }

  /** Puts other bytes in the file's place: a restored backup, a rebuilt copy, an edit of bytes. */
  replace(bytes: Uint8Array): void {
    this.db.close()
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(this.path + suffix, { force: true })
    writeFileSync(this.path, bytes)
    this.db = new Database(this.path)
    this.#open()
  }

  /** What is handed over. The file is gone afterwards. */
  close(): Buffer {
    const bytes = this.bytes()
    this.db.close()
    rmSync(this.#folder, { recursive: true })
    return bytes
  }
}
