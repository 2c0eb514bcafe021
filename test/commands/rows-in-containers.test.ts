// `anachron rows` on databases that lie in a zip, in a mail, and in a zip in a mail: the same histories as from the bare file, with the -wal beside it.
import Database from 'better-sqlite3'
import { zipSync } from 'fflate'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fill } from '../../src/case/fill.ts'
import { openCase } from '../../src/case/open.ts'
import rows from '../../src/commands/rows.command.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'

const folder = mkdtempSync(join(tmpdir(), 'anachron-rows-'))
const evidence = join(folder, 'evidence')
const file = join(folder, 'made.anachron')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A database whose row 1 was changed in its log, as it lies on a disk while the program runs. */
function open(): Readonly<Record<string, Uint8Array>> {
  const path = join(folder, 'ledger.db')
  const db = new Database(path)
  db.exec(
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT); INSERT INTO audit VALUES (1, '2020-03-05'), (2, '2020-03-06')",
  )
  db.pragma('journal_mode = WAL')
  db.exec("UPDATE audit SET at = '2009-08-27' WHERE id = 1")
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(folder, `kept.db${suffix}`))
  db.close()
  return {
    'ledger.db': readFileSync(join(folder, 'kept.db')),
    'ledger.db-wal': readFileSync(join(folder, 'kept.db-wal')),
  }
}

/** A mail with attachments. */
const mail = (files: Readonly<Record<string, Uint8Array>>): string =>
  [
    'From: clerk@example.com',
    'Date: Thu, 05 Mar 2020 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Object.entries(files).flatMap(([name, bytes]) => [
      '--b',
      `Content-Type: application/octet-stream; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
    ]),
    '--b--',
    '',
  ].join('\r\n')

beforeAll(async () => {
  mkdirSync(evidence)
  const files = open()
  const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(evidence, name), bytes)
  for (const [name, bytes] of Object.entries(files)) put(name, bytes)
  put('books.zip', zipSync(files))
  put('database.eml', mail(files))
  put('books.eml', mail({ 'books.zip': zipSync(files) }))
  for (const name of ['one.zip', 'two.zip']) put(name, zipSync({ 'empty.db': new Uint8Array(0) }))
  const { db, close } = openCase(file, 'create')
  const wanted = { keys: new Set<string>(), prefixes: [] }
  await fill({ db, paths: [evidence], exhibits: [], limits: DEFAULT_LIMITS, wanted, workers: 0 })
  close()
})

async function printed(
  database: string,
): Promise<{ readonly out: string; readonly err: string; readonly code: number }> {
  const said = { out: '', err: '' }
  const io = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    columns: 80,
    colour: 'none' as const,
    progress: false,
    interactive: false,
    now: () => new Date(0),
    who: 'examiner',
  }
  const code = await rows.run([file, database, 'audit'], {}, io)
  return { ...said, code }
}

it.each(['books.zip/ledger.db', 'database.eml/ledger.db', 'books.eml/books.zip/ledger.db'])(
  '%s tells what the bare file tells',
  async (path) => {
    const bare = await printed('ledger.db')
    expect(bare.out).toMatch(/row 1\n(?:.*\n)*.*2020-03-05(?:.*\n)*.*2009-08-27/)
    const packed = await printed(path)
    expect(packed.out.split('\n').slice(1)).toEqual(bare.out.split('\n').slice(1))
    expect({ code: packed.code, err: packed.err }).toEqual({ code: 0, err: '' })
  },
)

it('a name that several paths end with is refused, with the paths', async () => {
  await expect(printed('empty.db')).rejects.toThrow(
    'several paths end with empty.db: one.zip/empty.db, two.zip/empty.db; give one of them',
  )
})

it('a member that is no database is named with the reason', async () => {
  await expect(printed('one.zip/empty.db')).rejects.toThrow('one.zip/empty.db: the file is empty (0 bytes)')
})
