/** A case held open by a screen: beside an ingest, after it was deleted, replaced, damaged. */
import { copyFileSync, openSync, renameSync, rmSync, writeSync, closeSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { examineCase, type ExaminedCase } from '../../src/case/examined.ts'
import { bookmark } from '../../src/case/notes.ts'
import { isBeingWritten } from '../../src/case/lock.ts'
import { openCase } from '../../src/case/open.ts'
import { CaseProblem } from '../../src/case/problem.ts'
import { bookmarks } from '../../src/case/work.ts'
import { folder } from '../ingest/folder.ts'

const open: ExaminedCase[] = []
afterEach(() => open.splice(0).forEach(({ close }) => close()))

function examined(path = join(folder(), 'books.case')): ExaminedCase {
  openCase(path, 'create').close()
  const one = examineCase(path)
  open.push(one)
  return one
}
const note = (one: ExaminedCase): unknown => one.write((db) => bookmark(db, 'a.brook', 'a.eml', 'here'))

describe('a case that is looked at', () => {
  it('is written for a moment, and sees what was written', () => {
    const one = examined()
    expect(note(one)).toMatchObject({ kind: 'bookmark' })
    expect(one.read(bookmarks)).toHaveLength(1)
    expect(isBeingWritten(one.path)).toBe(false)
    expect([one.lost(), one.readOnlyBecause()]).toEqual([undefined, undefined])
  })

  it('keeps no ingest waiting', () => {
    const one = examined()
    openCase(one.path, 'write').close()
    expect(one.read(bookmarks)).toEqual([])
  })
})

describe('beside a run that writes it', () => {
  it('a case is opened, says that nothing can be noted, and can be when that run has ended', () => {
    const path = join(folder(), 'books.case')
    const writer = openCase(path, 'create')
    const one = examineCase(path)
    open.push(one)
    expect(one.readOnlyBecause()).toBe(
      `${path}: another run of anachron is writing this case; it is shown as it stands, and nothing can be noted until that run ends`,
    )
    expect(() => note(one)).toThrow('another run of anachron is writing this case; wait until it ends')
    writer.db.prepare(`INSERT INTO setting VALUES ('a', '1')`).run()
    expect(one.read((db) => db.prepare('SELECT count(*) FROM setting').pluck().get())).toBe(1)
    writer.close()
    expect(one.readOnlyBecause()).toBeUndefined()
    expect(note(one)).toMatchObject({ entry: 1 })
  })
})

describe('a case that goes while it is looked at', () => {
  it('deleted: nothing is noted in a file that nobody can find again', () => {
    const one = examined()
    rmSync(one.path)
    expect(one.lost()).toContain('was deleted or moved while it was open')
    expect(() => note(one)).toThrow(CaseProblem)
    expect(() => note(one)).toThrow('was deleted or moved while it was open')
    expect(statSync(one.path, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('replaced by another file', () => {
    const one = examined()
    copyFileSync(one.path, `${one.path}.copy`)
    renameSync(`${one.path}.copy`, one.path)
    expect(one.lost()).toContain('another file has taken the place of this case')
    expect(() => note(one)).toThrow('another file has taken the place')
  })

  it('damaged: what cannot be read is said in one line', () => {
    const path = join(folder(), 'books.case')
    const { db, close } = openCase(path, 'create')
    const body = 'x'.repeat(3_000)
    const add = db.prepare(`INSERT INTO finding VALUES (?, 1, 1, 'rule', 'low', ?)`)
    for (let i = 0; i < 200; i++) add.run(String(i), body)
    close()
    const fd = openSync(path, 'r+')
    // Pages in the middle; the first, with the schema, are sound.
    writeSync(fd, Buffer.alloc(100 * 4096, 0xff), 0, 100 * 4096, 60 * 4096)
    closeSync(fd)
    const one = examineCase(path)
    open.push(one)
    const all = (): unknown => one.read((of) => of.prepare('SELECT body FROM finding').all())
    expect(all).toThrow(CaseProblem)
    expect(all).toThrow('the case is damaged')
  })
})
