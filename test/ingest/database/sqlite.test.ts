import Database from 'better-sqlite3'
import fc from 'fast-check'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../../src/evidence/limits.ts'
import { loadProfiles, parseProfile } from '../../../src/ingest/database/load-profiles.ts'
import sqlite from '../../../src/ingest/database/sqlite.ingester.ts'
import { EvidenceProblem, type Artifact } from '../../../src/model.ts'
import { toIso } from '../../../src/time/instant.ts'
import { ingested, isOurs, sourceOf, temporary, type Case } from './source.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../rules/profiles'))
const ledger = parseProfile(
  `id: ledger
title: Ledger
references: [a test]
identify: { log: [id, at] }
releases: [{ version: '2', date: 2016-01-01, source: a test }]
tables:
  - table: log
    is: audit
    key: id
    times: [{ column: at, kind: db.row.recorded, encoding: iso, zone: utc, clock: database, claim: true }]
    columns: [{ column: host, since: 2016-01-01, release: '2', upgradeFills: unknown, source: a test }]
`,
  'ledger.yaml',
)

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

function make(sql: string, name = 'x.db'): string {
  const path = join(at.folder, name)
  const db = new Database(path)
  db.exec(sql)
  db.close()
  return path
}
const ofTable = (artifacts: readonly Artifact[], table: string) =>
  artifacts.filter(
    (a) => (a.type === 'row' || a.type === 'session') && a.locator.type === 'row' && a.locator.table === table,
  )
const traits = (artifact: Artifact | undefined, key: string) =>
  artifact?.traits.flatMap((trait) => (trait.key === key ? [trait.value] : []))
const problems = (artifacts: readonly Artifact[]) => artifacts.flatMap((a) => a.problems ?? [])

