// A rule author mines a corpus of genuine mails, reviews what was found, and the rules load and hold.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { anachron } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'anachron-learn-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Four lists, a mail each on every second day of two years; on 2021-01-01 the server's program changed its version. */
function corpus(): string {
  const into = join(folder, 'corpus')
  for (const list of ['a', 'b', 'c', 'd']) {
    mkdirSync(join(into, list), { recursive: true })
    for (let day = 0; day < 730; day += 2) {
      const at = new Date(Date.UTC(2020, 0, 1, 10) + day * 86_400_000)
      const date = at.toUTCString().replace('GMT', '+0000')
      const version = at.getUTCFullYear() < 2021 ? '4.90' : '4.99'
      writeFileSync(
        join(into, list, `${day}.eml`),
        `Received: from a.example.com (192.0.2.1) by mx.example.org with esmtp (Exim ${version}) for <x@example.org>; ${date}\nFrom: a@example.com\nDate: ${date}\nMessage-ID: <${day}.${list}@example.com>\n\ntext\n`,
      )
    }
  }
  return into
}

test('what changed on a day is found, is written as a fact for review, and is never written over a reviewed one', async () => {
  const rules = join(folder, 'rules')
  const into = join(rules, 'facts')
  const first = await anachron(['learn', corpus(), '--into', into])
  expect([first.exit, first.stderr]).toEqual([0, ''])
  expect(first.stdout).toMatch(/^2021-01-01 {14,}\d+ {2}email\.received\.exim-version {2}4\.99$/m)
  const file = readdirSync(into).find((name) => name.includes('exim-version.yaml')) ?? ''
  const family = parse(readFileSync(join(into, file), 'utf8')) as { status: string; facts: { equals: string }[] }
  expect(family.status).toBe('experimental')
  expect(family.facts.map(({ equals }) => equals)).toEqual(['4.99'])

  const check = await anachron(['rules', 'check', '--rules', rules])
  expect([check.exit, check.stdout]).toEqual([0, expect.stringMatching(/ 0 problems\n$/)])
  const run = await anachron(['rules', 'test', '--rules', rules])
  expect([run.exit, run.stdout]).toEqual([0, expect.stringMatching(/\d+ as expected, 0 not\n$|all as they say/)])

  writeFileSync(join(into, file), readFileSync(join(into, file), 'utf8').replace('experimental', 'test'))
  const second = await anachron(['learn', join(folder, 'corpus'), '--into', into])
  expect(second.stderr).toContain(`${file}: reviewed, so it is left as it is`)
  expect(readFileSync(join(into, file), 'utf8')).toContain('status: test')
})
