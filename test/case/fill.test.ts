/** A case is the same whatever the number of workers, the order of commits, and wherever a run was killed. */
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fill, type Filled, type FillOptions } from '../../src/case/fill.ts'
import { memoryCase, openCase, type CaseDatabase } from '../../src/case/open.ts'
import { register } from '../../src/case/roots.ts'
import { verifyEvidence } from '../../src/case/verify.ts'
import { CaseWriter } from '../../src/case/writer.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { walk } from '../../src/evidence/walk.ts'
import { readRoots } from '../../src/ingest/pool.ts'
import type { Part } from '../../src/ingest/part.ts'
import { attach, fake, FAKE_INGESTERS } from '../ingest/fake.ts'
import { folder, outside } from '../ingest/folder.ts'
import { dump } from './dump.ts'

const ALL_INGESTERS = new URL('../../src/ingest/index.generated.ts', import.meta.url)

const settings = (db: CaseDatabase, paths: readonly string[], more: Partial<FillOptions> = {}): FillOptions => ({
  db,
  paths,
  exhibits: [],
  limits: DEFAULT_LIMITS,
  wanted: 'all',
  workers: 0,
  ingesters: FAKE_INGESTERS,
  ...more,
})

/** A case in a folder of its own. */
function newCase(path = join(folder(), 'books.case')) {
  const opened = openCase(path, 'create')
  onTestFinished(opened.close)
  return opened
}

async function filled(
  paths: readonly string[],
  more: Partial<FillOptions> = {},
): Promise<{ db: CaseDatabase; result: Filled }> {
  const { db } = newCase()
  return { db, result: await fill(settings(db, paths, more)) }
}

/** Small numbers from a seed (Lehmer 1951, with Park and Miller's constants). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below
}

/** Mails, tables, nested files, broken ones: about 6,000 rows in 20 files. */
function evidence(): string {
  const next = random(7)
  const line = (n: number): string => {
    const kind = next(10)
    if (kind < 6)
      return `message <${n}.${next(50)}@example.com> 20${10 + next(15)}-01-01 <${n - 1}.${next(50)}@example.com>`
    if (kind < 8) return `rows ${next(40)}`
    if (kind < 9) return attach(`n${next(3)}.fake`, fake('message <inner@example.com> 2020-01-01', attach('x', 'x')))
    return 'problem odd'
  }
  const files = Object.fromEntries(
    Array.from({ length: 18 }, (_, f) => [
      `d${f % 3}/f${f}.fake`,
      fake(...Array.from({ length: next(40) }, (_x, n) => line(n)), ...(f % 5 === 0 ? ['stop'] : [])),
    ]),
  )
  const large = fake(...Array.from({ length: 700 }, (_, n) => `message <large${n}@example.com> 2019-01-01`))
  return folder({ ...files, 'large.fake': large, 'unknown.bin': 'nothing known' })
}

describe('the same rows', () => {
  it('with 0, 1 and 2 workers', async () => {
    const path = evidence()
    const [here, one, two] = [
      await filled([path]),
      await filled([path], { workers: 1 }),
      await filled([path], { workers: 2 }),
    ]
    expect(dump(one.db)).toEqual(dump(here.db))
    expect(dump(two.db)).toEqual(dump(here.db))
    expect(here.result).toMatchObject({ roots: 20, withError: 4, changed: [], before: 0 })
    expect(here.result.byStatus.partly).toBeGreaterThan(4)
    expect(here.result.events).toBeGreaterThan(2_000)
    expect(dump(here.db)['link']).toEqual([])
  })

  it('in whatever order parts are committed', async () => {
    const path = evidence()
    const whole = await filled([path])
    const { db } = memoryCase()
    const { toRead } = register(db, walk([path]))
    const parts: Part[] = []
    for await (const result of readRoots(toRead, settings(db, [path])))
      if (result.type === 'part') parts.push(result.part)
    const next = random(11)
    const writer = new CaseWriter(db, { bounds: { rows: 300, milliseconds: 1e9 } })
    for (; parts.length > 0;) for (const part of parts.splice(next(parts.length), 1)) writer.write(part)
    writer.flush()
    expect(dump(db)).toEqual(dump(whole.db))
  })

  it('when the run was killed at any of ten commits and goes on', async () => {
    const path = evidence()
    const whole = dump((await filled([path])).db)
    const next = random(3)
    const commits = new Set<number>()
    while (commits.size < 10) commits.add(1 + next(12))
    for (const commit of commits) {
      const file = join(folder(), 'killed.case')
      const child = spawnSync(
        process.execPath,
        [join(import.meta.dirname, 'child.ts'), file, String(commit), String(commit % 2), path],
        { encoding: 'utf8' },
      )
      expect([child.signal, child.stdout], child.stderr).toEqual(['SIGKILL', ''])
      const { db } = newCase(file)
      expect(db.prepare('SELECT count(*) FROM part').pluck().get()).toBeGreaterThan(0)
      const parts = db.prepare('SELECT count(*) FROM part').pluck().get()
      const result = await fill(settings(db, [path], { workers: commit % 3 }))
      expect(dump(db)).toEqual(whole)
      // What was there was not written again.
      expect(Object.values(whole).flat().length - result.rows).toBeGreaterThan(Number(parts))
    }
  })
})

