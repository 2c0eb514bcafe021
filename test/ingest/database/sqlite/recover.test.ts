// Recovery against the truth of databases whose every row version is known: nothing invented, nothing live called deleted.
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openRaw } from '../../../../src/ingest/database/sqlite/open-raw.ts'
import { recover, type RecoveredRow } from '../../../../src/ingest/database/sqlite/recover.ts'
import type { Cell } from '../../../../src/ingest/database/time-cell.ts'
import { inMemory } from './compare.ts'
import { random } from './generated.ts'

const NAMES = ['Ada', 'Grace', 'Barbara', 'Ken', 'Dennis', 'Margaret', 'Edsger', 'Frances'] as const

/** Tables of the forms that audit trails and histories have. */
const FORMS = [
  'id INTEGER PRIMARY KEY, ts INTEGER, who TEXT, msg TEXT',
  'id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, amount REAL, who TEXT',
  'id INT NOT NULL, who TEXT NOT NULL, amount INT, ratio FLOAT',
  'who TEXT, note TEXT',
  'ts INTEGER NOT NULL, code INTEGER, flag BOOLEAN, data BLOB',
] as const

interface Made {
  readonly bytes: Buffer
  /** Every version that any row ever had, by table. */
  readonly ever: ReadonlySet<string>
  readonly live: ReadonlySet<string>
  readonly gone: number
}

const text = (cell: Cell | undefined): string =>
  cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : String(cell)
const line = (table: string, values: readonly Cell[]): string => `${table}: ${values.map(text).join(' | ')}`

/** Inserts, deletes, updates and drops at random, and writes down every row that ever stood in a table. */
function worn(seed: number): Made {
  const r = random(seed)
  const db = new Database(':memory:')
  db.pragma(`page_size = ${r.one([512, 1024, 4096])}`)
  db.pragma('secure_delete = OFF')
  db.pragma(`encoding = '${r.one(['UTF-8', 'UTF-8', 'UTF-16le'])}'`)
  db.pragma(`auto_vacuum = ${r.one(['NONE', 'NONE', 'FULL'])}`)
  const ever = new Set<string>()
  const tables = Array.from({ length: 1 + r.below(2) }, (_, t) => ({ name: `t${t}`, form: r.one(FORMS) }))
  for (const { name, form } of tables) db.exec(`CREATE TABLE ${name} (${form})`)
  const cell = (column: string, i: number): string | number | bigint | Buffer | null => {
    if (column === 'id') return i + 1
    if (column === 'ts') return 1_250_000_000 + i * 100 + r.below(90)
    if (column === 'at')
      return `2009-08-${String(1 + (i % 28)).padStart(2, '0')} 10:${String(r.below(60)).padStart(2, '0')}:00`
    if (column === 'who') return r.one(NAMES)
    if (column === 'amount' || column === 'ratio') return r.below(1_000_000) / 100
    if (column === 'code') return r.below(70_000)
    if (column === 'flag') return r.below(2)
    if (column === 'data') return Buffer.alloc(r.below(40), r.below(256))
    return r.chance(0.1) ? null : `${r.one(NAMES)} wrote ${'something '.repeat(r.below(6))}${i}`
  }
  const remember = () => {
    for (const { name } of tables)
      for (const row of db.prepare<[], Cell[]>(`SELECT * FROM ${name}`).raw().safeIntegers().iterate())
        ever.add(line(name, row))
  }
  for (const { name } of tables) {
    const columns = db
      .prepare<[], [string]>(`SELECT name FROM pragma_table_info('${name}')`)
      .raw()
      .all()
      .map(([c]) => c)
    const insert = db.prepare(`INSERT OR IGNORE INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`)
    let next = 0
    const add = (count: number) => {
      for (let i = 0; i < count; i++, next++) insert.run(columns.map((column) => cell(column, next)))
      remember()
    }
    add(10 + r.below(150))
    for (let step = 0; step < 1 + r.below(6); step++) {
      const [a, b] = [r.below(7), 2 + r.below(6)]
      if (r.chance(0.5)) db.exec(`DELETE FROM ${name} WHERE rowid % ${b} = ${a % b}`)
      else if (r.chance(0.5)) {
        const from = r.below(next)
        db.exec(`DELETE FROM ${name} WHERE rowid BETWEEN ${from} AND ${from + r.below(30)}`)
      } else
        db.exec(`UPDATE ${name} SET ${columns[1] ?? 'rowid'} = ${columns[1] ?? 'rowid'} || 'x' WHERE rowid % ${b} = 1`)
      remember()
      if (r.chance(0.4)) add(r.below(30))
    }
  }
  if (r.chance(0.1)) db.exec('DROP TABLE t0')
  const live = new Set<string>()
  for (const { name } of tables)
    if (db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined)
      for (const row of db.prepare<[], Cell[]>(`SELECT * FROM ${name}`).raw().safeIntegers().iterate())
        live.add(line(name, row))
  const bytes = db.serialize()
  db.close()
  return { bytes, ever, live, gone: [...ever].filter((row) => !live.has(row)).length }
}

/** As the truth writes it; the row id that the freed bytes took is not held against the row. */
function matches({ shape, values, rowid }: RecoveredRow, truth: ReadonlySet<string>): boolean {
  if (shape.alias < 0 || rowid !== undefined) return truth.has(line(shape.name, values))
  const tail = values
    .filter((_, i) => i !== shape.alias)
    .map(text)
    .join(' | ')
  for (const row of truth) if (row.startsWith(`${shape.name}: `) && row.endsWith(` | ${tail}`)) return true
  return false
}

function recovered(bytes: Buffer): readonly RecoveredRow[] {
  const raw = openRaw(inMemory(bytes))
  if ('reason' in raw) throw new Error(raw.reason)
  return [...recover(raw)].filter(({ shape }) => shape.name.startsWith('t'))
}

describe('recovered rows', () => {
  test('of 300 worn databases are rows that once were there, and none that still is', () => {
    const wrong: string[] = []
    let [found, gone, guessed] = [0, 0, 0]
    for (let seed = 0; seed < 300; seed++) {
      const made = worn(seed)
      gone += made.gone
      for (const row of recovered(made.bytes)) {
        found++
        // Two tables of one form on a free page: the record fits both, and says so.
        const names = [row.shape.name, ...row.fitsToo]
        const isTrue = names.some((name) => matches({ ...row, shape: { ...row.shape, name } }, made.ever))
        if (!isTrue && row.sure === 'guessed') guessed++
        else if (!isTrue)
          wrong.push(`seed ${seed} invented ${row.sure} ${row.where} ${line(row.shape.name, row.values)}`)
        else if (row.rowid !== undefined && made.live.has(line(row.shape.name, row.values)) && row.is !== 'unreached')
          wrong.push(`seed ${seed} live ${row.sure} ${row.where} ${line(row.shape.name, row.values)}`)
      }
    }
    console.log(
      `recovered ${found} of ${gone} row versions that are gone, ${wrong.length} wrong, ${guessed} guesses wrong`,
    )
    expect(wrong).toEqual([])
    // What is marked as a guess may be wrong, once in a thousand.
    expect(guessed).toBeLessThanOrEqual(found / 1000)
    expect(found).toBeGreaterThan(gone / 3)
  })
})
