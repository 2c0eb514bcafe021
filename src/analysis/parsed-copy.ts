/**
 * The shipped rule files as `npm run build` parsed them (dist/rules/parsed.json), by the SHA-256 of their text: reading YAML takes
 * most of the time and memory of a start. A file of any other bytes has no copy and is parsed; so is every file without a build.
 * It holds the bounds of their patterns, too (safe-pattern.ts), by the pattern's own text.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { BUILT, PACKAGE } from './package-folder.ts'

const copies = z.object({
  files: z.record(z.string(), z.array(z.unknown())),
  /** The longest value that a pattern is shown. */
  patterns: z.record(z.string(), z.number()),
})
export type ParsedCopies = z.infer<typeof copies>
const FILE = join(PACKAGE, 'dist/rules/parsed.json')

export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex')

let known: ParsedCopies | undefined
const built = (): ParsedCopies => (known ??= read())

/** The documents of a rule file's text; undefined if it was never parsed before. */
export const parsedCopy = (text: string): readonly unknown[] | undefined =>
  BUILT ? built().files[textHash(text)] : undefined

/** The longest value that a shipped pattern is shown; undefined for any other pattern. */
export const knownBound = (source: string): number | undefined => (BUILT ? built().patterns[source] : undefined)

function read(): ParsedCopies {
  try {
    return copies.parse(JSON.parse(readFileSync(FILE, 'utf8')))
  } catch {
    return { files: {}, patterns: {} }
  }
}
