// What an FTS5 index remembers of a row: databases that SQLite wrote, kept honestly in many ways, changed behind the index, and damaged.
import Database from 'better-sqlite3'
import { unzipSync } from 'fflate'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingested, temporary, type Case } from '../../source.ts'
import { random } from '../../sqlite/generated.ts'

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

/** What is remembered of the database that `make` writes, and which problems are told. */
function read(make: (db: Database.Database) => void): {
  readonly remembered: readonly string[]
  readonly problems: readonly string[]
} {
  const file = join(at.folder, `${readdirSync(at.folder).length}.db`)
  const db = new Database(file)
  // Shadow tables may be written only so.
  db.unsafeMode()
  db.pragma('synchronous = OFF')
  db.pragma('journal_mode = MEMORY')
  make(db)
  db.close()
  const artifacts = [...ingested(file)]
  return {
    remembered: artifacts.flatMap(({ traits }) =>
      traits.flatMap(({ key, value }) => (key === 'db.witness' ? [value] : [])),
    ),
    problems: artifacts.flatMap(({ problems = [] }) => problems),
  }
}
const remembered = (sql: string): readonly string[] => read((db) => void db.exec(sql)).remembered

/** An index over a table of its own; rows 1 to 3. */
const own = (options = ''): string => `
  CREATE VIRTUAL TABLE note USING fts5(body, tag UNINDEXED${options});
  INSERT INTO note (rowid, body, tag) VALUES (1, 'Rent paid in 2020', 'x'), (2, 'Never mind', 'y'), (3, 'Gedächtnis der Bücher', 'z');`

const TAKE = "INSERT INTO note_index (note_index, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);"
const PUT = 'INSERT INTO note_index (rowid, title, body) VALUES (new.id, new.title, new.body);'
const TRIGGERS = {
  inserted: `CREATE TRIGGER note_ai AFTER INSERT ON note BEGIN ${PUT} END;`,
  deleted: `CREATE TRIGGER note_ad AFTER DELETE ON note BEGIN ${TAKE} END;`,
  updated: `CREATE TRIGGER note_au AFTER UPDATE ON note BEGIN ${TAKE} ${PUT} END;`,
}
/** An index over a table beside it, kept by the triggers of the documentation; rows 1 to 3. */
const beside = ({
  triggers = TRIGGERS,
  key = 'id INTEGER PRIMARY KEY',
  unique = '',
  options = '',
}: {
  readonly triggers?: Partial<typeof TRIGGERS>
  readonly key?: string
  readonly unique?: string
  readonly options?: string
} = {}): string => `
  CREATE TABLE note (${key}, title TEXT${unique}, body TEXT);
  CREATE VIRTUAL TABLE note_index USING fts5(title, body, content='note', content_rowid='id'${options});
  ${Object.values(triggers).join('\n')}
  INSERT INTO note (id, title, body) VALUES (1, 'Rent', 'paid in 2020'), (2, 'Other', 'never mind'), (3, 'Third', 'Gedächtnis der Bücher');
  ${triggers.inserted === undefined ? "INSERT INTO note_index (note_index) VALUES ('rebuild');" : ''}`
/** The triggers go, the change is made, and they come back. */
const behind = (change: string): string =>
  `DROP TRIGGER note_ai; DROP TRIGGER note_ad; DROP TRIGGER note_au; ${change}; ${Object.values(TRIGGERS).join('\n')}`

const CHANGED = "UPDATE note SET body = 'paid in 2009' WHERE id = 1"

