// Sources: the bytes, their hash, and that nothing of the evidence changes.
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBytes, openSource, sha256Of } from '../../src/evidence/source.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'source-'))
})
afterEach(() => {
  chmodSync(root, 0o700)
  rmSync(root, { recursive: true })
})
const file = (content: string | Uint8Array, name = 'evidence.bin') => {
  const path = join(root, name)
  writeFileSync(path, content)
  return path
}
/** Bytes of which every window is told from every other. */
const pattern = (size: number) => {
  const bytes = Buffer.alloc(size)
  for (let i = 0; i + 4 <= size; i += 4) bytes.writeUInt32LE(i, i)
  return bytes
}
const LARGE = 16 * 1024 * 1024 + 12_345

describe('reading', () => {
  test.each([
    ['a small file, whole', 100_000],
    ['a file in windows', LARGE],
    ['an empty file', 0],
  ])('%s gives the same bytes by window and by chunk, and their hash', (_, size) => {
    const bytes = pattern(size)
    const opened = openSource(file(bytes), 'evidence.bin')
    const { source } = opened
    expect(source.size).toBe(size)
    for (const [offset, length] of [
      [0, 16],
      [size - 5, 100],
      [1024 * 1024 - 3, 7],
      [5, 3 * 1024 * 1024],
      [size, 4],
      [-4, 8],
      [size + 9, 1],
    ] as const)
      expect(
        Buffer.from(source.read(offset, length)).equals(
          bytes.subarray(Math.max(0, offset), Math.max(0, offset + length)),
        ),
      ).toBe(true)
    const sum = createHash('sha256')
    for (const chunk of source.chunks()) sum.update(chunk)
    expect(opened.sha256).toBe(sum.digest('hex'))
    expect(opened.sha256).toBe(sha256Of(bytes))
    expect(opened.stillTheSame()).toBe(true)
    opened.close()
  })

  test('a window that has left the cache is read again', () => {
    const bytes = pattern(LARGE)
    const opened = openSource(file(bytes), 'evidence.bin')
    for (let pass = 0; pass < 2; pass++)
      for (let offset = 0; offset < LARGE; offset += 700_001)
        expect(opened.source.read(offset, 4)).toEqual(bytes.subarray(offset, offset + 4))
    opened.close()
  })

  test('a link is not opened, a missing file is named in words', () => {
    symlinkSync(file('x'), join(root, 'link'))
    expect(() => openSource(join(root, 'link'), 'link')).toThrow(
      'cannot be read: it is a symbolic link, and links are not followed',
    )
    expect(() => openSource(join(root, 'none'), 'none')).toThrow('cannot be read: there is no such file or folder')
    expect(() => openSource(root, 'folder')).toThrow('cannot be read: it is not a regular file')
  })
})

describe('evidence that changes while it is read', () => {
  test.each([
    ['grows', (path: string) => appendFileSync(path, 'more')],
    ['shrinks', (path: string) => truncateSync(path, 3)],
    ['is overwritten at the same length', (path: string) => writeFileSync(path, 'Content')],
    ['is replaced', (path: string) => renameSync(file('other!!', 'other'), path)],
    ['goes away', (path: string) => rmSync(path)],
  ])('%s: it is no longer the same', (_, change) => {
    const path = file('content')
    const opened = openSource(path, 'evidence.bin')
    expect(opened.stillTheSame()).toBe(true)
    change(path)
    expect(opened.stillTheSame()).toBe(false)
    opened.close()
  })

  test('bytes in memory that an ingester wrote to are noticed', () => {
    const bytes = Buffer.from('content')
    const opened = openBytes(bytes, 'member')
    bytes[0] = 0
    expect(opened.stillTheSame()).toBe(false)
  })
})

describe('private copies', () => {
  test('hold the bytes and the companions that exist, readable by the owner only, and go away', () => {
    const path = file('main', 'a.db')
    writeFileSync(`${path}-wal`, 'log')
    const opened = openSource(path, 'a.db')
    const copy = opened.source.privateCopy(['-wal', '-shm'])
    expect(readFileSync(copy.path, 'utf8')).toBe('main')
    expect(copy.companions).toEqual([`${copy.path}-wal`])
    expect(readFileSync(`${copy.path}-wal`, 'utf8')).toBe('log')
    expect(statSync(dirname(copy.path)).mode & 0o777).toBe(0o700)
    expect(statSync(copy.path).mode & 0o777).toBe(0o600)
    expect(dirname(copy.path)).not.toBe(root)
    opened.close()
    expect(existsSync(dirname(copy.path))).toBe(false)
  })

  test('of a member take the companions of its siblings', () => {
    const opened = openBytes(Buffer.from('main'), 'a.db', (suffix) =>
      suffix === '-wal' ? Buffer.from('log') : undefined,
    )
    const copy = opened.source.privateCopy(['-wal', '-shm'])
    expect(copy.companions.map((path) => readFileSync(path, 'utf8'))).toEqual(['log'])
    opened.close()
    expect(existsSync(copy.path)).toBe(false)
  })

  test('do not follow a companion that is a link', () => {
    const path = file('main', 'a.db')
    symlinkSync(file('secret', 'secret'), `${path}-wal`)
    const opened = openSource(path, 'a.db')
    expect(opened.source.privateCopy(['-wal']).companions).toEqual([])
    opened.close()
  })
})

test('a folder that is read only is the same afterwards: names, sizes, times, bytes', () => {
  for (const [name, content] of [
    ['a.db', 'main'],
    ['a.db-wal', 'log'],
    ['b.zip', 'PK'],
  ] as const)
    file(content, name)
  chmodSync(root, 0o500)
  const state = () =>
    readdirSync(root).map((name) => {
      const { size, mtimeNs, ctimeNs, mode } = lstatSync(join(root, name), { bigint: true })
      return { name, size, mtimeNs, ctimeNs, mode, sha256: sha256Of(readFileSync(join(root, name))) }
    })
  const before = [state(), lstatSync(root, { bigint: true }).mtimeNs]
  for (const name of readdirSync(root)) {
    const opened = openSource(join(root, name), name)
    opened.source.privateCopy(['-wal', '-shm'])
    for (const chunk of opened.source.chunks()) expect(chunk.length).toBeGreaterThan(0)
    expect(opened.stillTheSame()).toBe(true)
    opened.close()
  }
  expect([state(), lstatSync(root, { bigint: true }).mtimeNs]).toEqual(before)
})
