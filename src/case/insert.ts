/** Rows on their way into a table of the case, several with one statement: fewer crossings from JavaScript to SQLite. */
import type { Statement } from 'better-sqlite3'
import type { Cell } from '../ingest/part.ts'
import type { CaseDatabase } from './open.ts'

/** Rows of one statement. */
const TOGETHER = 32

/** Rows of one table, which wait until there are enough of them: `flush` before the transaction ends. */
export class Insert {
  readonly #width: number
  readonly #one: Statement
  readonly #many: Statement
  readonly #waiting: Cell[]
  #filled = 0

  constructor(db: CaseDatabase, table: string, columns: readonly string[]) {
    const row = `(${columns.map(() => '?').join(', ')})`
    const sql = (rows: number) =>
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`
    this.#width = columns.length
    this.#one = db.prepare(sql(1))
    this.#many = db.prepare(sql(TOGETHER))
    this.#waiting = new Array<Cell>(TOGETHER * this.#width).fill(null)
  }

  /** The next cell of a row, which needs all of them and then its end. */
  put(cell: Cell): void {
    this.#waiting[this.#filled++] = cell
  }

  end(): void {
    if (this.#filled < this.#waiting.length) return
    this.#many.run(this.#waiting)
    this.#filled = 0
  }

  /** Inserts what waits. */
  flush(): void {
    for (let at = 0; at < this.#filled; at += this.#width) this.#one.run(this.#waiting.slice(at, at + this.#width))
    this.#filled = 0
  }

  /** Forgets what waits. */
  forget(): void {
    this.#filled = 0
  }
}