describe('an existing case', () => {
  it('with everything read has nothing to do', async () => {
    const path = evidence()
    const { db } = await filled([path])
    const before = dump(db)
    const again = await fill(settings(db, [path]))
    expect(again).toMatchObject({ before: 20, changed: [] })
    expect(dump(db)).toEqual(before)
  })

  it('is refused for other paths', async () => {
    const [path, other] = [evidence(), evidence()]
    const { db } = await filled([path])
    await expect(fill(settings(db, [other]))).rejects.toThrow('give the same paths or another case file')
    await expect(fill(settings(db, [path, other]))).rejects.toThrow('give the same paths or another case file')
  })

  it('reads all anew when other traits are wanted, and gives the rows of a new one', async () => {
    const path = evidence()
    const wanted = { keys: new Set(['fake.wanted']), prefixes: [] }
    const { db } = await filled([path], { wanted })
    const few = dump(db)['trait'] ?? []
    expect(few.some((row) => row.includes('fake.wanted'))).toBe(true)
    expect(few.some((row) => row.includes('fake.other'))).toBe(false)
    await fill(settings(db, [path]))
    expect(dump(db)).toEqual(dump((await filled([path])).db))
  })

  it('names evidence that changed or went away, keeps what it has, and reads what is new', async () => {
    const path = folder({ a: fake('rows 1'), b: fake('rows 1'), c: fake('rows 1'), touched: fake('rows 1') })
    const { db } = await filled([path])
    const before = dump(db)['artifact']
    appendFileSync(join(path, 'a'), 'rows 5\n')
    rmSync(join(path, 'b'))
    utimesSync(join(path, 'touched'), 1, 1)
    const again = await fill(settings(db, [path]))
    expect(again.changed).toEqual([
      { path: 'a', reason: expect.stringContaining('has changed since it was read') as string },
      { path: 'b', reason: expect.stringContaining('no longer there') as string },
    ])
    expect(dump(db)['artifact']).toEqual(before)
    writeFileSync(join(path, 'd'), fake('rows 2'))
    expect((await fill(settings(db, [path]))).roots).toBe(5)
  })

  it('half read, from a file that is another one now: what was known of it is dropped', async () => {
    const path = folder({
      'a.fake': fake(...Array.from({ length: 700 }, (_, n) => `message <${n}@example.com> 2019-01-01`)),
    })
    const file = join(folder(), 'killed.case')
    const child = spawnSync(process.execPath, [join(import.meta.dirname, 'child.ts'), file, '1', '0', path])
    expect(child.signal).toBe('SIGKILL')
    writeFileSync(join(path, 'a.fake'), fake('message <new@example.com> 2020-01-01'))
    const { db } = newCase(file)
    await fill(settings(db, [path]))
    expect(dump(db)).toEqual(dump((await filled([path])).db))
    expect(dump(db)['artifact']).toHaveLength(2)
  })

  it('reads a file again that could not be read before', async () => {
    const path = folder({ a: fake('rows 1', 'exit') })
    const { db } = await filled([path], { workers: 1 })
    expect(db.prepare('SELECT status FROM evidence').pluck().all()).toEqual(['unreadable'])
    writeFileSync(join(path, 'a'), fake('rows 1'))
    await fill(settings(db, [path]))
    expect(db.prepare('SELECT status, error FROM evidence').all()).toEqual([{ status: 'examined', error: null }])
  })
})

describe('evidence is not touched', () => {
  it('a folder with a database in WAL mode is the same before and after', async () => {
    const path = evidence()
    const db = new Database(join(path, 'wal.db'))
    db.pragma('journal_mode = WAL')
    db.exec('CREATE TABLE t (at TEXT); INSERT INTO t VALUES (datetime())')
    // Stays open, so that -wal and -shm stay beside it.
    onTestFinished(() => {
      db.close()
    })
    const before = outside(path)
    const { db: made } = newCase()
    await fill({ ...settings(made, [path], { workers: 1 }), ingesters: ALL_INGESTERS })
    expect(outside(path)).toEqual(before)
    expect(made.prepare(`SELECT type FROM evidence WHERE path = 'wal.db'`).pluck().get()).toBe('sqlite')
  })

  it('a folder that nobody may write is read', async () => {
    const path = folder({ 'd/a.fake': fake('rows 3'), 'd/b': 'x' })
    chmodSync(join(path, 'd'), 0o500)
    onTestFinished(() => chmodSync(join(path, 'd'), 0o700))
    const before = outside(path)
    const { result } = await filled([path])
    expect(result).toMatchObject({ roots: 2, withError: 0 })
    expect(outside(path)).toEqual(before)
  })

  it.each(['in it', 'as it'])('a case %s is refused', async (where) => {
    const path = folder({ a: 'x' })
    const file = join(path, 'sub.case')
    const { db } = newCase(file)
    await expect(fill(settings(db, where === 'in it' ? [path] : [file]))).rejects.toThrow('the case would lie inside')
  })

  it('verify tells what is the same, changed, gone and new', async () => {
    const path = folder({ a: 'a', b: 'b', c: 'c' })
    const { db } = await filled([path])
    expect(verifyEvidence(db)).toEqual({ same: 3, changed: [], added: [] })
    const times = statSync(join(path, 'a'))
    writeFileSync(join(path, 'a'), 'A')
    // Same size, same time: only the bytes tell.
    utimesSync(join(path, 'a'), times.atime, times.mtime)
    renameSync(join(path, 'b'), join(path, 'd'))
    expect(verifyEvidence(db)).toEqual({
      same: 1,
      changed: [
        { path: 'a', reason: expect.stringContaining('has changed') as string },
        { path: 'b', reason: 'is no longer there' },
      ],
      added: ['d'],
    })
  })
})

describe('progress', () => {
  it('ends with everything done', async () => {
    const told: number[] = []
    const { result } = await filled([evidence()], {
      onProgress: ({ rootsDone, roots }) => told.push(rootsDone / roots),
    })
    expect(told.at(-1)).toBe(1)
    expect(result.rows).toBeGreaterThan(4_000)
  })
})
