// Dumps that the real programs wrote of two small made-up databases (mariadb-dump 10.11, pg_dump 15), and hostile changes of them.
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../../src/evidence/limits.ts'
import { openBytes } from '../../../src/evidence/source.ts'
import { parseProfile } from '../../../src/ingest/database/load-profiles.ts'
import type { Profile } from '../../../src/ingest/database/profile.ts'
import { columnsOf, tableName } from '../../../src/ingest/database/sql-dump/create-table.ts'
import { statements, type Statement } from '../../../src/ingest/database/sql-dump/statements.ts'
import dump from '../../../src/ingest/database/sql-dump.ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { toIso } from '../../../src/time/instant.ts'

const file = (name: string) => readFileSync(join(import.meta.dirname, 'dumps', name))
const bytes = (text: string) => new TextEncoder().encode(text)

function read(content: Uint8Array, profiles: readonly Profile[] = [], seconds = 600): Artifact[] {
  const { source } = openBytes(content, 'dump.sql')
  const found = dump.ingest(source, { limits: { ...DEFAULT_LIMITS, seconds }, profiles })
  if (Symbol.asyncIterator in found) throw new Error('dumps are read synchronously')
  return [...found]
}
const rowsOf = (all: readonly Artifact[], table: string) =>
  all.filter((a) => (a.type === 'row' || a.type === 'session') && a.locator.type === 'row' && a.locator.table === table)
const timesOf = (a: Artifact | undefined) =>
  a?.events.map(
    (e) =>
      `${e.kind} ${e.reading.nominal === undefined ? (e.reading.problem ?? '') : toIso(e.reading.nominal).slice(0, 19)}`,
  )
const traitsOf = (a: Artifact | undefined) => Object.fromEntries((a?.traits ?? []).map((t) => [t.key, t.value]))
const problems = (all: readonly Artifact[]) => all.flatMap((a) => a.problems ?? [])

describe('a dump says of itself', () => {
  it('by mariadb-dump: its program, its server, and when it was complete', () => {
    const [database] = read(file('mariadb.sql'))
    expect(traitsOf(database)).toEqual({
      'sql-dump.dialect': 'mysql',
      'sql-dump.program': 'MariaDB dump 10.19 Distrib 10.11.19-MariaDB',
      'sql-dump.server-version': '10.11.19-MariaDB-0+deb12u1',
    })
    expect(timesOf(database)).toEqual(['db.dump.made 2026-11-21T15:33:17'])
    expect(database?.claim?.raw).toBe('Dump completed on 2026-11-21 15:33:17')
    expect(database?.claim?.reading.zone.type).toBe('floating')
  })

  it('by pg_dump: its program and server', () => {
    const [database] = read(file('postgresql.sql'))
    expect(traitsOf(database)).toEqual({
      'sql-dump.dialect': 'postgresql',
      'sql-dump.program': 'pg_dump version 15.18 (Debian 15.18-0+deb12u1)',
      'sql-dump.server-version': '15.18 (Debian 15.18-0+deb12u1)',
    })
    expect(database?.events).toEqual([])
  })

  it('by phpMyAdmin: when it was generated, to the minute', () => {
    const [database] = read(
      bytes(
        '-- phpMyAdmin SQL Dump\n-- version 5.2.1\n-- Generation Time: Mar 05, 2011 at 12:41 PM\n-- Server version: 10.4.27-MariaDB\n-- PHP Version: 8.1.12\n',
      ),
    )
    expect(timesOf(database)).toEqual(['db.dump.made 2011-03-05T12:41:00'])
    expect(traitsOf(database)['sql-dump.server-version']).toBe('10.4.27-MariaDB')
  })
})

