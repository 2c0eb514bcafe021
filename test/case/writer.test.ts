/** The single writer: what commits together, and what happens when a commit fails. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { CaseWriter } from '../../src/case/writer.ts'
import { Recorder } from '../../src/ingest/recorder.ts'
import type { Artifact } from '../../src/model.ts'

const artifact = (n: number): Artifact => ({
  type: 'row',
  locator: { type: 'bytes', offset: n, length: 1 },
  label: `row ${n}`,
  events: [],
  traits: [{ key: 'fake.key', value: `value ${n % 3}`, locator: { type: 'bytes', offset: n, length: 1 } }],
})

function part(artifacts: number) {
  const recorder = new Recorder(0, 'all')
  const scope = recorder.begin()
  for (let n = 0; n < artifacts; n++) recorder.artifact(scope, artifact(n))
  return recorder.take({ changed: false })
}

function made(): CaseDatabase {
  const { db } = memoryCase()
  db.exec(`INSERT INTO root (root, path, file, state) VALUES (0, 'a', 'a', 'waiting')`)
  return db
}

const count = (db: CaseDatabase, table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()

describe('the writer', () => {
  it.each([0, 1, 31, 32, 33, 100])('writes %i rows of one part, whatever goes into one statement', (rows) => {
    const db = made()
    const writer = new CaseWriter(db)
    writer.write(part(rows))
    writer.flush()
    expect(db.prepare('SELECT label FROM artifact ORDER BY id').pluck().all()).toEqual(
      Array.from({ length: rows }, (_, n) => `row ${n}`),
    )
    expect([count(db, 'trait'), count(db, 'trait_value'), count(db, 'part')]).toEqual([rows, Math.min(rows, 3), 1])
    expect(db.prepare('SELECT state FROM root').pluck().get()).toBe('done')
  })

  it('forgets a part and its mark together', () => {
    const db = made()
    const writer = new CaseWriter(db, { bounds: { rows: 1e9, milliseconds: 1e9 } })
    writer.write(part(100))
    // The last of them wait for company.
    expect(count(db, 'artifact')).toBeGreaterThan(50)
    expect(count(db, 'part')).toBe(1)
    writer.abandon()
    expect([count(db, 'artifact'), count(db, 'part')]).toEqual([0, 0])
    expect(db.prepare('SELECT state FROM root').pluck().get()).toBe('waiting')
  })

  it('commits by itself when nothing more comes', async () => {
    const db = made()
    const commits: number[] = []
    const writer = new CaseWriter(db, { bounds: { rows: 1e9, milliseconds: 10 }, afterCommit: (n) => commits.push(n) })
    writer.write(part(5))
    await pause(200)
    expect([db.inTransaction, commits]).toEqual([false, [1]])
  })

  it('a commit that fails while nobody waits for it is told to the next who writes', async () => {
    const db = made()
    const writer = new CaseWriter(db, {
      bounds: { rows: 1e9, milliseconds: 10 },
      afterCommit: () => {
        throw new Error('the disk is full')
      },
    })
    writer.write(part(5))
    await pause(200)
    expect(() => writer.write(part(5))).toThrow('the disk is full')
    expect(() => writer.flush()).toThrow('the disk is full')
  })
})
