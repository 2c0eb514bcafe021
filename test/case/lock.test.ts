/** One writer at a time, among runs that come and go as fast as they can. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { isBeingWritten, takeLock } from '../../src/case/lock.ts'
import { openCase } from '../../src/case/open.ts'
import { folder } from '../ingest/folder.ts'

const made = (): string => {
  const path = join(folder(), 'books.case')
  openCase(path, 'create').close()
  return path
}

test('is taken by one, given up, and leaves no file', () => {
  const path = made()
  const lock = takeLock(path)
  expect(isBeingWritten(path)).toBe(true)
  expect(() => takeLock(path)).toThrow('another run of anachron is writing this case; wait until it ends')
  lock.release()
  expect(isBeingWritten(path)).toBe(false)
  takeLock(path).release()
  expect(readdirSync(dirname(path))).toEqual(['books.case'])
})

test('waits a moment for a run that is about to end', async () => {
  const path = made()
  const script = `
    const { takeLock } = await import(${JSON.stringify(new URL('../../src/case/lock.ts', import.meta.url).href)})
    const lock = takeLock(${JSON.stringify(path)})
    console.log('taken')
    setTimeout(() => lock.release(), 300)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  await once(child.stdout, 'data')
  takeLock(path).release()
  await once(child, 'exit')
})

test('six processes that open a case at once: never two of them together, and each has its turns', async () => {
  const path = made()
  const child = join(import.meta.dirname, 'lock-child.ts')
  const counts = await Promise.all(
    Array.from({ length: 6 }, () => text(spawn(process.execPath, [child, path, '150'], { stdio: 'pipe' }).stdout)),
  )
  const told = counts.map((count): unknown => JSON.parse(count))
  expect(told).toEqual(Array.from({ length: 6 }, () => ({ held: expect.any(Number) as number, together: 0 })))
  expect(counts.every((count) => !count.includes('"held":0'))).toBe(true)
})