describe('the rows of a dump', () => {
  it.each(['mariadb.sql', 'mariadb-rows.sql'])(
    'of %s are those of the tables, and never those that a trigger would insert',
    (name) => {
      const all = read(file(name))
      expect(problems(all)).toEqual([])
      const audit = rowsOf(all, 'audit_trail')
      expect(audit).toHaveLength(40)
      expect(timesOf(audit[0])).toEqual(['db.row.recorded 2010-01-01T09:00:00'])
      expect(timesOf(audit[39])).toEqual(['db.row.recorded 2010-01-03T00:00:00'])
      // The order of a dump is that of the table's storage, not of insertion.
      expect(audit.every((row) => row.events.every((event) => event.places === undefined))).toBe(true)
      expect(rowsOf(all, 'session').map(timesOf)).toEqual([
        ['db.session.login 2010-01-01T08:00:00', 'db.session.logout 2010-01-01T17:00:00'],
        ['db.session.login 2010-01-02T08:00:00'],
      ])
    },
  )

  it('are the same by COPY and by INSERT', () => {
    const [copied, inserted] = [read(file('postgresql.sql')), read(file('postgresql-inserts.sql'))]
    for (const table of ['audit_trail', 'Journal Entry']) {
      expect(rowsOf(copied, table).map(timesOf)).toEqual(rowsOf(inserted, table).map(timesOf))
      expect(rowsOf(copied, table).length).toBe(table === 'audit_trail' ? 40 : 30)
    }
    expect(timesOf(rowsOf(copied, 'Journal Entry')[0])).toEqual([
      'db.row.recorded 2010-01-02T08:00:00',
      'db.row.booked 2009-12-31T00:00:00',
      'db.cell.time 2010-01-01T00:00:00',
    ])
  })

  it('are as a profile states them, with its key as place', () => {
    const profile = parseProfile(
      `id: books
title: Books
references: [a test]
identify: { audit_trail: [id, recorded_at] }
tables:
  - { table: audit_trail, is: audit, key: id, times: [{ column: recorded_at, kind: db.row.recorded, encoding: iso, zone: utc, clock: database, claim: true }] }
`,
      'books.yaml',
    )
    for (const name of ['mariadb.sql', 'postgresql.sql']) {
      const all = read(file(name), [profile])
      expect(traitsOf(all[0])['db.profile']).toBe('books')
      const [, second] = rowsOf(all, 'audit_trail')
      expect(second?.label).toBe('audit_trail 2')
      expect(second?.claim).toMatchObject({
        clock: { kind: 'database' },
        places: [{ sequence: 'audit_trail.rowid', position: 2 }],
      })
    }
  })

  it('bear only what is declared', () => {
    for (const name of ['mariadb.sql', 'postgresql.sql'])
      for (const artifact of read(file(name))) {
        for (const event of artifact.events) expect(Object.keys(dump.emits.events)).toContain(event.kind)
        for (const trait of artifact.traits) expect(Object.keys(dump.emits.traits)).toContain(trait.key)
      }
  })
})

