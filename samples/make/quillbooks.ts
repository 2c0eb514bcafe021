// Grows databases of the fictitious accounting product Quillbooks with the real SQLite library, release by release.
import Database from 'better-sqlite3'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Random } from './random.ts'

/** Release, day, and the SQLite library that it shipped with (offset 96 of the file header). */
export const RELEASES = {
  // Before 3.7.0 the library wrote no version number.
  '4.0': { date: '2008-09-01', sqlite: 0 },
  '5.1': { date: '2011-02-07', sqlite: 3007004 },
  '7.0': { date: '2016-03-14', sqlite: 3011001 },
  '8.3': { date: '2020-02-17', sqlite: 3031001 },
  '9.2': { date: '2023-05-09', sqlite: 3041002 },
} as const
export type Release = keyof typeof RELEASES
const STEPS = ['5.1', '7.0', '8.3', '9.2'] as const

export interface Entry {
  readonly bookedOn: string
  readonly recordedAt: string
  readonly session: number
  readonly account: string
  readonly amount: number
  readonly text: string
}
export interface Session {
  readonly id: number
  readonly user: number
  readonly in: string
  readonly out: string | null
}

/** A company's books while they are being made. */
export class Quillbooks {
  readonly #folder = mkdtempSync(join(tmpdir(), 'quillbooks-'))
  readonly #db = new Database(join(this.#folder, 'company.db'), {})
  #release: Release

  constructor(release: Release, installedAt: string) {
    this.#release = release
    this.#db.pragma('page_size = 4096')
    this.#db.exec(`
      CREATE TABLE schema_release (version TEXT, applied_at TEXT);
      CREATE TABLE session (id INTEGER PRIMARY KEY, user_id INTEGER, logged_in_at TEXT, logged_out_at TEXT);
      CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT, account TEXT, amount INTEGER, text TEXT);
      CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER);`)
    this.#applied('4.0', installedAt)
    for (const step of STEPS) if (RELEASES[step].date <= RELEASES[release].date) this.#bring(step, installedAt)
  }

  /** The product's own upgrade: adds what the release brought. `fillBranch` is what release 8.3 does to old rows. */
  upgrade(to: Release, at: string): void {
    for (const step of STEPS) {
      if (RELEASES[step].date > RELEASES[this.#release].date && RELEASES[step].date <= RELEASES[to].date)
        this.#bring(step, at)
    }
    this.#release = to
  }

  #bring(step: Release, at: string): void {
    if (step === '7.0')
      this.#db.exec('ALTER TABLE audit ADD COLUMN workstation TEXT; ALTER TABLE audit ADD COLUMN client_build TEXT')
    if (step === '8.3') this.#db.exec("ALTER TABLE audit ADD COLUMN branch TEXT; UPDATE audit SET branch = 'MAIN'")
    if (step === '9.2')
      this.#db.exec('CREATE TABLE attachment_index (id INTEGER PRIMARY KEY, entry_id INTEGER, stored_at TEXT)')
    this.#applied(step, at)
  }

  #applied(version: Release, at: string): void {
    this.#db.prepare('INSERT INTO schema_release VALUES (?, ?)').run(version, at)
  }

  session(session: Session): void {
    this.#db.prepare('INSERT INTO session VALUES (?, ?, ?, ?)').run(session.id, session.user, session.in, session.out)
  }

  /** Books an entry and its audit row; `mark` fills the columns that release 7.0 brought. */
  book(entry: Entry, mark?: { readonly workstation: string; readonly build: string }): void {
    const { lastInsertRowid: id } = this.#db
      .prepare('INSERT INTO entry (booked_on, entered_at, account, amount, text) VALUES (?, ?, ?, ?, ?)')
      .run(entry.bookedOn, entry.recordedAt, entry.account, entry.amount, entry.text)
    const modern = RELEASES[this.#release].date >= RELEASES['7.0'].date
    this.#db
      .prepare(
        `INSERT INTO audit (recorded_at, user_id, session_id, action, entry_id${modern ? ', workstation, client_build' : ''})
                VALUES (?, ?, ?, 'add', ?${modern ? ', ?, ?' : ''})`,
      )
      .run(
        entry.recordedAt,
        1 + (entry.session % 2),
        entry.session,
        id,
        ...(modern ? [mark?.workstation ?? null, mark?.build ?? null] : []),
      )
    if (modern && RELEASES[this.#release].date >= RELEASES['8.3'].date)
      this.#db.prepare("UPDATE audit SET branch = 'MAIN' WHERE entry_id = ?").run(id)
  }

  /** Runs SQL as an editor outside the product would. */
  edit(sql: string): void {
    this.#db.exec(sql)
  }

  /** The file's bytes, with the library version of the release (or another) as its last writer. */
  bytes(lastWriter: number = RELEASES[this.#release].sqlite): Uint8Array {
    this.#db.close()
    const bytes = readFileSync(join(this.#folder, 'company.db'))
    rmSync(this.#folder, { recursive: true })
    bytes.writeUInt32BE(lastWriter, 96)
    return bytes
  }
}

const ACCOUNTS = ['4000 Sales', '5100 Rent', '5200 Wages', '5600 Freight', '1200 Bank'] as const
const TEXTS = ['invoice', 'rent', 'wages', 'freight', 'transfer', 'credit note'] as const

/**
 * Bookings of ordinary working days: `days` days from `from` on, weekdays only, a session a day, each entry recorded on the
 * day it is booked for.
 */
export function workingDays(
  random: Random,
  from: string,
  days: number,
  firstSession = 1,
): { sessions: Session[]; entries: Entry[] } {
  const sessions: Session[] = []
  const entries: Entry[] = []
  let day = Date.parse(`${from}T00:00:00Z`)
  for (let n = 0; n < days; n++, day += 86_400_000 * (new Date(day).getUTCDay() === 5 ? 3 : 1)) {
    const id = firstSession + n
    const start = day + random.int(8 * 3600, 10 * 3600) * 1000
    let at = start + random.int(60, 900) * 1000
    for (let k = random.int(2, 5); k > 0; k--, at += random.int(120, 4000) * 1000) {
      entries.push({
        bookedOn: iso(day).slice(0, 10),
        recordedAt: iso(at),
        session: id,
        account: random.pick(ACCOUNTS),
        amount: random.int(900, 480_000),
        text: `${random.pick(TEXTS)} ${random.int(1000, 9999)}`,
      })
    }
    sessions.push({ id, user: 1 + (id % 2), in: iso(start), out: iso(at + random.int(60, 3600) * 1000) })
  }
  return { sessions, entries }
}

export const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 19) + 'Z'
