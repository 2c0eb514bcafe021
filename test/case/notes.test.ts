/** What an examiner notes: in the log first, kept by finding, taken back by a further entry. */
import { describe, expect, it } from 'vitest'
import { entries, verifyLog } from '../../src/case/log.ts'
import { bookmark, dispose, judgeAlternative, switchOff, tag, takeBack, undo } from '../../src/case/notes.ts'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { CaseProblem } from '../../src/case/problem.ts'
import { verifyNotes } from '../../src/case/verify-notes.ts'
import { NO_WORK, bookmarks, standingNotes, switchedOff, workOn, workOnAll, workOnMany } from '../../src/case/work.ts'

const ADA = 'a.brook'
const BEN = 'b.stone'
const NOON = new Date('2026-01-02T12:00:00Z')

function made(): CaseDatabase {
  const { db } = memoryCase()
  const body = JSON.stringify({ alternatives: [{ id: 'fast-clock' }, { id: 'resent' }] })
  for (const id of ['aa', 'bb', 'cc'])
    db.prepare(`INSERT INTO finding VALUES (?, 1, 1, 'rule', 'low', ?)`).run(id, body)
  db.prepare(`INSERT INTO coverage VALUES ('received-before-sent', '{}')`).run()
  return db
}

describe('a disposition', () => {
  it('stands in the log with who and when, and on its finding', () => {
    const db = made()
    dispose(db, ADA, 'aa', 'explained', '  a clock\nthat ran   ahead ', NOON)
    expect([...entries(db)].map(({ who, at, body }) => [who, at, JSON.parse(body) as unknown])).toEqual([
      [
        ADA,
        '2026-01-02T12:00:00.000Z',
        { action: 'disposition', subject: 'aa', detail: '', state: 'explained', text: 'a clock that ran ahead' },
      ],
    ])
    expect(workOn(db, 'aa').dispositions).toEqual([
      { entry: 1, who: ADA, at: '2026-01-02T12:00:00.000Z', state: 'explained', note: 'a clock that ran ahead' },
    ])
    expect(workOn(db, 'bb')).toEqual(NO_WORK)
  })

  it('is followed by others, and none is lost', () => {
    const db = made()
    dispose(db, ADA, 'aa', 'confirmed', '')
    dispose(db, BEN, 'aa', 'false-alarm', 'the zone is stated wrongly')
    expect(workOn(db, 'aa').dispositions.map(({ state, who }) => [state, who])).toEqual([
      ['confirmed', ADA],
      ['false-alarm', BEN],
    ])
  })
})

describe('an alternative', () => {
  it('has the last word said on it, with the reason', () => {
    const db = made()
    judgeAlternative(db, ADA, 'aa', 'fast-clock', 'open', 'nobody asked the provider')
    judgeAlternative(db, ADA, 'aa', 'resent', 'open', 'no Resent block')
    judgeAlternative(db, BEN, 'aa', 'fast-clock', 'excluded', 'the provider answered')
    expect(
      workOn(db, 'aa').alternatives.map(({ alternative, state, because }) => [alternative, state, because]),
    ).toEqual([
      ['fast-clock', 'excluded', 'the provider answered'],
      ['resent', 'open', 'no Resent block'],
    ])
  })
})

describe('taken back', () => {
  it('a note no longer stands; the log keeps both entries', () => {
    const db = made()
    dispose(db, ADA, 'aa', 'confirmed', '')
    tag(db, ADA, 'aa', 'hearing')
    expect(undo(db, ADA).kind).toBe('tag')
    expect(undo(db, ADA).kind).toBe('disposition')
    expect(() => undo(db, ADA)).toThrow('has noted nothing that could be taken back')
    expect(workOn(db, 'aa')).toEqual(NO_WORK)
    expect([...entries(db)].map(({ body }) => (JSON.parse(body) as { action: string }).action)).toEqual([
      'disposition',
      'tag',
      'undo',
      'undo',
    ])
    expect([verifyLog(db), verifyNotes(db)]).toEqual([undefined, undefined])
  })

  it('by undo only what the same person noted; by its number anybody’s', () => {
    const db = made()
    dispose(db, ADA, 'aa', 'confirmed', '')
    tag(db, BEN, 'aa', 'hearing')
    undo(db, ADA)
    expect(workOn(db, 'aa').tags).toHaveLength(1)
    takeBack(db, ADA, standingNotes(db)[0]?.entry ?? 0)
    expect(workOn(db, 'aa')).toEqual(NO_WORK)
  })

  it('what has been said again after that stands', () => {
    const db = made()
    tag(db, ADA, 'aa', 'hearing')
    undo(db, ADA)
    tag(db, ADA, 'aa', 'hearing')
    expect(workOn(db, 'aa').tags.map(({ tag: name }) => name)).toEqual(['hearing'])
  })
})

