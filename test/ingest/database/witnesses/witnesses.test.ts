// What one table remembers of a row of another: databases that SQLite wrote, honest ones and ones that were changed behind a witness.
import Database from 'better-sqlite3'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildBinary } from 'plist'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadProfiles } from '../../../../src/ingest/database/load-profiles.ts'
import { leafPostings } from '../../../../src/ingest/database/witnesses/full-text/fts4-segments.ts'
import { ingested, isOurs, temporary, type Case } from '../source.ts'
import { random } from '../sqlite/generated.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../../rules/profiles'))
let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

/** What is remembered of the database that `make` writes. */
function remembered(make: (db: Database.Database) => void): readonly string[] {
  const file = join(at.folder, `${readdirSync(at.folder).length}.db`)
  const db = new Database(file)
  // Shadow tables may be written only so.
  db.unsafeMode()
  db.pragma('synchronous = OFF')
  make(db)
  db.close()
  return testimonies(file)
}

const testimonies = (file: string): readonly string[] =>
  [...ingested(file, profiles)].flatMap(({ traits }) =>
    traits.filter(({ key }) => key === 'db.witness').map(({ value }) => value),
  )

describe('the history of changes of Core Data', () => {
  /** Twenty objects, each inserted by a transaction of its own a minute after the one before; the first five deleted again. */
  const store = (edit: string) =>
    remembered((db) => {
      db.exec(`
        CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
        CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY, Z_UUID VARCHAR(255), Z_PLIST BLOB);
        CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZSTARTDATE TIMESTAMP, ZENDDATE TIMESTAMP, ZCREATIONDATE TIMESTAMP, ZSECONDSFROMGMT INTEGER);
        CREATE TABLE ZSOURCE (Z_PK INTEGER PRIMARY KEY);
        CREATE TABLE ACHANGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCHANGETYPE INTEGER, ZENTITY INTEGER, ZENTITYPK INTEGER, ZTRANSACTIONID INTEGER, ZCOLUMNS BLOB);
        CREATE TABLE ATRANSACTION (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZTIMESTAMP FLOAT);
        INSERT INTO Z_PRIMARYKEY VALUES (8, 'Object', 0, 20), (10, 'Event', 8, 0);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
          INSERT INTO ZOBJECT SELECT i, 10, 1, 600000000.5 + i * 60, 600000030.5 + i * 60, 600000030.5 + i * 60, 3600 FROM n;
        INSERT INTO ATRANSACTION SELECT Z_PK, 16002, NULL, ZCREATIONDATE + 0.1 FROM ZOBJECT;
        INSERT INTO ACHANGE SELECT Z_PK, 16001, NULL, 0, 10, Z_PK, Z_PK, NULL FROM ZOBJECT;
        INSERT INTO ATRANSACTION VALUES (21, 16002, NULL, 600009000.5);
        INSERT INTO ACHANGE SELECT 20 + Z_PK, 16001, NULL, 2, 10, Z_PK, 21, NULL FROM ZOBJECT WHERE Z_PK <= 5;
        DELETE FROM ZOBJECT WHERE Z_PK <= 5;`)
      db.exec(edit)
    })

  it.each([
    ['in a store as its framework keeps it', '', []],
    [
      'where the oldest transactions were purged',
      'DELETE FROM ATRANSACTION WHERE Z_PK < 9; DELETE FROM ACHANGE WHERE ZTRANSACTIONID < 9',
      [],
    ],
    [
      'of rows that came from another device with their dates',
      'UPDATE ZOBJECT SET ZCREATIONDATE = ZCREATIONDATE - 9e7 WHERE Z_PK = 12',
      [],
    ],
    [
      'of a row deleted by hand',
      'DELETE FROM ZOBJECT WHERE Z_PK = 12',
      ['core-data: row 12 of ZOBJECT was inserted by a transaction and deleted by none; the table does not have it'],
    ],
    [
      'of a row put in by hand',
      'DELETE FROM ACHANGE WHERE ZENTITYPK = 12',
      [
        'core-data: row 12 of ZOBJECT was inserted by no transaction, though rows with lower and with higher numbers were',
      ],
    ],
    [
      'of a row put back by hand',
      'INSERT INTO ZOBJECT (Z_PK, Z_ENT) VALUES (3, 10)',
      ['core-data: row 3 of ZOBJECT was deleted by a transaction; the table has it'],
    ],
    [
      'of a creation after its transaction',
      'UPDATE ZOBJECT SET ZCREATIONDATE = ZCREATIONDATE + 9e6 WHERE Z_PK = 12',
      ['core-data: row 12 of ZOBJECT was inserted by a transaction that is earlier than its ZCREATIONDATE'],
    ],
  ] as const)('remembers %s', (_, edit, expected) => {
    expect(store(edit)).toEqual(expected)
  })
})

