import { describe, expect, it } from 'vitest'
import { features } from '../../../src/ingest/database/schema-features.ts'

const of = (type: string, sql: string, name = 'x') => features({ rowid: 1, type, name, table: name, rootPage: 2, sql })

describe('features of a schema', () => {
  it.each([
    ['table', 'CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID', ['WITHOUT ROWID']],
    ['table', 'CREATE TABLE t (a TEXT PRIMARY KEY) STRICT, WITHOUT ROWID', ['WITHOUT ROWID', 'STRICT']],
    ['table', 'CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a+1))', ['GENERATED ALWAYS AS']],
    ['table', 'CREATE TABLE t (strict TEXT, "WITHOUT ROWID" TEXT)', []],
    ['table', "CREATE TABLE t (a TEXT DEFAULT '-> iif(') -- STRICT", []],
    ['table', 'CREATE VIRTUAL TABLE t USING fts5(a)', ['fts5', 'CREATE VIRTUAL TABLE']],
    ['index', 'CREATE INDEX i ON t (a) WHERE a > 3', ['CREATE INDEX ... WHERE']],
    ['index', 'CREATE INDEX "a) WHERE" ON t (a)', []],
    [
      'trigger',
      'CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO u VALUES (1) ON CONFLICT (a) DO NOTHING; END',
      ['ON CONFLICT DO'],
    ],
    ['view', 'CREATE VIEW v AS SELECT sum(a) OVER (ORDER BY b) FROM t', ['OVER (']],
  ])('%s: %s', (type, sql, expected) => {
    expect(of(type, sql)).toEqual(expected)
  })

  it('names the tables SQLite makes itself', () => {
    expect(of('table', 'CREATE TABLE sqlite_sequence(name,seq)', 'sqlite_sequence')).toEqual([
      'AUTOINCREMENT / sqlite_sequence',
    ])
  })

  it.each(['/*', "'", '"', '[', ') FILTER ( WHERE ', ') ', 'ON CONFLICT ', ' '])(
    'looks at a long run of %j once',
    (part) => {
      const sql = `CREATE VIEW v AS ${part.repeat(200_000 / part.length)}`
      const start = performance.now()
      for (const type of ['table', 'view', 'trigger', 'index']) of(type, sql)
      expect(performance.now() - start).toBeLessThan(5_000)
    },
  )
})
