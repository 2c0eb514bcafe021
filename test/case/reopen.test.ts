// Evidence opened again by its logical path: down through containers, told apart as the ingest does, its hash held against the case's.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRaw } from '../../src/case/browse/raw.ts'
import { fill } from '../../src/case/fill.ts'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { openAsFound, reopen } from '../../src/case/reopen.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { attach, fake, FAKE_INGESTERS, ingesters } from '../ingest/fake.ts'
import { folder, outside } from '../ingest/folder.ts'

const tools = { ingesters, profiles: [], limits: DEFAULT_LIMITS }
const FILES = {
  'in/box': fake(
    'message <a@example.com> 2020-01-01',
    attach('note', fake('message <n@example.com> 2018-01-01', attach('deep', 'the innermost'))),
    attach('same', 'the first'),
    attach('same', 'the second'),
  ),
  'other/box': 'another box',
  ledger: 'a ledger',
  'ledger-wal': 'its log',
}

async function made(): Promise<{ readonly db: CaseDatabase; readonly path: string }> {
  const { db } = memoryCase()
  const path = folder(FILES)
  await fill({
    db,
    paths: [path],
    exhibits: [],
    limits: DEFAULT_LIMITS,
    wanted: 'all',
    workers: 0,
    ingesters: FAKE_INGESTERS,
  })
  return { db, path }
}

test.each([
  ['ledger', 'a ledger'],
  ['in/box', FILES['in/box']],
  ['in/box/note/deep', 'the innermost'],
  ['in/box/same', 'the first'],
  ['in/box/same~2', 'the second'],
])('%s: its bytes, and nothing is left beside it', async (wanted, bytes) => {
  const { db, path } = await made()
  const before = outside(path)
  const { opened, unchanged } = await openAsFound(db, wanted, tools)
  expect(Buffer.from(opened.source.read(0, opened.source.size)).toString()).toBe(bytes)
  expect(unchanged).toBe(true)
  opened.close()
  expect(outside(path)).toEqual(before)
})

test('the end of a path is enough where it names one; what lies beside it is opened too', async () => {
  const { db } = await made()
  const ledger = await reopen(db, 'ledger', tools)
  const wal = await ledger.beside('-wal')
  expect(Buffer.from(wal?.source.read(0, 100) ?? []).toString()).toBe('its log')
  expect(await ledger.beside('-journal')).toBeUndefined()
  wal?.close()
  ledger.opened.close()
  const deep = await reopen(db, 'deep', tools)
  expect(deep.path).toBe('in/box/note/deep')
  deep.opened.close()
})

test.each([
  ['box', 'several paths end with box: in/box, other/box; give one of them'],
  ['nothing', 'the case has no evidence nothing'],
])('%s is a clear problem', async (wanted, says) => {
  await expect(reopen((await made()).db, wanted, tools)).rejects.toThrow(says)
})

test('what has changed since is told: a screen shows it so, a command refuses it', async () => {
  const { db, path } = await made()
  writeFileSync(join(path, 'ledger'), 'another ledger')
  const { opened, unchanged } = await openAsFound(db, 'ledger', tools)
  opened.close()
  expect(unchanged).toBe(false)
  await expect(reopen(db, 'ledger', tools)).rejects.toThrow('has changed since the case was made')
})

test('what is gone is told, at every depth', async () => {
  const { db, path } = await made()
  writeFileSync(join(path, 'in/box'), fake('message <a@example.com> 2020-01-01'))
  await expect(openAsFound(db, 'in/box/note/deep', tools)).rejects.toThrow('box: note is no longer in it')
  writeFileSync(join(path, 'in/box'), 'no container any more')
  await expect(openAsFound(db, 'in/box/note/deep', tools)).rejects.toThrow('box: holds nothing that can be opened')
  rmSync(join(path, 'in/box'))
  await expect(openAsFound(db, 'in/box/note/deep', tools)).rejects.toThrow('in/box: is no longer where it was')
  await expect(openAsFound(db, 'in/never', tools)).rejects.toThrow('the case has no such evidence')
})

test('a screen gets the bytes around a place, marked, with whether they are the ones of the case', async () => {
  const { db } = await made()
  const at = { path: 'in/box/note/deep', locator: { type: 'bytes', offset: 4, length: 9 } } as const
  const raw = await openRaw(db, tools, at)
  expect(raw).toMatchObject({ type: 'bytes', offset: 0, size: 13, mark: { offset: 4, length: 9 }, unchanged: true })
})