describe('the record of a note as its server has it', () => {
  /** The system fields of a record: made and last changed by the server at these seconds since 2001. */
  const record = (made: number, changed: number): Uint8Array =>
    buildBinary({
      $version: 100_000,
      $archiver: 'NSKeyedArchiver',
      $top: { RecordCtime: { UID: 1 }, RecordMtime: { UID: 2 } },
      $objects: [
        '$null',
        { 'NS.time': made + 0.5, $class: { UID: 3 } },
        { 'NS.time': changed + 0.5, $class: { UID: 3 } },
        { $classname: 'NSDate', $classes: ['NSDate', 'NSObject'] },
      ],
    })
  /** Three notes that were sent, and one that was not. */
  const notes = (edit: string) =>
    remembered((db) => {
      db.exec(`
        CREATE TABLE ZICCLOUDSTATE (Z_PK INTEGER PRIMARY KEY, ZINCLOUD INTEGER, ZCURRENTLOCALVERSION INTEGER, ZLATESTVERSIONSYNCEDTOCLOUD INTEGER);
        CREATE TABLE ZICCLOUDSYNCINGOBJECT (Z_PK INTEGER PRIMARY KEY, ZCLOUDSTATE INTEGER, ZCREATIONDATE3 TIMESTAMP, ZMODIFICATIONDATE1 TIMESTAMP, ZSERVERRECORDDATA BLOB);
        INSERT INTO ZICCLOUDSTATE VALUES (1, 1, 0, 0), (2, 1, 88, 88), (3, 1, 109, 109), (4, 0, 2, 0)`)
      const add = db.prepare('INSERT INTO ZICCLOUDSYNCINGOBJECT VALUES (?, ?, ?, ?, ?)')
      for (const n of [1, 2, 3]) add.run(n, n, 6e8, 6e8 + 900, record(6e8 + 60, 6e8 + 960))
      add.run(4, 4, 7e8, 7e8, null)
      db.exec(edit)
    })
  const told = (column: string, what: string) => [
    `cloud-record: row 2 of ZICCLOUDSYNCINGOBJECT has a ${column} later than the server ${what} the record, though nothing waits to be sent`,
  ]

  it.each([
    ['in a store as Notes keeps it', '', []],
    [
      'of a note whose last change was moved on',
      'UPDATE ZICCLOUDSYNCINGOBJECT SET ZMODIFICATIONDATE1 = ZMODIFICATIONDATE1 + 9e6 WHERE Z_PK = 2',
      told('ZMODIFICATIONDATE1', 'last changed'),
    ],
    [
      'of a note whose making was moved on',
      'UPDATE ZICCLOUDSYNCINGOBJECT SET ZCREATIONDATE3 = ZCREATIONDATE3 + 9e6 WHERE Z_PK = 2',
      told('ZCREATIONDATE3', 'made'),
    ],
    [
      'of a note that was changed and waits to be sent',
      'UPDATE ZICCLOUDSYNCINGOBJECT SET ZMODIFICATIONDATE1 = ZMODIFICATIONDATE1 + 9e6 WHERE Z_PK = 2; UPDATE ZICCLOUDSTATE SET ZCURRENTLOCALVERSION = 89 WHERE Z_PK = 2',
      [],
    ],
    [
      'of a note that was brought from elsewhere years after it was made',
      'UPDATE ZICCLOUDSYNCINGOBJECT SET ZCREATIONDATE3 = 1e8, ZMODIFICATIONDATE1 = 2e8 WHERE Z_PK = 2',
      [],
    ],
    [
      'of a row whose record and date are of another form',
      "UPDATE ZICCLOUDSYNCINGOBJECT SET ZSERVERRECORDDATA = x'62706c697374303000' WHERE Z_PK = 1; UPDATE ZICCLOUDSYNCINGOBJECT SET ZMODIFICATIONDATE1 = x'00' WHERE Z_PK = 2",
      [],
    ],
  ] as const)('remembers %s', (_, edit, expected) => {
    expect(notes(edit)).toEqual(expected)
  })
})

