// The build's copy of parsed rule files: every shipped file is in it with the values that parsing gives; broken files are not.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeParsedCopy } from '../../src/analysis/write-parsed-copy.ts'
import { pattern } from '../../src/analysis/safe-pattern.ts'
import { parseYaml } from '../../src/analysis/yaml-file.ts'
import { RULES } from './helpers.ts'

const copyOf = (folder: string): { files: Record<string, unknown>; patterns: Record<string, number> } => {
  const file = join(mkdtempSync(join(tmpdir(), 'anachron-copy-')), 'parsed.json')
  writeParsedCopy(folder, file)
  return JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof copyOf>
}
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

test('every shipped rule, fact and profile is in the copy as it parses', () => {
  const copy = copyOf(RULES)
  const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  expect(files.length).toBeGreaterThan(50)
  for (const name of files) {
    const text = readFileSync(join(RULES, name), 'utf8')
    expect(copy.files[hashOf(text)], name).toEqual(parseYaml(name, text).documents.map(({ value }) => value))
  }
})

test('and so is the longest value that each of its patterns is shown', () => {
  const { patterns } = copyOf(RULES)
  expect(Object.keys(patterns).length).toBeGreaterThan(300)
  for (const [source, longest] of Object.entries(patterns)) expect(pattern(source)).toMatchObject({ source, longest })
})

test('a file with a fault, and one with values that JSON cannot hold, are parsed at every start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-rules-'))
  mkdirSync(join(folder, 'facts'))
  writeFileSync(join(folder, 'facts/good.yaml'), 'a: 1\n')
  writeFileSync(join(folder, 'facts/broken.yaml'), 'a: [1\n')
  writeFileSync(join(folder, 'facts/endless.yaml'), 'a: .inf\n')
  expect(copyOf(folder)).toEqual({ files: { [hashOf('a: 1\n')]: [{ a: 1 }] }, patterns: {} })
})
