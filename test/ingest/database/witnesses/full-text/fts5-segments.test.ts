// The words of an FTS5 index as our reader has them, against SQLite's own reader of it (fts5vocab), and against bytes that are no index.
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  SegmentReader,
  segmentsOf,
  type Detail,
} from '../../../../../src/ingest/database/witnesses/full-text/fts5-segments.ts'
import { wordsByRow, type Posting } from '../../../../../src/ingest/database/witnesses/full-text/words-by-row.ts'
import { random } from '../../sqlite/generated.ts'

const WORDS = [
  'ledger',
  'paid',
  'août',
  'ΟΔΟΣ',
  'naïve',
  '東京',
  'the',
  'of',
  'a',
  'x'.repeat(300),
  '🙂b',
  'in 2009',
] as const

/** An index after many changes, with pages so small that words and their places go on over several. */
function grown(detail: Detail, options: string, settings: string, seed: number): Database.Database {
  const r = random(seed)
  const db = new Database(':memory:')
  db.exec(`CREATE VIRTUAL TABLE note USING fts5(body, tag UNINDEXED, title, detail=${detail}${options}); ${settings}`)
  const text = () =>
    Array.from(
      { length: r.chance(0.05) ? 400 : 1 + r.below(12) },
      () => `${r.one(WORDS)}${r.chance(0.3) ? r.below(60) : ''}`,
    ).join(' ')
  const row = () =>
    r.chance(0.05) ? BigInt(r.below(9)) - 4n + (r.chance(0.5) ? 2n ** 62n : -(2n ** 62n)) : BigInt(r.below(150))
  const insert = db.prepare('INSERT OR REPLACE INTO note (rowid, body, tag, title) VALUES (?, ?, ?, ?)')
  const update = db.prepare('UPDATE note SET body = ? WHERE rowid = ?')
  const remove = db.prepare('DELETE FROM note WHERE rowid = ?')
  for (let i = 0; i < 200; i++) {
    const several = r.chance(0.2)
    if (several) db.exec('BEGIN')
    for (let n = several ? 20 : 1; n > 0; n--) {
      if (r.chance(0.5)) insert.run(row(), text(), 'unseen', text())
      else if (r.chance(0.6)) update.run(text(), row())
      else remove.run(row())
    }
    if (several) db.exec('COMMIT')
    if (r.chance(0.02)) db.exec("INSERT INTO note (note, rank) VALUES ('merge', 20)")
    if (r.chance(0.01)) db.exec("INSERT INTO note (note) VALUES ('rebuild')")
  }
  return db
}

function* postings(db: Database.Database, detail: Detail): Generator<Posting> {
  const blocks = db
    .prepare<[bigint, bigint], Buffer>('SELECT block FROM note_data WHERE id BETWEEN ? AND ? ORDER BY id')
    .pluck()
  for (const { first, last } of segmentsOf(blocks.get(10n, 10n) ?? Buffer.alloc(0))) {
    const reader = new SegmentReader(detail)
    for (const page of blocks.iterate(first, last)) yield* reader.postings(page)
  }
}

/** Lines of row and word, sorted. */
const ours = (db: Database.Database, detail: Detail): readonly string[] =>
  [...(wordsByRow(postings(db, detail), () => false) ?? [])]
    .flatMap(([row, words]) => words.map((word) => `${row} ${word}`))
    .sort()

function theirs(db: Database.Database): readonly string[] {
  db.exec('CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, note, instance)')
  const found = db.prepare<[], [bigint, string]>('SELECT DISTINCT doc, term FROM vocabulary').raw().safeIntegers().all()
  return found.map(([row, word]) => `${row} ${word}`).sort()
}

describe('the segments of an FTS5 index', () => {
  const forms = (['full', 'column', 'none'] as const).flatMap((detail) =>
    [
      ['as they come', '', ''],
      ['with small pages', '', "INSERT INTO note (note, rank) VALUES ('pgsz', 40)"],
      ['with indexes of prefixes', ", prefix='1 3'", "INSERT INTO note (note, rank) VALUES ('pgsz', 64)"],
      ['with secure-delete', '', "INSERT INTO note (note, rank) VALUES ('secure-delete', 1), ('pgsz', 50)"],
      [
        'never merged',
        ', columnsize=0',
        "INSERT INTO note (note, rank) VALUES ('automerge', 0), ('crisismerge', 1000)",
      ],
      [
        'merged at once',
        ", tokenize='trigram'",
        "INSERT INTO note (note, rank) VALUES ('automerge', 2), ('pgsz', 120)",
      ],
    ].map(([how, options, settings], i) => ({ detail, how, options, settings, seed: i + 1 })),
  )

  it.each(forms)(
    'of detail=$detail $how hold what SQLite reads in them',
    ({ detail, options = '', settings = '', seed }) => {
      const db = grown(detail, options, settings, seed)
      const expected = theirs(db)
      expect(expected.length).toBeGreaterThan(300)
      expect(ours(db, detail)).toEqual(expected)
      db.close()
    },
  )

  it('that are no segments end in a RangeError or in few words, whatever their bytes', () => {
    const r = random(5)
    const whole = grown('full', '', '', 9)
    const pages = whole.prepare<[], Buffer>('SELECT block FROM note_data WHERE id >= 10').pluck().all()
    for (let i = 0; i < 1_500; i++) {
      const page = Buffer.from(r.one([pages[i % pages.length] ?? Buffer.alloc(0)]))
      for (let n = r.below(4); n >= 0; n--) page[r.below(page.length)] = r.below(256)
      const cut = page.subarray(0, r.chance(0.3) ? r.below(page.length) : page.length)
      for (const read of [
        () => segmentsOf(cut).length,
        () => [...new SegmentReader(r.one(['full', 'none'])).postings(cut)].length,
      ])
        try {
          expect(read()).toBeLessThan(20_000)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
    }
    whole.close()
  })
})
