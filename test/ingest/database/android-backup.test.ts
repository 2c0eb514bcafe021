// Android backups whose tar the system's own tar writes, deflated and plain: members, times, bytes, and databases read from them.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../../src/evidence/limits.ts'
import { openBytes } from '../../../src/evidence/source.ts'
import { tarMembers } from '../../../src/ingest/database/android-backup/tar.ts'
import backup from '../../../src/ingest/database/android-backup.ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { temporary, type Case } from './source.ts'
import { random } from './sqlite/generated.ts'

const hasTar = spawnSync('tar', ['--version']).status === 0
if (!hasTar) console.log('android-backup: tar is not here; backups cannot be made')

let at: Case
beforeAll(() => {
  at = temporary()
})
afterAll(() => at.remove())

const APP = 'apps/com.example.ledger'
const LONG = `${APP}/f/${'a-very-long-folder-name/'.repeat(8)}notes-ä.txt`

const tars = new Map<string, Buffer>()

/** A tar of an application's folder, in one of the forms that writers use. */
function tar(format: 'ustar' | 'pax' | 'gnu'): Buffer {
  const known = tars.get(format)
  if (known !== undefined) return known
  const root = join(at.folder, format)
  const files: Readonly<Record<string, () => void>> = {
    [`${APP}/db/books.db`]: () => {
      const db = new Database(join(root, APP, 'db/books.db'))
      db.exec(
        "CREATE TABLE log (id INTEGER PRIMARY KEY, created_at TEXT); INSERT INTO log VALUES (1, '2013-05-06 07:08:09')",
      )
      db.close()
    },
    [`${APP}/_manifest`]: () => writeFileSync(join(root, APP, '_manifest'), '1\ncom.example.ledger\n'),
    ...(format === 'ustar' ? {} : { [LONG]: () => writeFileSync(join(root, LONG), 'a note') }),
  }
  for (const [name, write] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    write()
    utimesSync(join(root, name), 1_367_823_600, 1_367_823_600)
  }
  const run = spawnSync('tar', ['-C', root, `--format=${format}`, '-cf', '-', '--sort=name', 'apps'], {
    maxBuffer: 1e8,
  })
  expect(run.status, String(run.stderr)).toBe(0)
  tars.set(format, run.stdout)
  return run.stdout
}

const made = (head: string, body: Uint8Array): Buffer => Buffer.concat([Buffer.from(`ANDROID BACKUP\n${head}\n`), body])

function read(bytes: Uint8Array): readonly Artifact[] {
  const { source, close } = openBytes(bytes, 'backup.ab')
  try {
    expect(backup.accepts(source.read(0, 65_536), source.size)).toBe(true)
    const artifacts = backup.ingest(source, { limits: DEFAULT_LIMITS, profiles: [] })
    if (Symbol.asyncIterator in artifacts) throw new Error('backups are read synchronously')
    return [...artifacts].map((one) => ({
      ...one,
      ...(one.contains === undefined
        ? {}
        : {
            contains: one.contains.map(({ name, open }) => ({
              name,
              open: (
                (got) => () =>
                  got
              )(open()),
            })),
          }),
    }))
  } finally {
    close()
  }
}

describe.runIf(hasTar)('a backup that is not encrypted', () => {
  it.each([
    ['ustar', '1\n1\nnone', true],
    ['pax', '5\n1\nnone', true],
    ['gnu', '3\n0\nnone', false],
  ] as const)('of a %s tar gives each file its path, its time and its bytes', async (format, head, isDeflated) => {
    const plain = tar(format)
    const [archive, ...members] = read(made(head, isDeflated ? deflateSync(plain) : plain))
    expect(archive?.traits.map(({ value }) => value)).toEqual([head.split('\n')[0], 'none'])
    const names = members.map(({ contains }) => contains?.[0]?.name)
    expect(names.toSorted()).toEqual(
      [`${APP}/_manifest`, `${APP}/db/books.db`, ...(format === 'ustar' ? [] : [LONG])].toSorted(),
    )
    for (const { events } of members)
      expect(events.map(({ kind, reading }) => [kind, reading.nominal])).toEqual([
        ['archive.modified-utc', 1_367_823_600_000_000],
      ])
    const stored = members.find(({ contains }) => contains?.[0]?.name.endsWith('.db') === true)?.contains?.[0]
    const database = await stored?.open()
    expect(Buffer.compare(database ?? Buffer.alloc(0), readFileSync(join(at.folder, format, APP, 'db/books.db')))).toBe(
      0,
    )
  })

  it('that is cut gives what is whole, and one line', () => {
    const plain = tar('ustar')
    const last = plain.findLastIndex((byte) => byte !== 0)
    expect(() => read(made('1\n0\nnone', plain.subarray(0, last - 600)))).toThrow(/its tar (?:is longer|ends)/)
    expect(() => read(made('1\n1\nnone', deflateSync(plain).subarray(0, 200)))).toThrow('no deflated stream, or is cut')
  })
})

it('an encrypted backup is named so', () => {
  expect(() => read(made('5\n1\nAES-256', Buffer.alloc(100, 9)))).toThrow('the backup is encrypted (AES-256)')
})

it('a tar of any bytes ends, in members that lie within it', () => {
  const r = random(3)
  const good = hasTar ? tar('pax') : Buffer.alloc(4096)
  for (let n = 0; n < 500; n++) {
    const bytes = Buffer.from(good.subarray(0, 1 + r.below(good.length)))
    for (let hits = r.below(6); hits > 0; hits--) bytes.writeUInt8(r.below(256), r.below(bytes.length))
    for (const { at: from, size } of tarMembers((o, l) => bytes.subarray(o, o + l), bytes.length))
      expect(from + size).toBeLessThanOrEqual(bytes.length)
  }
})