it('bookmarks and rules switched off are kept with who, when and why', () => {
  const db = made()
  bookmark(db, ADA, 'disclosure.eml/books.zip', 'the books', NOON)
  switchOff(db, ADA, 'received-before-sent', 'the relay’s clock is known to be off', NOON)
  expect(bookmarks(db)).toMatchObject([{ subject: 'disclosure.eml/books.zip', name: 'the books', who: ADA }])
  expect(switchedOff(db).get('received-before-sent')).toMatchObject({ because: 'the relay’s clock is known to be off' })
})

describe('work is read in sets', () => {
  it('of some findings, of all, and of more than one statement takes', () => {
    const db = made()
    dispose(db, ADA, 'aa', 'confirmed', '')
    tag(db, ADA, 'cc', 'hearing')
    expect([...workOnAll(db).keys()]).toEqual(['aa', 'cc'])
    expect([...workOnMany(db, ['bb', 'cc']).keys()]).toEqual(['cc'])
    const many = Array.from({ length: 1_200 }, (_, i) => `x${i}`)
    expect([...workOnMany(db, [...many, 'aa']).keys()]).toEqual(['aa'])
  })
})

describe('what cannot be noted is said in one line, and nothing is written', () => {
  it.each([
    ['an unknown finding', (db: CaseDatabase) => dispose(db, ADA, 'ff', 'open', ''), 'there is no finding ff'],
    ['no reason', (db: CaseDatabase) => dispose(db, ADA, 'aa', 'explained', ' \n'), 'say why finding aa is explained'],
    [
      'an unknown alternative',
      (db: CaseDatabase) => judgeAlternative(db, ADA, 'aa', 'x', 'open', 'y'),
      'it has fast-clock, resent',
    ],
    ['an unknown rule', (db: CaseDatabase) => switchOff(db, ADA, 'x', 'y'), 'no rule x took part'],
    ['an empty tag', (db: CaseDatabase) => tag(db, ADA, 'aa', ''), 'say the tag'],
    ['a long note', (db: CaseDatabase) => dispose(db, ADA, 'aa', 'open', 'x'.repeat(4_001)), 'at most 4000'],
    ['a number that is none', (db: CaseDatabase) => takeBack(db, ADA, 7), 'log entry 7 is no note'],
  ])('%s', (_, act, words) => {
    const db = made()
    expect(() => act(db)).toThrow(CaseProblem)
    expect(() => act(db)).toThrow(words)
    expect([...entries(db)]).toEqual([])
  })

  it('a tag or a rule twice', () => {
    const db = made()
    tag(db, ADA, 'aa', 'hearing')
    expect(() => tag(db, BEN, 'aa', 'hearing')).toThrow('bears the tag hearing already')
    switchOff(db, ADA, 'received-before-sent', 'why')
    expect(() => switchOff(db, ADA, 'received-before-sent', 'why')).toThrow('switched off already')
  })
})

describe('notes that are not what the log says show', () => {
  const changed: readonly (readonly [string, string])[] = [
    ['words changed', `UPDATE note SET text = 'other' WHERE entry = 1`],
    [
      'a note put in',
      `INSERT INTO note VALUES (9, 'tag', 'aa', 'x', '', '', 'somebody', '2026-01-01T00:00:00Z', NULL)`,
    ],
    ['a note taken out', 'DELETE FROM note WHERE entry = 1'],
    ['one made to stand again', 'UPDATE note SET undone = NULL'],
    ['one made not to stand', 'UPDATE note SET undone = 3 WHERE entry = 1'],
  ]
  it.each(changed)('%s', (_, sql) => {
    const db = made()
    dispose(db, ADA, 'aa', 'confirmed', 'read')
    tag(db, ADA, 'aa', 'hearing')
    undo(db, ADA)
    expect(verifyNotes(db)).toBeUndefined()
    db.exec(sql)
    expect(verifyNotes(db)).toBeDefined()
  })
})