describe('a database with a -wal beside it', () => {
  /** A main file of three rows, and a -wal in which one is added, one changed and one deleted, in a folder of their own. */
  function worn(): string {
    const live = join(at.folder, 'live.db')
    const db = new Database(live)
    db.pragma('journal_mode = WAL')
    db.exec(`CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, host TEXT);
      INSERT INTO log VALUES (1, '2011-01-01T00:00:00Z', NULL), (2, '2011-01-02T00:00:00Z', NULL), (3, '2011-01-03T00:00:00Z', NULL)`)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.exec(`UPDATE log SET at = '2019-05-05T00:00:00Z' WHERE id = 2; DELETE FROM log WHERE id = 3;
      INSERT INTO log VALUES (4, '2011-01-04T00:00:00Z', NULL)`)
    const folder = join(at.folder, 'evidence')
    mkdirSync(folder)
    // Copied while open: closing would write the -wal back into the file.
    for (const name of ['', '-wal']) copyFileSync(live + name, join(folder, `x.db${name}`))
    db.close()
    return join(folder, 'x.db')
  }
  afterEach(() => {
    if (existsSync(join(at.folder, 'evidence'))) chmodSync(join(at.folder, 'evidence'), 0o700)
  })

  it('is read as two versions: what differs bears the name of its version', () => {
    const rows = ofTable([...ingested(worn(), [ledger])], 'log')
    expect(
      rows.map((r) => [r.label, r.claim?.raw.slice(0, 10), traits(r, 'db.version'), r.claim?.places?.[0]?.position]),
    ).toEqual([
      ['log 1', '2011-01-01', [], 1],
      ['log 2', '2011-01-02', ['main'], 2],
      ['log 2 with -wal', '2019-05-05', ['with-wal'], undefined],
      ['log 3', '2011-01-03', ['main'], 3],
      ['log 4 with -wal', '2011-01-04', ['with-wal'], 4],
      ['log 2, from version 1 to 2', undefined, [], undefined],
      ['log 4, as commit 3 of the log inserted it', undefined, [], undefined],
    ])
  })

  it('is left as it was, with nothing beside it, in a folder that cannot be written', () => {
    const path = worn()
    const folder = join(path, '..')
    const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')])
    chmodSync(folder, 0o500)
    expect(ofTable([...ingested(path, [ledger])], 'log')).toHaveLength(7)
    expect(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')])).toEqual(before)
  })

  it('keeps a journal from SQLite, which would roll the copy back', () => {
    const path = make(`CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT)`)
    writeFileSync(`${path}-journal`, Buffer.alloc(1024, 7))
    const source = sourceOf(path, at.folder)
    const folders: string[] = []
    const watched = {
      ...source,
      privateCopy: (companions: readonly string[] = []) => {
        const copy = source.privateCopy(companions)
        folders.push(join(copy.path, '..'))
        return copy
      },
    }
    const artifacts = [...sync(watched)]
    expect(artifacts.map((a) => a.type)).toEqual(['database', 'schema'])
    expect(folders.flatMap((folder) => readdirSync(folder)).filter((name) => name.endsWith('-journal'))).toEqual([])
  })
  function sync(source: ReturnType<typeof sourceOf>): Iterable<Artifact> {
    const found = sqlite.ingest(source, { limits: DEFAULT_LIMITS, profiles: [] })
    if (Symbol.asyncIterator in found) throw new Error('reads synchronously')
    return found
  }
})

describe('tables that no profile knows', () => {
  it('give the same cells as better-sqlite3, in row order, whatever the table holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 700_000_000, max: 2_000_000_000 }), fc.option(fc.string())), {
          minLength: 1,
          maxLength: 40,
        }),
        (cells) => {
          const path = join(at.folder, `g${cells.length}-${Math.random()}.db`)
          const db = new Database(path)
          db.exec('CREATE TABLE "odd ""name" ("from" TEXT, created_ms INTEGER, created_text TEXT)')
          const insert = db.prepare('INSERT INTO "odd ""name" VALUES (?, ?, ?)')
          // From 1998 on: earlier Unix seconds could be Cocoa seconds of today and are left alone.
          for (const [s, text] of cells) insert.run(text, BigInt(s) * 1000n, new Date(s * 1000).toISOString())
          const expected = db.prepare('SELECT rowid, created_ms, created_text FROM "odd ""name"').raw().all()
          db.close()
          const rows = ofTable([...ingested(path)], 'odd "name')
          expect(
            rows.map((r) => [
              r.locator.type === 'row' ? Number(r.locator.row) : 0,
              Number(r.events[0]?.raw),
              r.events[1]?.raw,
            ]),
          ).toEqual(expected)
          expect(
            rows.every(
              (r) =>
                r.claim === undefined && r.events.every((e) => e.kind === 'db.cell.time' && e.places === undefined),
            ),
          ).toBe(true)
          expect(rows.map((r) => r.events[0]?.reading.nominal)).toEqual(rows.map((r) => r.events[1]?.reading.nominal))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('read integers beyond 2^53 exactly', () => {
    const path = make(`CREATE TABLE t (id INTEGER PRIMARY KEY, seen_time INTEGER);
      INSERT INTO t VALUES (9223372036854775807, 129067776000000017)`)
    const [row] = ofTable([...ingested(path)], 't')
    expect(row?.locator).toEqual({ type: 'row', table: 't', row: '9223372036854775807' })
    const [event] = row?.events ?? []
    expect(event?.raw).toBe('129067776000000017')
    expect(event?.reading.nominal === undefined ? '' : toIso(event.reading.nominal)).toBe('2010-01-01T00:00:00.000001Z')
  })

  it('have no time where numbers only look like one', () => {
    const path = make(`CREATE TABLE t (amount INTEGER, version TEXT, price REAL, started REAL);
      INSERT INTO t VALUES (1500000000, '20160318', 40179.5, 283996800.5), (1500000001, '20160319', 40180.5, 683996800.5), (1500000002, '20160320', 40181.5, 693996800.5)`)
    expect(ofTable([...ingested(path)], 't')).toEqual([])
  })
})

describe('a column of which it is not known whether upgrades fill it', () => {
  const rowsOf = (values: string) =>
    make(
      `CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, host TEXT DEFAULT 'here'); INSERT INTO log VALUES ${values}`,
    )
  const marks = (path: string) =>
    ofTable([...ingested(path, [ledger])], 'log').map((r) =>
      r.traits.filter((t) => t.key.startsWith('db.row.column')).map((t) => t.key),
    )

  it.each([
    [
      'all old rows hold a value: an upgrade filled them',
      `(1,'2011-01-01','a'), (2,'2011-01-02','b')`,
      ['db.row.column-unknown', 'db.row.column-unknown'],
    ],
    [
      'old rows share one value: an upgrade may have filled some',
      `(1,'2011-01-01','a'), (2,'2011-01-02','a'), (3,'2011-01-03',NULL)`,
      ['db.row.column-unknown', 'db.row.column-unknown'],
    ],
    [
      'old rows differ and one lacks a value',
      `(1,'2011-01-01','a'), (2,'2011-01-02','b'), (3,'2011-01-03',NULL)`,
      ['db.row.column', 'db.row.column'],
    ],
    [
      'the default of the column is no value',
      `(1,'2011-01-01','a'), (2,'2011-01-02','b'), (3,'2011-01-03','here')`,
      ['db.row.column', 'db.row.column'],
    ],
    [
      'only rows after the release hold a value',
      `(1,'2011-01-01',NULL), (2,'2017-01-02','a'), (3,'2017-01-03','b')`,
      ['db.row.column-unknown', 'db.row.column-unknown'],
    ],
  ])('%s', (_, values, expected) => {
    expect(marks(rowsOf(values)).flat()).toEqual(expected)
  })
})

describe('a hostile database', () => {
  it('executes nothing of its schema', () => {
    const path = make(`CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, host TEXT);
      INSERT INTO log VALUES (1, '2011-01-01T00:00:00Z', NULL);
      CREATE VIEW entry AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS id, x AS entered_at, x AS booked_on FROM n;
      CREATE TABLE gen (id INTEGER PRIMARY KEY, made_at TEXT);
      INSERT INTO gen VALUES (1, '2011-01-01T00:00:00Z');
      ALTER TABLE gen ADD COLUMN big_date INTEGER GENERATED ALWAYS AS (abs(-9223372036854775807 - 1));
      CREATE TABLE def (id INTEGER PRIMARY KEY, at TEXT, host TEXT DEFAULT (hex(zeroblob(400000000))));
      CREATE TRIGGER boom AFTER INSERT ON log BEGIN SELECT RAISE(ABORT, 'x'); END;
      CREATE VIRTUAL TABLE words USING fts5(made_at);`)
    const start = performance.now()
    const all = [...ingested(path, [ledger, ...profiles])]
    expect(ofTable(all, 'gen').map((r) => r.events.map((e) => e.raw))).toEqual([['2011-01-01T00:00:00Z']])
    expect(ofTable(all, 'log')).toHaveLength(1)
    expect(ofTable(all, 'entry')).toEqual([])
    expect(problems(all)).toEqual([])
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('with a damaged page gives the rows before and behind it and one line on the rest', () => {
    const path = make(`CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, host TEXT);
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) INSERT INTO log SELECT x, '2011-01-01T00:00:00Z', hex(zeroblob(50)) FROM n`)
    const bytes = readFileSync(path)
    bytes.fill(0xff, 4096 * 60, 4096 * 61)
    writeFileSync(path, bytes)
    const all = [...ingested(path, [ledger])]
    const rows = ofTable(all, 'log')
    expect(rows.length).toBeGreaterThan(4_800)
    expect(rows.length).toBeLessThan(5_000)
    expect(new Set(rows.map((r) => r.label)).size).toBe(rows.length)
    expect(problems(all)).toHaveLength(1)
    expect(problems(all)[0]).toMatch(
      /^table log: not read on after row \d+ \(database disk image is malformed\); \d+ rows behind/,
    )
  })

  it('that has no schema to read is named as such', () => {
    const path = make('CREATE TABLE t (a)')
    const bytes = readFileSync(path)
    bytes.fill(0xff, 100, 4096)
    writeFileSync(path, bytes)
    expect(() => [...ingested(path)]).toThrow(EvidenceProblem)
    expect(() => [...ingested(path)]).toThrow(/cannot be opened by SQLite/)
  })

  it('is given up when the time is over, with what was read', () => {
    const path = make(
      `CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, host TEXT); INSERT INTO log VALUES (1, '2011-01-01', NULL)`,
    )
    const all = [...ingested(path, [ledger], { ...DEFAULT_LIMITS, seconds: 0 })]
    expect(all.map((a) => a.type)).toEqual(['database', 'schema'])
    expect(problems(all)).toEqual(['reading stopped after 0 seconds; raise it with --limit seconds=N'])
  })

  it('ends in artifacts or an EvidenceProblem, whichever bytes are changed', () => {
    const path = make(`CREATE TABLE log (id INTEGER PRIMARY KEY, at TEXT, host TEXT); CREATE INDEX i ON log (at);
      CREATE TABLE w (k TEXT PRIMARY KEY, made_at TEXT) WITHOUT ROWID; INSERT INTO w VALUES ('a', '2011-01-01 00:00:00');
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300) INSERT INTO log SELECT x, '2011-01-01T00:00:00Z', 'h' FROM n`)
    const sound = readFileSync(path)
    const hostile = join(at.folder, 'hostile.db')
    const change = fc.tuple(
      fc.oneof(fc.integer({ min: 16, max: 600 }), fc.integer({ min: 16, max: sound.length - 1 })),
      fc.integer({ min: 0, max: 255 }),
    )
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 100, max: sound.length }),
        (changes, length) => {
          const bytes = Buffer.from(sound.subarray(0, length))
          for (const [offset, value] of changes) if (offset < length) bytes[offset] = value
          writeFileSync(hostile, bytes)
          try {
            for (const artifact of ingested(hostile, [ledger])) expect(artifact.label.length).toBeLessThan(300)
          } catch (error) {
            expect(error).toBeInstanceOf(EvidenceProblem)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

const corpus = join(import.meta.dirname, '../../../../shared/corpus/sqlite')
if (!existsSync(corpus)) console.log('skipped: no corpus of real databases beside the repository')

describe.runIf(existsSync(corpus))('the corpus of real and hostile databases', () => {
  const files = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .map((name) => join(corpus, name))
        .filter((path) => statSync(path).isFile() && isOurs(path))
    : []
  const EMITTED = new Set(Object.keys(sqlite.emits.events))
  const TRAITS = new Set(Object.keys(sqlite.emits.traits))

  it('is read whole or in part, says what it could not read, and emits only what is declared', () => {
    expect(files.length).toBeGreaterThan(100)
    let partly = 0
    for (const file of files) {
      const all = [...ingested(file, profiles)]
      expect(all.filter((a) => a.type === 'database' || a.type === 'schema')).toHaveLength(2)
      if (problems(all).length > 0) partly++
      for (const artifact of all) {
        for (const event of artifact.events) expect(EMITTED.has(event.kind) ? '' : `${file}: ${event.kind}`).toBe('')
        for (const trait of artifact.traits) expect(TRAITS.has(trait.key) ? '' : `${file}: ${trait.key}`).toBe('')
      }
    }
    expect(partly).toBeLessThan(20)
  })

  it('has no row of a profile with a place whose times run backwards', () => {
    for (const file of files) {
      const last = new Map<string, number>()
      for (const artifact of ingested(file, profiles))
        for (const event of artifact.events)
          for (const { sequence } of event.places ?? []) {
            const time = event.reading.nominal ?? 0
            expect(time >= (last.get(sequence) ?? time) ? '' : `${file}: ${artifact.label}`).toBe('')
            last.set(sequence, time)
          }
    }
  })

  it.each([
    ['plaso/knowledgec-10.13.db', ['core-data', 'knowledgec']],
    ['plaso/mmssms.db', ['android-sms']],
    ['plaso/imessage_chat.db', ['imessage']],
    ['plaso/Cookies-68.0.3440.106', ['chrome-cookies']],
    ['hindsight-chrome/01/History', ['chrome-history']],
    ['hindsight-chrome/60/History', ['chrome-history']],
    ['plaso/History.db', ['safari-history']],
    ['plaso/skype_main.db', ['skype']],
    ['plaso/firefox_2_cookies.sqlite', ['firefox-cookies']],
    ['plaso/kik.sqlite', ['kik-ios']],
    ['plaso/viber_data', ['viber-android']],
    ['plaso/dropbox_sync_history.db', ['dropbox-sync-history']],
    ['plaso/zeitgeist_activity.sqlite', []],
  ])('%s is known as %j', (name, expected) => {
    const [database] = [...ingested(join(corpus, name), profiles)]
    expect(traits(database, 'db.profile')).toEqual(expected)
  })

  // meta.version counts the schema of History, not Chrome: 16 is Chrome 1, 20 is Chrome 10.
  it.each([
    ['hindsight-chrome/01/History', []],
    ['hindsight-chrome/10/History', []],
    ['hindsight-chrome/30/History', ['30']],
    ['plaso/History-57.0.2987.133', ['37']],
    ['plaso/History-59.0.3071.86', ['59']],
  ])('%s has a schema that needs Chrome %j', (name, expected) => {
    const schema = [...ingested(join(corpus, name), profiles)].at(-1)
    expect(schema?.events.map((event) => event.clock.writer.split(' ').at(-1))).toEqual(expected)
  })
})
