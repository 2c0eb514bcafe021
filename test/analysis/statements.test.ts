// The analysis speaks the SQL that SQLite and PostgreSQL share.
import { expect, it } from 'vitest'
import { SQL } from '../../src/analysis/statements.ts'
import { memoryCase } from '../../src/case/open.ts'
import { INDEXES } from '../../src/case/schema.ts'

/** Every word a statement may use besides names of tables, columns and aliases. */
const WORDS = new Set(
  'SELECT FROM WHERE JOIN ON AND OR AS ORDER BY LIMIT MIN MAX COUNT INSERT INTO VALUES DELETE IN IS NOT NULL CAST INTEGER TEXT CONFLICT DO UPDATE SET excluded'.split(
    ' ',
  ),
)
const { db } = memoryCase()
const columns = new Set(
  db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .flatMap(({ name }) => [
      name,
      ...db
        .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
        .all(name)
        .map((row) => row.name),
    ]),
)

it.each(Object.entries(SQL))('%s', (_, statement) => {
  expect(() => db.prepare(statement)).not.toThrow()
  const words = statement.replace(/"[A-Za-z]+"/g, '').match(/[A-Za-z_]\w*/g) ?? []
  const aliases = [...statement.matchAll(/(?:AS|FROM|JOIN|[a-z]) ([a-z]+)(?=\s|,|$)/g)].map((match) => match[1] ?? '')
  const strange = words.filter(
    (word) => !WORDS.has(word) && !columns.has(word) && !aliases.includes(word) && word.length > 1,
  )
  expect(strange).toEqual([])
  expect(statement).not.toMatch(/rowid|INSERT OR|REPLACE|PRAGMA|\bGLOB\b|GROUP BY/i)
})

// A planner without statistics has taken the primary key for its order, and walked a whole root for each artifact: quadratic.
it.each(Object.entries(SQL).filter(([, statement]) => /artifact\s*(?:=|>=)\s*(?:CAST\()?\?/.test(statement)))(
  '%s finds one artifact by an index, without statistics',
  (_, statement) => {
    db.exec(INDEXES)
    const unbound = Array.from({ length: statement.split('?').length - 1 }, () => null)
    const plan = db
      .prepare<null[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`)
      .all(...unbound)
      .map(({ detail }) => detail)
    expect(plan.filter((step) => /\(root=\?\)/.test(step))).toEqual([])
  },
)

// SQLite compiles a statement over several tables anew for each value of a bare parameter.
it.each(Object.entries(SQL).filter(([, statement]) => /\bJOIN\b/.test(statement)))(
  '%s casts the parameters that say where in its tables it reads',
  (_, statement) => expect(statement).not.toMatch(/(?:root|id|artifact|sequence)\s*(?:=|<|>|<=|>=)\s*\?/),
)
