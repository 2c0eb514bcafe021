/** What a case was made with: the given paths, limits, exhibit list, and a fingerprint of all that decides what is stored. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { Exhibit } from '../evidence/exhibits.ts'
import type { Limits } from '../evidence/limits.ts'
import type { Wanted } from '../ingest/recorder.ts'
import { canonicalJson } from './log.ts'
import type { CaseDatabase } from './open.ts'

export type SettingName =
  'paths' | 'ingest' | 'limits' | 'exhibits' | 'exhibit-list' | 'rules' | 'knowledge' | 'live-keys'

/** The value of a setting as JSON holds it, or undefined. */
export function setting(db: CaseDatabase, name: SettingName): unknown {
  const text: unknown = db.prepare('SELECT value FROM setting WHERE name = ?').pluck().get(name)
  return typeof text === 'string' ? JSON.parse(text) : undefined
}

export function set(db: CaseDatabase, name: SettingName, value: unknown): void {
  db.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, canonicalJson(value))
}

/** The paths the case was made from; empty before the first ingest. */
export const pathsOf = (db: CaseDatabase): readonly string[] =>
  z.array(z.string()).catch([]).parse(setting(db, 'paths'))

/** One hash over everything but the evidence that decides what an ingest stores. */
export function fingerprint(of: {
  readonly wanted: Wanted
  readonly limits: Limits
  readonly exhibits: readonly Exhibit[]
  readonly profiles: readonly string[] | undefined
}): string {
  const { wanted, limits, exhibits, profiles = [] } = of
  const traits = wanted === 'all' ? 'all' : { keys: [...wanted.keys].sort(), prefixes: [...wanted.prefixes].sort() }
  const files = profiles.map((path) => [basename(path), readFileSync(path, 'utf8')])
  return createHash('sha256').update(canonicalJson({ traits, limits, exhibits, files })).digest('hex')
}