describe('an FTS5 index with a table of its own', () => {
  const options = ['', ', detail=column', ', detail=none', ", prefix='1 2'", ", tokenize='porter'"].concat([
    ", tokenize='trigram'",
    ', tokenize="unicode61 remove_diacritics 0 tokenchars \'-_\'"',
    ', tokenize=ascii',
  ])
  it.each(options)(
    'declared with "%s" remembers the text that was changed behind it, and the row that is gone',
    (option) => {
      const found = remembered(`${own(option)}
        UPDATE note_content SET c0 = 'Rent paid in 2009' WHERE id = 1; DELETE FROM note_content WHERE id = 2`)
      const n = /trigram/.test(option) ? 2 : 1
      expect(found[0]).toBe(
        `full-text: the full-text index note has ${n === 1 ? '1 word' : '2 words'} for row 1 that the text of the row does not hold, and lacks ${n} that it holds`,
      )
      expect(found[1]).toBe(
        `full-text: the full-text index note has ${/trigram/.test(option) ? 8 : 2} words of a row 2, and its table has no such row`,
      )
      expect(found).toHaveLength(2)
    },
  )

  it.each([
    ['as it was written', '', []],
    ['of which other columns were changed', "UPDATE note_content SET c1 = 'w'", []],
    ['in which only letters were made large', 'UPDATE note_content SET c0 = upper(c0)', []],
    [
      'changed through the index',
      "UPDATE note SET body = 'Rent paid in 2009' WHERE rowid = 1; DELETE FROM note WHERE rowid = 2",
      [],
    ],
    ['replaced through the index', "INSERT OR REPLACE INTO note (rowid, body) VALUES (1, 'Rent paid in 2009')", []],
    [
      'built anew since',
      "UPDATE note_content SET c0 = 'Rent paid in 2009'; INSERT INTO note (note) VALUES ('rebuild')",
      [],
    ],
    [
      'of which words were cut out',
      "UPDATE note_content SET c0 = 'Rent paid' WHERE id = 1",
      ['full-text: the full-text index note has 2 words for row 1 that the text of the row does not hold'],
    ],
    [
      'of which words were cut out that another release may have cut otherwise',
      "UPDATE note_content SET c0 = 'der Bücher' WHERE id = 3",
      [],
    ],
    ['that has become a number with a point', 'UPDATE note_content SET c0 = 2.5 WHERE id = 1', []],
    ['that is no text any more', "UPDATE note_content SET c0 = x'ff00' WHERE id = 1", []],
  ])('remembers of a row %s what it must', (_, change, expected) => {
    // With its marks a word is none that every release cuts alike.
    expect(remembered(own(", tokenize='unicode61 remove_diacritics 0'") + change)).toEqual(expected)
  })
})

