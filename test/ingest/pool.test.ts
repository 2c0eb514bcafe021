/** Reading on several threads: the same parts, bounded memory, and a thread that dies costs one root. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { walk } from '../../src/evidence/walk.ts'
import { CREDIT } from '../../src/ingest/messages.ts'
import { readRoots, type PoolOptions, type PoolResult } from '../../src/ingest/pool.ts'
import { fake, FAKE_INGESTERS } from './fake.ts'
import { Threads } from '../../src/ingest/threads.ts'
import { folder } from './folder.ts'

const options = (workers: number, more: Partial<PoolOptions> = {}): PoolOptions => ({
  limits: DEFAULT_LIMITS,
  wanted: 'all',
  exhibits: [],
  ingesters: FAKE_INGESTERS,
  workers,
  ...more,
})

async function results(files: Readonly<Record<string, string>>, settings: PoolOptions): Promise<PoolResult[]> {
  const jobs = walk([folder({ ...files, 'zz-last': 'x' })]).files.map((file, root) => ({ root, file }))
  const all: PoolResult[] = []
  for await (const result of readRoots(jobs, settings)) all.push(result)
  return all
}

const lost = (all: readonly PoolResult[]) => all.flatMap((one) => (one.type === 'lost' ? [one] : []))
const finished = (all: readonly PoolResult[]) =>
  all
    .flatMap((one) => (one.type === 'part' && one.part.last !== undefined ? [one.part.root] : []))
    .sort((a, b) => a - b)

const many = Object.fromEntries(
  Array.from({ length: 300 }, (_, n) => [
    `m${String(n).padStart(3, '0')}`,
    fake(`message <${n}@example.com> 2020-01-01`),
  ]),
)

describe('threads', () => {
  it.each([0, 1, 2, 3])('%i workers read every root once, its parts in order', async (workers) => {
    const all = await results(
      { ...many, large: fake(...Array.from({ length: 600 }, (_, n) => `message <l${n}@example.com> 2020-01-01`)) },
      options(workers),
    )
    expect(finished(all)).toEqual(Array.from({ length: 302 }, (_, n) => n))
    const large = all.flatMap((one) => (one.type === 'part' && one.part.root === 0 ? [one.part.number] : []))
    expect(large).toEqual([0, 1, 2])
  })

  it('those started ahead read; one that ends before it is needed is replaced', async () => {
    const place = folder({ sick: '' })
    writeFileSync(
      join(place, 'sometimes.mjs'),
      `import { existsSync, writeFileSync } from 'node:fs'
       import { threadId } from 'node:worker_threads'
       if (existsSync(new URL('sick', import.meta.url))) {
         writeFileSync(new URL('ended-' + threadId, import.meta.url), '')
         process.exit()
       }
       export { ingesters } from ${JSON.stringify(FAKE_INGESTERS.href)}`,
    )
    const threads = new Threads({ ingesters: pathToFileURL(join(place, 'sometimes.mjs')) }, 2)
    await vi.waitFor(() => {
      expect(readdirSync(place).filter((name) => name.startsWith('ended-'))).toHaveLength(2)
    }, 20_000)
    await new Promise((resolve) => setTimeout(resolve, 300))
    rmSync(join(place, 'sick'))
    expect(finished(await results(many, options(2, { threads })))).toEqual(Array.from({ length: 301 }, (_, n) => n))
  })

  it('more waits than the credit allows: the worker rests and goes on', async () => {
    const all = await results({ big: fake('rows 300000') }, options(1))
    expect(finished(all)).toEqual([0, 1])
    const bytes = all.reduce((sum, one) => sum + (one.type === 'part' ? one.part.bytes : 0), 0)
    expect(bytes).toBeGreaterThan(1.2 * CREDIT)
  })

  it('a consumer that stops in the middle leaves no folder behind', async () => {
    const jobs = walk([folder(many)]).files.map((file, root) => ({ root, file }))
    const temporary = folder()
    vi.stubEnv('TMPDIR', temporary)
    for await (const result of readRoots(jobs, options(2))) {
      expect(readdirSync(temporary)).toHaveLength(1)
      if (result.type === 'part') break
    }
    expect(readdirSync(temporary)).toEqual([])
    vi.unstubAllEnvs()
  })
})

describe('a thread that dies', () => {
  it.each([
    ['runs out of memory', 'grow', {}, /needs more memory than there is/],
    ['ends the thread', 'exit', {}, /the thread that read it ended/],
    ['never comes back', 'hang', { seconds: 1 }, /did not come to an end within 1 seconds.*limit seconds/],
  ])('a root that %s is lost with a clear line; all others are read', async (_, command, limits, reason) => {
    const all = await results(
      { ...many, bad: fake('rows 10', command) },
      options(2, { heap: 64, grace: 0, limits: { ...DEFAULT_LIMITS, ...limits } }),
    )
    expect(lost(all)).toEqual([{ type: 'lost', root: 0, reason: expect.stringMatching(reason) as string }])
    expect(finished(all)).toEqual(Array.from({ length: 301 }, (_x, n) => n + 1))
  })

  it('several bad roots are lost one by one', async () => {
    const all = await results({ ...many, bad1: fake('exit'), bad2: fake('exit'), bad3: fake('exit') }, options(2))
    expect(
      lost(all)
        .map((one) => one.root)
        .sort(),
    ).toEqual([0, 1, 2])
    expect(finished(all)).toHaveLength(301)
  })

  it('one that cannot even begin is an error of the run, not of the evidence', async () => {
    const missing = new URL(`file://${join(import.meta.dirname, 'no-such-module.ts')}`)
    await expect(results(many, options(2, { ingesters: missing }))).rejects.toThrow('no-such-module')
  })
})
