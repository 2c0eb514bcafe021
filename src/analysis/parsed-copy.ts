/**
 * The shipped rule files as `npm run build` parsed them (dist/rules/parsed.json), by the SHA-256 of their text: reading YAML takes
 * most of the time and memory of a start. A file of any other bytes has no copy and is parsed; so is every file without a build.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { parseYaml } from './yaml-file.ts'

const copies = z.record(z.string(), z.array(z.unknown()))
const COMPILED = import.meta.url.endsWith('.js')
const FILE = join(import.meta.dirname, '../../rules/parsed.json')

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

let known: Readonly<Record<string, readonly unknown[]>> | undefined

/** The documents of a rule file's text; undefined if it was never parsed before. */
export function parsedCopy(text: string): readonly unknown[] | undefined {
  if (!COMPILED) return undefined
  known ??= read()
  return known[hashOf(text)]
}

function read(): Readonly<Record<string, readonly unknown[]>> {
  try {
    return copies.parse(JSON.parse(readFileSync(FILE, 'utf8')))
  } catch {
    return {}
  }
}

/** Writes the copy of a rule folder. Files with problems, or with values that JSON cannot hold, are left out. */
export function writeParsedCopy(folder: string, file: string): void {
  const all: Record<string, readonly unknown[]> = {}
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  for (const name of names.filter((one) => one.endsWith('.yaml') || one === 'baselines.json')) {
    const text = readFileSync(join(folder, name), 'utf8')
    const { documents, problems } = parseYaml(name, text)
    const values = documents.map(({ value }) => value)
    if (problems.length === 0 && isDeepStrictEqual(JSON.parse(JSON.stringify(values)), values))
      all[hashOf(text)] = values
  }
  writeFileSync(file, JSON.stringify(all))
}