describe('an FTS5 index over another table', () => {
  it.each([
    [
      'a row changed behind its triggers',
      beside() + behind(CHANGED),
      [
        'full-text: the full-text index note_index has 1 word for row 1 that the text of the row does not hold, and lacks 1 that it holds',
      ],
    ],
    [
      'a row deleted behind its triggers',
      beside() + behind('DELETE FROM note WHERE id = 2'),
      ['full-text: the full-text index note_index has 3 words of a row 2, and its table has no such row'],
    ],
    [
      'a row changed, with another detail',
      beside({ options: ', detail=none' }) + behind(CHANGED),
      [
        'full-text: the full-text index note_index has 1 word for row 1 that the text of the row does not hold, and lacks 1 that it holds',
      ],
    ],
    [
      'a row changed, where BEFORE triggers delete',
      beside({
        triggers: {
          ...TRIGGERS,
          deleted:
            'CREATE TRIGGER note_ad BEFORE DELETE ON note BEGIN DELETE FROM note_index WHERE rowid = old.id; END;',
        },
      }) + behind(CHANGED),
      [
        'full-text: the full-text index note_index has 1 word for row 1 that the text of the row does not hold, and lacks 1 that it holds',
      ],
    ],
  ])('remembers %s', (_, sql, expected) => {
    expect(remembered(sql)).toEqual(expected)
  })

  const { inserted, deleted, updated } = TRIGGERS
  it.each([
    [
      'kept as it should be',
      `${beside()} ${CHANGED}; DELETE FROM note WHERE id = 2; UPDATE note SET id = 9 WHERE id = 3`,
    ],
    ['that nobody keeps', `${beside({ triggers: {} })} ${CHANGED}; DELETE FROM note WHERE id = 2`],
    ['that only its program keeps when rows are changed', `${beside({ triggers: { inserted, deleted } })} ${CHANGED}`],
    [
      'whose triggers have a condition',
      `${beside({ triggers: { inserted, deleted, updated: updated.replace('BEGIN', "WHEN new.title <> 'Rent' BEGIN") } })} ${CHANGED}`,
    ],
    [
      'whose triggers see one column only',
      `${beside({ triggers: { inserted, deleted, updated: updated.replace('UPDATE', 'UPDATE OF title') } })} ${CHANGED}`,
    ],
    [
      'whose triggers put in other words than the text has',
      `${beside({ triggers: { inserted, deleted, updated: updated.replace('new.body', "'kept: ' || new.title") } })} ${CHANGED}`,
    ],
    [
      'whose triggers delete when the earlier text is gone',
      `${beside({ triggers: { inserted, updated, deleted: 'CREATE TRIGGER note_ad AFTER DELETE ON note BEGIN DELETE FROM note_index WHERE rowid = old.id; END;' } })} DELETE FROM note WHERE id = 2`,
    ],
    [
      'of a row that was put in the place of another',
      `${beside()} INSERT OR REPLACE INTO note VALUES (1, 'Rent', 'paid in 2009')`,
    ],
    [
      'of a row that gave way to another with its title',
      `${beside({ unique: ' UNIQUE' })} INSERT OR REPLACE INTO note VALUES (7, 'Rent', 'paid in 2009')`,
    ],
    [
      'of rows that were put in or changed',
      `${beside()} INSERT INTO note VALUES (1, 'Rent', 'paid in 2009') ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
    ],
    ['of rows without a number of their own', beside({ key: 'id INTEGER' }) + behind(CHANGED)],
    ['of rows with a key that is no row id', beside({ key: 'id INTEGER PRIMARY KEY DESC' }) + behind(CHANGED)],
    [
      'of a view',
      `${beside({ triggers: {} })} ALTER TABLE note RENAME TO really; CREATE VIEW note AS SELECT id, title, body || ' and more' AS body FROM really; UPDATE really SET body = 'else'`,
    ],
    [
      'of a column that is computed',
      `CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, body TEXT AS (title || '!')); CREATE VIRTUAL TABLE note_index USING fts5(title, body, content='note', content_rowid='id'); ${Object.values(TRIGGERS).join('')} INSERT INTO note VALUES (1, 'Rent'); ${behind("UPDATE note SET title = 'Other'")}`,
    ],
    [
      'without a text',
      "CREATE VIRTUAL TABLE note USING fts5(body, content=''); INSERT INTO note (rowid, body) VALUES (1, 'paid in 2020')",
    ],
    [
      'without a text, from which rows are deleted',
      "CREATE VIRTUAL TABLE note USING fts5(body, content='', contentless_delete=1); INSERT INTO note (rowid, body) VALUES (1, 'paid in 2020'), (2, 'more'); DELETE FROM note WHERE rowid = 1",
    ],
    [
      'from which rows are deleted securely',
      `${own()} INSERT INTO note (note, rank) VALUES ('secure-delete', 1); DELETE FROM note WHERE rowid = 3; UPDATE note_content SET c0 = 'else' WHERE id = 1`,
    ],
    [
      'that does not count its words, of a row that is gone',
      `${own(', columnsize=0')} DELETE FROM note_content WHERE id = 1`,
    ],
    [
      'of a row that took the place of another and was deleted',
      `${beside()} INSERT OR REPLACE INTO note VALUES (1, 'Rent', 'paid in 2009'); DELETE FROM note WHERE id = 1`,
    ],
    [
      'with languages',
      "CREATE VIRTUAL TABLE note USING fts5(body, locale=1); INSERT INTO note (rowid, body) VALUES (1, fts5_locale('de_DE', 'bezahlt'))",
    ],
  ])('%s remembers nothing', (_, sql) => {
    expect(remembered(sql)).toEqual([])
  })

  it('with a tokenizer that SQLite does not bring along is not judged', () => {
    const found = read((db) => {
      db.exec(beside() + behind(CHANGED))
      db.pragma('writable_schema = ON')
      db.exec(
        "UPDATE sqlite_master SET sql = replace(sql, 'content_rowid', 'tokenize=icu, content_rowid') WHERE name = 'note_index'",
      )
    })
    expect(found).toEqual({ remembered: [], problems: [] })
  })
})

describe('honest use of an FTS5 index', () => {
  const TEXT = [
    'Ledger',
    'août',
    'ΟΔΟΣ',
    'naïve',
    'straße',
    'İstanbul',
    '東京',
    '👍🏽',
    'running',
    'relational',
    "it's",
    'x-1',
    'K\u212ain',
    'e\u0301t\u00e9',
    '\u00ad',
    'ﬁn',
    '٣',
    'नमस्ते',
    '\u200d',
  ] as const
  const TOKENIZERS = [
    'unicode61',
    'unicode61 remove_diacritics 2',
    "unicode61 categories 'L* N* Co Mn' separators 'x'",
    'ascii',
    'porter',
    'porter ascii',
    'trigram',
    'trigram case_sensitive 1',
  ] as const

  it.each(TOKENIZERS.map((tokenizer, seed) => ({ tokenizer, seed })))(
    'with tokenizer $tokenizer never yields a testimony',
    ({ tokenizer, seed }) => {
      for (const isBeside of [true, false]) {
        const r = random(100 + seed)
        const options = `, detail=${r.one(['full', 'column', 'none'])}, tokenize="${tokenizer}"${r.chance(0.3) ? ", prefix='2'" : ''}`
        const found = read((db) => {
          db.pragma('journal_mode = MEMORY')
          const [table, index, key] = isBeside ? ['note', 'note_index', 'id'] : ['note', 'note', 'rowid']
          db.exec(isBeside ? beside({ options }) : `CREATE VIRTUAL TABLE note USING fts5(title, body${options})`)
          db.exec(`INSERT INTO ${index} (${index}, rank) VALUES ('pgsz', ${r.one([64, 500, 4050])})`)
          const text = () =>
            r.chance(0.02)
              ? null
              : r.chance(0.02)
                ? r.below(99)
                : Array.from({ length: 1 + r.below(20) }, () => r.one(TEXT)).join(r.one([' ', ' ', ', ', '']))
          const row = () => BigInt(1 + r.below(120))
          const steps = [
            () =>
              db
                .prepare(`INSERT OR REPLACE INTO ${table} (${key}, title, body) VALUES (?, ?, ?)`)
                .run(row(), text(), text()),
            () =>
              db
                .prepare(`INSERT OR IGNORE INTO ${table} (${key}, title, body) VALUES (?, ?, ?)`)
                .run(row(), text(), text()),
            () => db.prepare(`UPDATE ${table} SET body = ? WHERE ${key} = ?`).run(text(), row()),
            () => db.prepare(`UPDATE OR IGNORE ${table} SET ${key} = ? WHERE ${key} = ?`).run(row(), row()),
            () => db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`).run(row()),
            () =>
              db.exec(`BEGIN; UPDATE ${table} SET title = 'never so'; DELETE FROM ${table} WHERE ${key} < 9; ROLLBACK`),
            () => db.exec(`INSERT INTO ${index} (${index}, rank) VALUES ('merge', 8)`),
            () => db.exec(`INSERT INTO ${index} (${index}) VALUES ('${r.one(['optimize', 'rebuild', 'flush'])}')`),
          ] as const
          for (let i = 0; i < 150; i++) steps[r.chance(0.85) ? r.below(5) : r.below(steps.length)]?.()
          if (r.chance(0.5)) db.exec('VACUUM')
        })
        expect(found).toEqual({ remembered: [], problems: [] })
      }
    },
  )
})

