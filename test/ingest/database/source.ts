/** Evidence for the tests of the database ingester: a file as a `Source`, with private copies in a folder of the test's own. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { tmpdir } from 'node:os'
import { DEFAULT_LIMITS, type Limits } from '../../../src/evidence/limits.ts'
import type { Source } from '../../../src/ingest/ingester.ts'
import type { Profile } from '../../../src/ingest/database/profile.ts'
import sqlite from '../../../src/ingest/database/sqlite.ingester.ts'
import type { Artifact } from '../../../src/model.ts'

export interface Case {
  readonly folder: string
  readonly remove: () => void
}

export function temporary(): Case {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-db-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function sourceOf(file: string, copies: string): Source {
  const bytes = readFileSync(file)
  return {
    size: bytes.length,
    name: basename(file),
    read: (offset, length) => bytes.subarray(offset, offset + length),
    chunks: () => [bytes],
    privateCopy: (companions = []) => {
      const folder = mkdtempSync(join(copies, 'copy-'))
      const path = join(folder, 'copy.db')
      copyFileSync(file, path)
      const found = companions.filter((suffix) => existsSync(file + suffix))
      for (const suffix of found) copyFileSync(file + suffix, path + suffix)
      return { path, companions: found.map((suffix) => path + suffix) }
    },
  }
}

/** All artifacts of a database file. Throws what the ingester throws. */
export function* ingested(
  file: string,
  profiles: readonly Profile[] = [],
  limits: Limits = DEFAULT_LIMITS,
): Generator<Artifact> {
  const copies = temporary()
  try {
    const artifacts = sqlite.ingest(sourceOf(file, copies.folder), { limits, profiles })
    if (Symbol.asyncIterator in artifacts) throw new Error('the database ingester reads synchronously')
    yield* artifacts
  } finally {
    copies.remove()
  }
}

export const isOurs = (file: string): boolean => sqlite.accepts(readFileSync(file).subarray(0, 65_536), 0)