describe('statements', () => {
  const chunked = (content: Uint8Array, size: number) =>
    Array.from({ length: Math.ceil(content.length / size) }, (_, i) => content.subarray(i * size, (i + 1) * size))

  it.each(['mariadb.sql', 'postgresql.sql', 'postgresql-inserts.sql'])(
    'of %s are the same however the bytes come',
    (name) => {
      const backslash = name.startsWith('mariadb') ? 'escapes' : 'stands for itself'
      const whole: Statement[] = [...statements([file(name)], backslash)]
      expect(whole.length).toBeGreaterThan(40)
      for (const size of [1, 7, 64, 1000]) expect([...statements(chunked(file(name), size), backslash)]).toEqual(whole)
    },
  )

  it.each<[string, string, unknown[][]]>([
    ['NULL, numbers, negative numbers, booleans', `(NULL, 1, -2, 1.5, TRUE)`, [[null, 1n, -2n, 1.5, 1n]]],
    ['doubled quotes, brackets and semicolons in texts', `('a''b', '(x); --', '/*')`, [[`a'b`, '(x); --', '/*']]],
    ['several rows', `(1),(2) , (3)`, [[1n], [2n], [3n]]],
    ['calls and prefixes', `(_binary 'x', now(1, 2), E'a\\'b')`, [['x', 'now(1, 2)', `a'b`]]],
    ['what follows the rows', `(1) ON CONFLICT DO NOTHING`, [[1n]]],
  ])('read %s', (_, values, expected) => {
    const all = [...statements([bytes(`INSERT INTO t VALUES ${values};`)], 'stands for itself')]
    expect(all.map((one) => (one.type === 'row' ? one.cells : one.type))).toEqual(expected)
  })

  it('read a backslash as the dialect does', () => {
    const cells = (backslash: 'escapes' | 'stands for itself', text: string) =>
      [...statements([bytes(text)], backslash)].map((one) => (one.type === 'row' ? one.cells : one.type))
    expect(cells('escapes', `INSERT INTO t VALUES ('a\\'b');`)).toEqual([[`a'b`]])
    expect(cells('stands for itself', `INSERT INTO t VALUES ('a\\');`)).toEqual([['a\\']])
  })

  it('know the columns of a table and its name', () => {
    expect(
      columnsOf(
        'CREATE TABLE IF NOT EXISTS public."A ""b" (\n id bigint DEFAULT nextval(\'x(,\'), "when" timestamp, PRIMARY KEY (id), KEY `k` (id))',
      ),
    ).toEqual({
      name: 'A "b',
      columns: [
        { name: 'id', type: "bigint DEFAULT nextval('x(,')" },
        { name: 'when', type: 'timestamp' },
      ],
    })
    expect(columnsOf('CREATE TABLE x AS SELECT 1')).toBeUndefined()
    expect(tableName('`a`.`b`')).toBe('b')
    expect(tableName('a b')).toBeUndefined()
  })
})

describe('a hostile dump', () => {
  it.each([
    ['inside a row', "INSERT INTO t VALUES (1, 'x", /ends inside a statement/],
    ['inside COPY', 'COPY t (a) FROM stdin;\n1\n', /ends inside a statement/],
    ['before its last line', '', /the line that ends a complete dump is missing/],
  ])('cut short %s is read as far as it goes, and named so', (_, tail, message) => {
    const all = read(bytes(`--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE t (a integer);\n${tail}`))
    expect(problems(all).join()).toMatch(message)
  })

  it('ends in artifacts whichever bytes are changed', () => {
    const sound = file('mariadb.sql')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.constantFrom(0, 10, 39, 34, 40, 41, 44, 59, 92, 96, 255)), {
          maxLength: 30,
        }),
        fc.nat(sound.length),
        (changes, length) => {
          const content = Buffer.from(sound.subarray(0, Math.max(200, length)))
          for (const [offset, value] of changes) if (offset > 120 && offset < content.length) content[offset] = value
          for (const artifact of read(content)) expect(artifact.label.length).toBeLessThan(1_000)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('of one endless line, of endless brackets or of many statements takes a moment', () => {
    const start = performance.now()
    const head = '-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n'
    read(bytes(`${head}INSERT INTO t VALUES (${"'".repeat(3_000_000)}`))
    read(bytes(`${head}CREATE TABLE t (${'('.repeat(500_000)}`))
    read(bytes(`${head}${'INSERT INTO t VALUES (1);\n'.repeat(50_000)}`))
    read(bytes(`${head}${'/*! x */ '.repeat(100_000)}`))
    read(bytes(`${head}INSERT INTO ${'`a`.'.repeat(20_000)} VALUES (1);`))
    expect(performance.now() - start).toBeLessThan(8_000)
  })
})

test.each([
  ['a mail that quotes a dump', 'From: a@example.com\n\n-- MySQL dump 10.13', false],
  ['a script', 'CREATE TABLE t (a int);', false],
  ['the sqlite3 shell', 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);', true],
  ['mariadb-dump with its sandbox line', '/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19', true],
  ['nothing', '', false],
  ['endless comments', '--\n'.repeat(30_000), false],
])('%s is a dump: %s', (_, text, expected) => {
  expect(dump.accepts(bytes(text), text.length)).toBe(expected)
})
