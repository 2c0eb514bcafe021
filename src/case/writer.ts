/**
 * The single writer of a case. The rows of a part and its mark `done` commit together; many parts share a transaction, because
 * one commit a mail is three times slower.
 */
import type Database from 'better-sqlite3'
import { PART_TABLES, type Part, type PartTable } from '../ingest/part.ts'
import type { CaseDatabase } from './open.ts'

type Cell = string | number | null
type Statement = Database.Statement

export interface CommitBounds {
  readonly rows: number
  readonly milliseconds: number
}
const BOUNDS: CommitBounds = { rows: 20_000, milliseconds: 50 }

/** Rows of one statement: fewer crossings from JavaScript to SQLite. */
const TOGETHER = 16
/** Trait values whose ids are kept in memory. */
const VALUES_KEPT = 100_000

export interface WriterOptions {
  readonly bounds?: CommitBounds
  /** Called after each commit with its number, from 1: lets a test kill the run at a known point. */
  readonly afterCommit?: (number: number) => void
}

const TABLES: readonly Exclude<PartTable, 'trait'>[] = [
  'evidence',
  'artifact',
  'clock',
  'event',
  'sequence',
  'place',
  'problem',
]
/** Every table whose rows belong to a root. */
export const ROOT_TABLES = [...TABLES, 'trait', 'part', 'fact_match', 'dating'] as const

export class CaseWriter {
  readonly #db: CaseDatabase
  readonly #bounds: CommitBounds
  readonly #afterCommit: (number: number) => void
  readonly #inserts: ReadonlyMap<PartTable, Insert>
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
    const columns = { ...PART_TABLES, trait: ['id', 'artifact', 'event', 'value', 'locator'] }
    this.#inserts = new Map(
      [...TABLES, 'trait' as const].map((table) => [table, new Insert(db, table, ['root', ...columns[table]])]),
    )
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
    for (const table of TABLES) this.#insert(table, root, part.rows[table].values, part.rows[table].width)
    this.#insert('trait', root, this.#withValueIds(part.rows.trait.values), 5)
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
    this.#db.exec('COMMIT')
    this.written += this.#rows
    this.#rows = 0
    this.#afterCommit(++this.#commits)
  }

  /** Forgets what is open, after an error. */
  abandon(): void {
    clearTimeout(this.#timer)
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

  #drop(root: number): void {
    for (const table of ROOT_TABLES) this.#db.prepare(`DELETE FROM ${table} WHERE root = ?`).run(root)
    this.#db.prepare(`UPDATE root SET state = 'waiting', sha256 = NULL WHERE root = ?`).run(root)
  }

  #insert(table: PartTable, root: number, values: readonly Cell[], width: number): void {
    this.#rows += values.length / width
    this.#inserts.get(table)?.all(root, values, width)
  }

  /** id, artifact, event, key, value, locator: the texts of key and value become one id. */
  #withValueIds(values: readonly Cell[]): Cell[] {
    const out: Cell[] = []
    for (let i = 0; i < values.length; i += 6)
      out.push(
        values[i] ?? null,
        values[i + 1] ?? null,
        values[i + 2] ?? null,
        this.#dictionary.id(String(values[i + 3]), String(values[i + 4])),
        values[i + 5] ?? null,
      )
    return out
  }
}

/** Inserts rows of one table, several with one statement. */
class Insert {
  readonly #one: Statement
  readonly #many: Statement

  constructor(db: CaseDatabase, table: string, columns: readonly string[]) {
    const row = `(${columns.map(() => '?').join(', ')})`
    const sql = (rows: number) =>
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`
    this.#one = db.prepare(sql(1))
    this.#many = db.prepare(sql(TOGETHER))
  }

  all(root: number, values: readonly Cell[], width: number): void {
    const count = values.length / width
    let next = 0
    for (; next + TOGETHER <= count; next += TOGETHER) this.#many.run(rowsOf(root, values, width, next, TOGETHER))
    for (; next < count; next++) this.#one.run(rowsOf(root, values, width, next, 1))
  }
}

function rowsOf(root: number, values: readonly Cell[], width: number, first: number, count: number): Cell[] {
  const cells: Cell[] = []
  for (let row = first; row < first + count; row++) {
    cells.push(root)
    for (let column = row * width; column < (row + 1) * width; column++) cells.push(values[column] ?? null)
  }
  return cells
}

/**
 * The ids of trait values. Those used lately are kept in memory, in two halves: when the younger is full the older is forgotten.
 * Until then a value that is not kept is new, and need not be looked for.
 */
class Dictionary {
  readonly #find: Statement
  readonly #add: Statement
  #younger = new Map<string, number>()
  #older = new Map<string, number>()
  #all: boolean

  constructor(db: CaseDatabase) {
    this.#find = db.prepare('SELECT id FROM trait_value WHERE key = ? AND value = ?').pluck()
    this.#add = db.prepare('INSERT INTO trait_value (key, value) VALUES (?, ?)')
    this.#all = db.prepare('SELECT 1 FROM trait_value LIMIT 1').get() === undefined
  }

  id(key: string, value: string): number {
    const name = `${key}\0${value}`
    const recent = this.#younger.get(name)
    if (recent !== undefined) return recent
    const id = this.#older.get(name) ?? this.#stored(key, value)
    if (this.#younger.size >= VALUES_KEPT / 2) {
      this.#all &&= this.#older.size === 0
      this.#older = this.#younger
      this.#younger = new Map()
    }
    this.#younger.set(name, id)
    return id
  }

  #stored(key: string, value: string): number {
    const found: unknown = this.#all ? undefined : this.#find.get(key, value)
    return typeof found === 'number' ? found : Number(this.#add.run(key, value).lastInsertRowid)
  }
}
