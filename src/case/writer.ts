/**
 * The single writer of a case. The rows of a part and its mark `done` commit together; many parts share a transaction, because
 * one commit a mail is three times slower.
 */
import type Database from 'better-sqlite3'
import { PackedReader, PART_TABLES, perTable, type Part, type PartTable } from '../ingest/part.ts'
import { Insert } from './insert.ts'
import type { CaseDatabase } from './open.ts'

type Statement = Database.Statement

export interface CommitBounds {
  readonly rows: number
  readonly milliseconds: number
}
/** A page that several parts change is written once a transaction: at 50 ms a scan of mails wrote half as many bytes again. */
const BOUNDS: CommitBounds = { rows: 20_000, milliseconds: 200 }

/** Trait values whose ids are kept in memory. */
const VALUES_KEPT = 100_000
/** In characters; longer ones seldom come twice. */
const LONGEST_KEPT = 200

export interface WriterOptions {
  readonly bounds?: CommitBounds
  /** Called after each commit with its number, from 1: lets a test kill the run at a known point. */
  readonly afterCommit?: (number: number) => void
}

/** Columns of each table as they are inserted, without the root. */
const COLUMNS = { ...PART_TABLES, trait: ['id', 'artifact', 'event', 'value', 'locator'] } as const
const KEY = PART_TABLES.trait.indexOf('key')
/** Every table whose rows belong to a root. */
export const ROOT_TABLES = [
  ...['evidence', 'artifact', 'clock', 'event', 'sequence', 'place', 'problem'],
  ...['trait', 'part', 'fact_match', 'dating'],
] as const

export class CaseWriter {
  readonly #db: CaseDatabase
  readonly #bounds: CommitBounds
  readonly #afterCommit: (number: number) => void
  readonly #inserts: Readonly<Record<PartTable, Insert>>
  readonly #partDone: Statement
  readonly #isDone: Statement
  readonly #rootRead: Statement
  readonly #rootDone: Statement
  readonly #dictionary: Dictionary
  #commits = 0
  #rows = 0
  #begun = 0
  #timer: NodeJS.Timeout | undefined
  /** What went wrong in a commit that nobody was waiting for. */
  #failure: Error | undefined
  /** Rows written in all. */
  written = 0

  constructor(db: CaseDatabase, { bounds = BOUNDS, afterCommit = () => undefined }: WriterOptions = {}) {
    this.#db = db
    this.#bounds = bounds
    this.#afterCommit = afterCommit
    this.#inserts = perTable((table) => new Insert(db, table, ['root', ...COLUMNS[table]]))
    this.#partDone = db.prepare('INSERT INTO part (root, number) VALUES (?, ?)')
    this.#isDone = db.prepare('SELECT 1 FROM part WHERE root = ? AND number = ?')
    this.#rootRead = db.prepare(`UPDATE root SET sha256 = ?, state = 'reading' WHERE root = ? AND state = 'waiting'`)
    this.#rootDone = db.prepare('UPDATE root SET sha256 = ?, state = ? WHERE root = ?')
    this.#dictionary = new Dictionary(db)
  }

  /**
   * Writes a part, unless the case has it. Part 0 of a root that the case already knows in part means that the file is another
   * one now: what was known is dropped.
   */
  write(part: Part): void {
    this.#begin()
    const { root, number } = part
    if (this.#isDone.get(root, number) !== undefined) {
      if (number !== 0) {
        this.#end(part)
        return
      }
      this.#drop(root)
    }
    if (number === 0) this.#rootRead.run(part.sha256 ?? null, root)
    const cells = new PackedReader(part.rows)
    for (const [table, rows] of cells.tables()) {
      const insert = this.#inserts[table]
      for (let row = 0; row < rows; row++) {
        insert.put(root)
        for (let column = 0; column < PART_TABLES[table].length; column++) {
          const cell = cells.next(table, column)
          // The texts of key and value become one id.
          if (table === 'trait' && column === KEY)
            insert.put(this.#dictionary.id(String(cell), String(cells.next(table, ++column))))
          else insert.put(cell)
        }
        insert.end()
      }
      this.#rows += rows
    }
    this.#partDone.run(root, number)
    this.#rows++
    this.#end(part)
  }

  /** Takes everything that belongs to a root out of the case; the root itself stays, waiting. */
  drop(root: number): void {
    this.#begin()
    this.#drop(root)
  }

  /** Commits what is open. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#failure !== undefined) throw this.#failure
    if (!this.#db.inTransaction) return
    this.#endInserts()
    this.#db.exec('COMMIT')
    this.written += this.#rows
    this.#rows = 0
    this.#afterCommit(++this.#commits)
  }

  /** Forgets what is open, after an error. */
  abandon(): void {
    clearTimeout(this.#timer)
    for (const insert of Object.values(this.#inserts)) insert.forget()
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
  }

  #begin(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#db.inTransaction) return
    this.#db.exec('BEGIN IMMEDIATE')
    this.#begun = performance.now()
    // While the readers are busy with something large, what is written must not wait for them.
    this.#timer = setTimeout(() => {
      try {
        this.flush()
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error('the case could not be written')
      }
    }, this.#bounds.milliseconds)
  }

  #end({ root, last, sha256 }: Part): void {
    if (last !== undefined) this.#rootDone.run(sha256 ?? null, last.changed ? 'changed' : 'done', root)
    if (this.#rows >= this.#bounds.rows || performance.now() - this.#begun >= this.#bounds.milliseconds) this.flush()
  }

  #endInserts(): void {
    for (const insert of Object.values(this.#inserts)) insert.flush()
  }

  #drop(root: number): void {
    this.#endInserts()
    for (const table of ROOT_TABLES) this.#db.prepare(`DELETE FROM ${table} WHERE root = ?`).run(root)
    this.#db.prepare(`UPDATE root SET state = 'waiting', sha256 = NULL WHERE root = ?`).run(root)
  }
}

/** The same text. A piece cut out of another text keeps all of that one in memory: here, a whole part for each short value. */
const ofItsOwn = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le')

/**
 * The ids of trait values. Short ones used lately are kept in memory, in two halves: when the younger is full the older is forgotten.
 */
class Dictionary {
  readonly #find: Statement
  readonly #add: Statement
  #younger = new Map<string, number>()
  #older = new Map<string, number>()

  constructor(db: CaseDatabase) {
    this.#find = db.prepare('SELECT id FROM trait_value WHERE key = ? AND value = ?').pluck()
    this.#add = db.prepare('INSERT INTO trait_value (key, value) VALUES (?, ?) ON CONFLICT (key, value) DO NOTHING')
  }

  id(key: string, value: string): number {
    if (value.length > LONGEST_KEPT) return this.#stored(key, value)
    const name = `${key}\0${value}`
    const recent = this.#younger.get(name)
    if (recent !== undefined) return recent
    const id = this.#older.get(name) ?? this.#stored(key, value)
    if (this.#younger.size >= VALUES_KEPT / 2) {
      this.#older = this.#younger
      this.#younger = new Map()
    }
    this.#younger.set(ofItsOwn(name), id)
    return id
  }

  /** Most are new, so it is tried first to add one. */
  #stored(key: string, value: string): number {
    const { changes, lastInsertRowid } = this.#add.run(key, value)
    return changes === 1 ? Number(lastInsertRowid) : Number(this.#find.get(key, value))
  }
}
