// The build's copy of parsed rule files: every shipped file is in it with the values that parsing gives; broken files are not.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeParsedCopy } from '../../src/analysis/parsed-copy.ts'
import { parseYaml } from '../../src/analysis/yaml-file.ts'
import { RULES } from './helpers.ts'

const copyOf = (folder: string): Record<string, unknown> => {
  const file = join(mkdtempSync(join(tmpdir(), 'anachron-copy-')), 'parsed.json')
  writeParsedCopy(folder, file)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
}
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

test('every shipped rule, fact and profile is in the copy as it parses', () => {
  const copy = copyOf(RULES)
  const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  expect(files.length).toBeGreaterThan(50)
  for (const name of files) {
    const text = readFileSync(join(RULES, name), 'utf8')
    expect(copy[hashOf(text)], name).toEqual(parseYaml(name, text).documents.map(({ value }) => value))
  }
})

test('a file with a fault, and one with values that JSON cannot hold, are parsed at every start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-rules-'))
  mkdirSync(join(folder, 'facts'))
  writeFileSync(join(folder, 'facts/good.yaml'), 'a: 1\n')
  writeFileSync(join(folder, 'facts/broken.yaml'), 'a: [1\n')
  writeFileSync(join(folder, 'facts/endless.yaml'), 'a: .inf\n')
  expect(copyOf(folder)).toEqual({ [hashOf('a: 1\n')]: [{ a: 1 }] })
})
