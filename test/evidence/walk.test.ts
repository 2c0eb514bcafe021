// The list of files: complete, ordered, and never an error in the middle.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSource } from '../../src/evidence/source.ts'
import { walk } from '../../src/evidence/walk.ts'

let root: string
const put = (name: string, content = name) => {
  mkdirSync(join(root, name, '..'), { recursive: true })
  writeFileSync(join(root, name), content)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'walk-'))
})
afterEach(() => {
  execFileSync('chmod', ['-R', 'u+rwX', root])
  rmSync(root, { recursive: true })
})

describe('logical paths', () => {
  test('are relative to the one folder that is given, ordered by code units', () => {
    for (const name of ['b.eml', 'B.eml', 'a/2.eml', 'a/10.eml', 'a-b.eml']) put(name)
    expect(walk([root]).files.map(({ path }) => path)).toEqual(['B.eml', 'a-b.eml', 'a/10.eml', 'a/2.eml', 'b.eml'])
  })

  test('are the name of the one file that is given', () => {
    put('x/mail.eml')
    expect(walk([join(root, 'x/mail.eml')]).files.map(({ path }) => path)).toEqual(['mail.eml'])
  })

  test('begin with the name of each given path when there are several, the second of a name being name~2', () => {
    put('one/in/a.eml')
    put('two/in/a.eml')
    put('c.eml')
    const { files } = walk([join(root, 'one/in'), join(root, 'two/in'), join(root, 'c.eml')])
    expect(files.map(({ path }) => path)).toEqual(['c.eml', 'in/a.eml', 'in~2/a.eml'])
  })

  test('count a path that is given twice once', () => {
    put('a.eml')
    expect(walk([root, `${root}/`, join(root, '.')]).files).toHaveLength(1)
  })

  test('escape what a name hides, and keep names that are no UTF-8 readable', () => {
    put('new\nline\u202E.eml')
    writeFileSync(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.from([0xe9])]), 'x')
    const { files } = walk([root])
    expect(files.map(({ path }) => path)).toEqual(['latin-\\xE9', 'new%0Aline\\u{202E}.eml'])
    for (const { file, path } of files) {
      const opened = openSource(file, path)
      expect(opened.source.size).toBeGreaterThan(0)
      opened.close()
    }
  })
})

test('times and size stand in microseconds, also before 1970', () => {
  put('old.txt', 'four')
  utimesSync(join(root, 'old.txt'), new Date(-1500), new Date(-1500))
  const [file] = walk([root]).files
  expect(file).toMatchObject({ size: 4, mtime: -1_500_000 })
})

describe('what is left out is named', () => {
  test('links, also broken and circular ones, are not followed', () => {
    put('real.txt')
    symlinkSync('/etc/passwd', join(root, 'out'))
    symlinkSync('.', join(root, 'loop'))
    const { files, skipped } = walk([root])
    expect(files.map(({ path }) => path)).toEqual(['real.txt'])
    expect(skipped).toEqual([
      { path: 'loop', reason: 'symbolic link to .; links are not followed, give the target itself' },
      { path: 'out', reason: 'symbolic link to /etc/passwd; links are not followed, give the target itself' },
    ])
    expect(walk([join(root, 'out')]).skipped.map(({ path }) => path)).toEqual(['out'])
  })

  test('a pipe is not opened', () => {
    execFileSync('mkfifo', [join(root, 'pipe')])
    expect(walk([root]).skipped).toEqual([{ path: 'pipe', reason: 'a named pipe, not a file' }])
    expect(() => openSource(join(root, 'pipe'), 'pipe')).toThrow('it is not a regular file')
  })

  test('a path that does not exist does not keep the others from being listed', () => {
    put('a.txt')
    const { files, skipped } = walk([join(root, 'a.txt'), join(root, 'none')])
    expect(files.map(({ path }) => path)).toEqual(['a.txt'])
    expect(skipped).toEqual([{ path: 'none', reason: 'cannot be read: there is no such file or folder' }])
  })

  // The superuser may read everything.
  const isRoot = process.getuid?.() === 0
  if (isRoot) console.log('skipped for the superuser: a folder that may not be read')
  test.runIf(!isRoot)('a folder that may not be read is named, the rest is listed', () => {
    put('closed/a.txt')
    put('open.txt')
    chmodSync(join(root, 'closed'), 0)
    const { files, skipped } = walk([root])
    expect(files.map(({ path }) => path)).toEqual(['open.txt'])
    expect(skipped).toEqual([{ path: 'closed', reason: 'cannot be read: permission denied' }])
  })
})
