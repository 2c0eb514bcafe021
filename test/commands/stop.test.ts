// Ctrl-C in the middle of a long step: at once, in one line, with nothing left behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { interruptible } from '../../src/commands/stop.ts'

const folder = mkdtempSync(join(tmpdir(), 'anachron-stop-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a step without a pause ends, says how things stand, and leaves no private copy', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'stop-child.ts')], {
    env: { ...process.env, TMPDIR: folder },
  })
  const [said, ended] = [text(child.stderr), once(child, 'exit')]
  await once(child.stdout, 'data')
  expect(readdirSync(folder)).toHaveLength(1)
  const rest = text(child.stdout)
  const before = performance.now()
  child.kill('SIGINT')
  expect(await ended).toEqual([null, 'SIGINT'])
  expect(performance.now() - before).toBeLessThan(2_000)
  expect([await rest, await said]).toEqual(['', 'anachron: stopped; the case is whole; type this next\n'])
  expect(readdirSync(folder)).toEqual([])
})

test('what a step gives and throws is handed on as it is', () => {
  const held = { a: 1 }
  expect(interruptible(() => held)).toBe(held)
  const wrong = new TypeError('wrong')
  expect(() =>
    interruptible(() => {
      throw wrong
    }),
  ).toThrow(wrong)
})