it('a damaged FTS5 index says nothing that is not so, and costs one line at most', () => {
  const r = random(21)
  for (let i = 0; i < 40; i++) {
    const found = read((db) => {
      db.exec(own(r.one(['', ', detail=none'])))
      for (let n = 0; n < 30; n++) db.prepare('INSERT INTO note (body) VALUES (?)').run(`entry ${n} of the ledger`)
      const bytes = Buffer.from(Array.from({ length: r.below(90) }, () => r.below(256)))
      db.prepare(
        `UPDATE note_data SET block = ${r.one(['?', 'substr(block, 1, 7) || ?', 'substr(block, 1, length(block) / 2) || substr(?, 1, 0)', 'zeroblob(length(block) + 200000) || ?'])} WHERE id ${r.one(['= 10', '> 10', '> 0'])}`,
      ).run(bytes)
      if (r.chance(0.2)) db.exec(`DROP TABLE note_${r.one(['data', 'content', 'config', 'idx'])}`)
    })
    expect(found.problems.length, found.problems.join('\n')).toBeLessThanOrEqual(1)
    expect(found.remembered.length).toBeLessThan(100)
  }
})

const genuine = join(
  import.meta.dirname,
  '../../../../../../shared/corpus/sqlite/ileapp-ios/testdata.gmail.gmailOfflineSearch.mvs_ios_2023.zip',
)
if (!existsSync(genuine)) console.log('fts5: the corpus is absent, its database is not read')

describe.runIf(existsSync(genuine))('the genuine FTS5 index of the corpus', () => {
  const members = () =>
    Object.entries(unzipSync(readFileSync(genuine))).flatMap(([name, bytes]) =>
      name.endsWith('/searchsqlitedb') ? [bytes] : [],
    )
  it.each([
    ['remembers nothing else than its rows say', '', 0],
    [
      'remembers the subject that a row had',
      "UPDATE offline_search_content SET c7 = 'quarterly zebra' WHERE id = 2",
      1,
    ],
  ])('%s', (_, change, told) => {
    const file = join(at.folder, 'search.db')
    for (const bytes of members()) writeFileSync(file, bytes)
    const db = new Database(file)
    db.unsafeMode()
    db.exec(change)
    db.close()
    expect([...ingested(file)].flatMap(({ traits }) => traits.filter(({ key }) => key === 'db.witness'))).toHaveLength(
      told,
    )
  })
})
