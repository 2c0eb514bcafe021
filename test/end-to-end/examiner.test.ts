// The examiner at a terminal: the exhibit list and what it is held against, evidence that stays as it was, and what is refused.
import { existsSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { mail, TOO_EARLY } from './evidence.ts'
import { anachron, emptyFolder, lay, linesOf, reportOf, type Ran } from './program.ts'
import { snapshot } from './snapshot.ts'

const folder = emptyFolder()

describe('a file that is not the one received', () => {
  const evidence = lay(join(folder, 'received'), { 'a.eml': mail('a', [TOO_EARLY]), 'b.eml': mail('b') })
  const sum = createHash('sha256').update(mail('b')).digest('hex')
  const list = join(folder, 'received.yaml')
  let ran: Ran
  beforeAll(async () => {
    lay(folder, {
      'received.yaml': `exhibits:
  - {exhibit: A-1, path: a.eml, sha256: ${'a'.repeat(64)}}
  - {exhibit: A-2, path: b.eml, sha256: ${sum}}
`,
    })
    ran = await anachron(['scan', evidence, '--exhibits', list, '--report', join(folder, 'received-report')])
  })

  test('is exit code 3, the first line of the output, and a line on standard error', () => {
    expect(ran.exit).toBe(3)
    const sentence = 'Exhibit A-1 (a.eml): the examined file does not have the SHA-256 that the exhibit list states.'
    expect(ran.stdout.replace(/\s+/g, ' ').startsWith(sentence)).toBe(true)
    expect(linesOf(ran.stderr)).toEqual([expect.stringContaining(`anachron: ${sentence}`)])
  })

  test('stands first in the HTML report', () => {
    const body = textOf(readFileSync(join(folder, 'received-report/report.html'), 'utf8'))
    expect(body.startsWith('Exhibit A-1 (a.eml): the examined file does not have the SHA-256')).toBe(true)
    expect(body).not.toContain('Exhibit A-2 (b.eml)')
  })

  test('is examined all the same', () => expect(ran.stdout).toContain('Received before it was sent'))
})

describe('without an exhibit list', () => {
  test("the report's first screen says so", async () => {
    const evidence = lay(join(folder, 'no-list'), { 'a.eml': mail('a') })
    const ran = await anachron(['scan', evidence, '--report', join(folder, 'no-list-report')])
    expect(ran.exit).toBe(0)
    const html = readFileSync(join(folder, 'no-list-report/report.html'), 'utf8')
    const first = html.slice(html.indexOf('<section class="first">'), html.indexOf('</section>'))
    expect(textOf(first)).toContain('No exhibit list was given')
  })
})

describe('a wrong exhibit list', () => {
  const evidence = lay(join(folder, 'wrong'), { 'a.eml': mail('a') })

  test.concurrent.each([
    [
      'a misspelt key',
      'exhibits:\n  - exhibit: A-1\n    pth: a.eml\n',
      'wrong.yaml:3: unknown key "pth"; did you mean "path"?',
    ],
    [
      'a date that is none',
      'exhibits:\n  - exhibit: A-1\n    path: a.eml\n    received:\n      date: yesterday\n',
      'wrong.yaml:5: "date" must be a date',
    ],
    [
      'a path listed twice',
      'exhibits:\n  - {exhibit: 1, path: a}\n  - {exhibit: 2, path: a}\n',
      'wrong.yaml:3: path "a" is listed twice',
    ],
    ['broken YAML', 'exhibits:\n  - {exhibit: 1, path: a\n', 'wrong.yaml:3: '],
    [
      'a sum that is none',
      'exhibits:\n  - exhibit: 1\n    path: a\n    sha256: abc\n',
      'wrong.yaml:4: "sha256" must be 64 hexadecimal digits',
    ],
    [
      'an alias bomb',
      `exhibits:\n  - &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, i) => `  - &${'bcdefghi'[i] ?? ''} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i] ?? ''}`).join(',')}]\n`).join('')}`,
      'wrong.yaml',
    ],
  ])('%s is one line with file and line, and nothing is examined', async (name, content, says) => {
    const own = lay(join(folder, name), { 'wrong.yaml': content })
    const args = ['--exhibits', join(own, 'wrong.yaml'), '--report', join(own, 'report')]
    const ran = await anachron(['scan', evidence, ...args])
    expect({ exit: ran.exit, stdout: ran.stdout }).toEqual({ exit: 2, stdout: '' })
    expect(linesOf(ran.stderr)).toEqual([expect.stringContaining(`anachron: ${says}`)])
    expect(existsSync(join(own, 'report'))).toBe(false)
  })
})

describe('a case that another run is writing', () => {
  test('is refused in one line, and goes on when that run has ended', async () => {
    const evidence = lay(join(folder, 'shared'), { 'a.eml': mail('a') })
    const file = join(folder, 'shared.anachron')
    // The lock that a writing run holds: src/case/open.ts.
    const other = new Database(`${file}-lock`)
    other.exec('BEGIN EXCLUSIVE')
    const refused = await anachron(['ingest', file, evidence])
    other.close()
    expect(refused).toEqual({
      exit: 2,
      stdout: '',
      stderr: `anachron: ${file}: another run of anachron is writing this case; wait until it ends\n`,
    })
    expect((await anachron(['ingest', file, evidence])).exit).toBe(0)
  })
})

describe('a database that its program has open', () => {
  test('is read with what stands in its -wal only, and no file beside it is made or changed', async () => {
    const evidence = lay(join(folder, 'open'), { 'readme.txt': 'a program is running' })
    const db = new Database(join(evidence, 'notes.db'))
    try {
      db.pragma('journal_mode = WAL')
      db.pragma('wal_autocheckpoint = 0')
      db.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, created_at TEXT);
        INSERT INTO notes (created_at) VALUES ('2020-01-01T00:00:00Z')`)
      db.pragma('wal_checkpoint(TRUNCATE)')
      for (let i = 0; i < 50; i++) db.prepare('INSERT INTO notes (created_at) VALUES (?)').run('2021-02-03T04:05:06Z')
      const before = snapshot(evidence)
      expect(Object.keys(before)).toEqual(['.', 'notes.db', 'notes.db-shm', 'notes.db-wal', 'readme.txt'])
      const ran = await anachron(['scan', evidence, '--json', '--report', join(folder, 'open-report')])
      expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
      expect(reportOf(ran).totals.events).toBeGreaterThan(50)
      expect(snapshot(evidence)).toEqual(before)
    } finally {
      db.close()
    }
  })
})

/** What a browser would show, white space folded. */
function textOf(html: string): string {
  return html
    .replace(/<(style|title)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
