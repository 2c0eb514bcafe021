// A scan analyses in a thread of its own while it reads: the case is the one that `ingest` and `analyze` make one after the other.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'anachron-beside-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function anachron(...args: readonly string[]): void {
  const run = spawnSync(process.execPath, [join(root, 'dist/src/main.js'), ...args], { encoding: 'utf8' })
  expect(run.status, run.stderr).toBe(0)
}

const WRITTEN = ['finding', 'finding_event', 'fact_match', 'dating', 'coverage', 'link', 'change']
function found(file: string): Readonly<Record<string, readonly unknown[]>> {
  const db = new Database(file, { readonly: true })
  const rows = WRITTEN.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()] as const)
  db.close()
  return Object.fromEntries(rows)
}

test('a scan stores what an ingest and an analysis store', () => {
  const evidence = join(root, 'samples/disputed-ledger')
  const exhibits = join(evidence, 'exhibits.yaml')
  const [one, other] = ['one.anachron', 'other.anachron'].map((name) => join(folder, name)) as [string, string]
  anachron('scan', evidence, '--exhibits', exhibits, '--case', one, '--report', join(folder, 'report'))
  anachron('ingest', other, evidence, '--exhibits', exhibits)
  anachron('analyze', other)
  expect(found(one)).toEqual(found(other))
  expect(found(one)['finding']?.length).toBeGreaterThan(0)
})
