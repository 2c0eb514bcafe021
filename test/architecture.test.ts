// The walls between the rooms: data goes one way, and only commands and screens touch the terminal.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const sources = ['src', 'rules'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, path)),
)

/** What each room may import besides itself: the rooms to its left, and the ground. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/model.ts': ['src/time'],
  'src/nearest.ts': [],
  'src/time': [],
  'src/evidence': ['src/model.ts', 'src/nearest.ts', 'src/time'],
  'src/ingest': ['src/model.ts', 'src/time', 'src/evidence'],
  'src/case': ['src/model.ts', 'src/time', 'src/evidence', 'src/ingest'],
  // The exhibit list is knowledge about evidence, and a private folder is an empty one: neither is evidence.
  'src/analysis': [
    ...['src/model.ts', 'src/nearest.ts', 'src/time', 'src/evidence/exhibits.ts', 'src/evidence/private-folder.ts'],
    ...['src/ingest', 'src/case'],
  ],
  'src/report': ['src/model.ts', 'src/time', 'src/evidence', 'src/case', 'src/analysis'],
  'src/tui': ['src/model.ts', 'src/time', 'src/case', 'src/analysis', 'src/report'],
  'src/commands': ['src'],
  'src/main.ts': ['src'],
  rules: ['src/model.ts', 'src/time', 'src/analysis/detector.ts'],
}

const roomOf = (path: string): string =>
  Object.keys(MAY_IMPORT).find((room) => path === room || path.startsWith(`${room}/`)) ?? 'nowhere'

const imports = (file: string): { readonly target: string; readonly typesOnly: boolean }[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^(import|export)( type)? [^'"]*?from '(\.[^']+)'/gms)].map(
    (m) => ({
      target: relative(root, join(root, file, '..', m[3] ?? '')),
      typesOnly: m[2] !== undefined,
    }),
  )

describe('the walls', () => {
  test('every source file stands in a room', () => {
    expect(sources.filter((file) => roomOf(file) === 'nowhere')).toEqual([])
  })

  test('nothing to the left imports anything to its right', () => {
    const wrong = sources.flatMap((file) => {
      const room = roomOf(file)
      return imports(file)
        .filter(({ target }) => roomOf(target) !== room)
        .filter(
          ({ target }) =>
            !(MAY_IMPORT[room] ?? []).some((allowed) => target === allowed || target.startsWith(`${allowed}/`)),
        )
        .map(({ target }) => `${file} imports ${target}`)
    })
    expect(wrong).toEqual([])
  })

  test('analysis opens no evidence and report holds no SQL of its own beyond assembling', () => {
    const opens = sources.filter(
      (file) =>
        file.startsWith('src/analysis/') &&
        /\.\.\/evidence\/(?!(exhibits|private-folder)\.ts)/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(opens).toEqual([])
  })

  test('only commands, screens and main touch the terminal or end the process', () => {
    const touching = sources
      .filter((file) => !/^src\/(commands|tui|main\.ts)/.test(file))
      .filter((file) => /\bconsole\.|process\.(stdout|stderr|exit\b)/.test(readFileSync(join(root, file), 'utf8')))
    expect(touching).toEqual([])
  })

  test('detectors import types only, so that they run anywhere', () => {
    const wrong = sources
      .filter((file) => file.endsWith('.detector.ts'))
      .flatMap((file) =>
        imports(file)
          .filter((i) => !i.typesOnly)
          .map((i) => `${file} imports ${i.target}`),
      )
    expect(wrong).toEqual([])
  })

  test('every file says in its first comment what it is for', () => {
    const silent = sources.filter(
      (file) => !/^(#![^\n]*\n)?(\/\*\*?|\/\/) ?/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(silent).toEqual([])
  })

  test('no folder or file is named for nothing in particular', () => {
    expect(sources.filter((file) => /(^|\/)(utils?|common|helpers?|misc|manager)(\/|\.)/.test(file))).toEqual([])
  })
})