describe('the samples of ANALYZE', () => {
  const trail = (edit: string) =>
    remembered((db) => {
      db.exec(`
        CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER);
        CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT);
        CREATE TABLE session (id INTEGER PRIMARY KEY, logged_in_at TEXT, logged_out_at TEXT);
        CREATE TABLE schema_release (version TEXT, applied_at TEXT);
        CREATE INDEX audit_recorded ON audit (recorded_at);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
          INSERT INTO audit (recorded_at, user_id, action) SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 1262304000 + i * 600, 'unixepoch'), 1, 'add' FROM n;
        ANALYZE;`)
      db.exec(edit)
    })
  const sampled = 'id = (SELECT max(id) FROM audit WHERE id < 400 AND id > 300)'

  it.each([
    ['of rows appended since', "INSERT INTO audit (action) VALUES ('later')"],
    ['after VACUUM', 'VACUUM'],
    ['of rows purged from the front', 'DELETE FROM audit WHERE id < 200'],
  ])('remember nothing else %s', (_, edit) => {
    expect(trail(edit)).toEqual([])
  })

  it('remember the time that a row had, and rows that are gone', () => {
    const changed = trail("UPDATE audit SET recorded_at = '2009-01-01T00:00:00Z' WHERE id BETWEEN 200 AND 400")
    expect(changed.length).toBeGreaterThan(3)
    expect(changed[0]).toMatch(/^statistics: when ANALYZE ran, row \d+ of audit had another recorded_at than it has$/)
  })

  it('remember rows that are gone from the middle', () => {
    const gone = trail(`DELETE FROM audit WHERE id BETWEEN 200 AND 400 OR ${sampled}`)
    expect(gone[0]).toMatch(
      /^statistics: when ANALYZE ran, row \d+ of audit was there; it is not, though rows before it are$/,
    )
    expect(gone.at(-1)).toBe('statistics: when ANALYZE ran, audit had 500 rows; it has 299, from its first number on')
  })

  it.each([
    ['a single row that no sample holds', 'DELETE FROM audit WHERE id = 7', 1],
    [
      'a row, and others put in since',
      "DELETE FROM audit WHERE id = 7; INSERT INTO audit (action) VALUES ('a'), ('b')",
      0,
    ],
    ['rows purged from the front', 'DELETE FROM audit WHERE id < 3', 0],
    [
      'a row, where the count was an estimate',
      'PRAGMA analysis_limit = 10; ANALYZE; DELETE FROM audit WHERE id = 7',
      0,
    ],
  ])('remember the number of rows, and so that %s is gone', (_, edit, told) => {
    expect(trail(edit).filter((what) => what.includes('had 500 rows'))).toHaveLength(told)
  })
})

