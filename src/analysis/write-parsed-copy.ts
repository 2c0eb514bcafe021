/** Writes what `parsed-copy.ts` reads: a part of the build, so that a start need not parse the shipped rules. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { textHash, type ParsedCopies } from './parsed-copy.ts'
import { pattern } from './safe-pattern.ts'
import { parseYaml } from './yaml-file.ts'

/** Writes the copy of a rule folder. Files with problems, or with values that JSON cannot hold, are left out. */
export function writeParsedCopy(folder: string, file: string): void {
  const all: ParsedCopies = { files: {}, patterns: {} }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  for (const name of names.filter((one) => one.endsWith('.yaml') || one === 'baselines.json')) {
    const text = readFileSync(join(folder, name), 'utf8')
    const { documents, problems } = parseYaml(name, text)
    const values = documents.map(({ value }) => value)
    if (problems.length > 0 || !isDeepStrictEqual(JSON.parse(JSON.stringify(values)), values)) continue
    all.files[textHash(text)] = values
    for (const source of patternsIn(values)) {
      const made = pattern(source)
      if (typeof made !== 'string') all.patterns[source] = made.longest
    }
  }
  writeFileSync(file, JSON.stringify(all))
}

/** What stands where a pattern may stand; a text that is none only takes a place. */
function* patternsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner === 'string' && (key === 'match' || key.endsWith('|re'))) yield inner
    else yield* patternsIn(inner)
  }
}