describe('a full-text index', () => {
  const words = [
    'Ledger',
    'août',
    'ΟΔΟΣ',
    'naïve',
    'straße',
    'K\u212ain',
    'x1',
    'und',
    'İstanbul',
    '東京',
    'the',
    'of',
    'a',
  ] as const
  /** Texts that are inserted, changed and deleted through the index, often enough for several levels of segments. */
  const messages = (using: string, edit: string) =>
    remembered((db) => {
      const r = random(7)
      const text = () => Array.from({ length: 1 + r.below(40) }, () => r.one(words)).join(' ')
      db.exec(`CREATE VIRTUAL TABLE note USING ${using}`)
      db.pragma('journal_mode = MEMORY')
      for (let i = 0; i < 400; i++) {
        db.prepare('INSERT INTO note (body, tag) VALUES (?, ?)').run(text(), i)
        if (r.chance(0.2)) db.prepare('UPDATE note SET body = ? WHERE rowid = ?').run(text(), 1 + r.below(i + 1))
        if (r.chance(0.1)) db.prepare('DELETE FROM note WHERE rowid = ?').run(1 + r.below(i + 1))
      }
      db.exec(edit)
    })

  it.each([
    'fts3(body, tag)',
    'fts4(body, tag)',
    'fts4(body, tag, prefix="2,3")',
    'fts4(body, tag, tokenize=unicode61)',
    'fts4(body, tag, tokenize=porter)',
  ])('of %s remembers nothing else than its rows say', (using) => {
    expect(messages(using, '')).toEqual([])
    expect(messages(using, "INSERT INTO note (note) VALUES ('optimize')")).toEqual([])
  })

  it('remembers the words of a text that was changed behind it, and a row that is gone', () => {
    const rows = messages(
      'fts4(body, tag)',
      `INSERT INTO note (rowid, body, tag) VALUES (9001, 'paid in 2020', 1), (9002, 'never mind', 2);
       UPDATE note_content SET c0body = 'paid in 2009' WHERE docid = 9001; DELETE FROM note_content WHERE docid = 9002`,
    )
    expect(rows).toEqual([
      'full-text: the full-text index note has 1 word for row 9001 that the text of the row does not hold',
      'full-text: the full-text index note has 3 words of a row 9002, and its table has no such row',
    ])
  })

  it('that is damaged ends in a RangeError, whatever its bytes', () => {
    const r = random(11)
    for (let i = 0; i < 3000; i++) {
      const node = Uint8Array.from({ length: r.below(60) }, (_, n) => (n === 0 ? 0 : r.below(256)))
      try {
        expect([...leafPostings(node)].length).toBeLessThan(100)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }
  })
})

it('a second copy in another table says the same until one of them is changed alone', () => {
  const sms = (edit: string) =>
    remembered((db) =>
      db.exec(`
      CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, body TEXT);
      CREATE TABLE threads (_id INTEGER PRIMARY KEY, date INTEGER);
      CREATE TABLE canonical_addresses (_id INTEGER PRIMARY KEY, address TEXT);
      CREATE VIRTUAL TABLE words USING FTS3 (_id INTEGER PRIMARY KEY, index_text TEXT, source_id INTEGER, table_to_use INTEGER);
      CREATE TRIGGER sms_words_update AFTER UPDATE ON sms BEGIN UPDATE words SET index_text = NEW.body WHERE (source_id = NEW._id AND table_to_use = 1); END;
      INSERT INTO sms (_id, date, body) VALUES (1, 1380000000000, 'see you at ten'), (2, 1380000060000, 'fine');
      INSERT INTO words (rowid, _id, index_text, source_id, table_to_use) SELECT _id, _id, body, _id, 1 FROM sms;
      ${edit}`),
    )
  expect(sms('')).toEqual([])
  expect(sms("UPDATE sms SET body = 'see you at noon' WHERE _id = 1")).toEqual([])
  expect(sms("DROP TRIGGER sms_words_update; UPDATE sms SET body = 'see you at noon' WHERE _id = 1")).toEqual([
    'second-copy: row 1 of sms has another body than words_content, which the product writes together with it',
  ])
})

describe('a row that names another one by its number', () => {
  const bench = loadProfiles(join(import.meta.dirname, '../../../../scripts/database-bench/rules/profiles'))
  /** Twenty entries, one a day, each with a row of the trail about it a second later. */
  const books = (edit: string, key = 'INTEGER PRIMARY KEY AUTOINCREMENT') => {
    const file = join(at.folder, `${readdirSync(at.folder).length}.db`)
    const db = new Database(file)
    db.exec(`
      CREATE TABLE product_version (version TEXT, installed_at TEXT);
      CREATE TABLE login (id INTEGER PRIMARY KEY, user_id INTEGER, machine TEXT, started_at TEXT, ended_at TEXT);
      CREATE TABLE entry (id ${key}, booked_on TEXT, entered_at TEXT);
      CREATE TABLE trail (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, login_id INTEGER, action TEXT, entry_id INTEGER, detail TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
        INSERT INTO entry SELECT i, '2020-01-01', strftime('%Y-%m-%dT%H:%M:%SZ', 1577872800 + i * 86400, 'unixepoch') FROM n;
      INSERT INTO trail SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ', entered_at, '+1 second'), 1, 1, 'add', id, '' FROM entry;
      ${edit}`)
    db.close()
    return [...ingested(file, bench)].flatMap(({ traits }) =>
      traits.filter(({ key: one }) => one === 'db.witness').map(({ value }) => value),
    )
  }
  const told =
    'named-row: row 15 of trail names row 15 of entry, which was recorded later, as most rows just before that one were'

  it.each([
    ['as the product writes it', '', []],
    [
      'that is a correction of an old entry',
      "INSERT INTO trail VALUES (21, '2020-02-09T10:00:00Z', 1, 1, 'change', 3, '')",
      [],
    ],
    [
      'whose time was moved before that row was there',
      "UPDATE trail SET recorded_at = '2019-03-05T09:00:00Z' WHERE id = 15",
      [told],
    ],
    [
      'of which only that row has a wrong time',
      "UPDATE entry SET entered_at = '2031-01-01T09:00:00Z' WHERE id = 15",
      [],
    ],
    [
      'in a pair that was copied from older books',
      "INSERT INTO entry VALUES (21, '', '2015-05-05T09:00:00Z'); INSERT INTO trail VALUES (21, '2015-05-05T09:00:01Z', 1, 1, 'add', 21, '')",
      [],
    ],
    [
      'that is not there any more',
      "DELETE FROM entry WHERE id = 15; UPDATE trail SET recorded_at = '2019-03-05T09:00:00Z' WHERE id = 15",
      [],
    ],
  ])('%s', (_, edit, expected) => {
    expect(books(edit)).toEqual(expected)
  })

  it('is not told where the number of a deleted row may have been given away again', () => {
    expect(books("UPDATE trail SET recorded_at = '2019-03-05T09:00:00Z' WHERE id = 15", 'INTEGER PRIMARY KEY')).toEqual(
      [],
    )
  })
})

const corpus = join(import.meta.dirname, '../../../../../shared/corpus/sqlite')
const folders = ['plaso', 'hindsight-chrome', 'chrome-history-by-version', 'tika', 'dfvfs']
if (!existsSync(corpus)) console.log('witnesses: the corpus is absent, its databases are not read')

describe.runIf(existsSync(corpus))('genuine databases of the corpus', () => {
  it.each(folders)('of %s remember nothing else than their rows say', (folder) => {
    const files = readdirSync(join(corpus, folder), { withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(corpus, folder, file.name))
    for (const file of files) if (isOurs(file)) expect(testimonies(file), file).toEqual([])
  })
})
