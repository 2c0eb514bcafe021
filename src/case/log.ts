/**
 * The case log: every action, by whom and when. Each entry carries the hash of the one before, so that an entry changed, put in
 * or taken out shows; the last hash stands in every report, so that entries cut off at the end show as well.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { CaseDatabase } from './open.ts'

export interface LogEntry {
  /** 1, 2, 3, … */
  readonly number: number
  /** ISO 8601 UTC. */
  readonly at: string
  readonly who: string
  /** Canonical JSON. */
  readonly body: string
  readonly hash: string
}

const entry = z.object({ number: z.number(), at: z.string(), who: z.string(), body: z.string(), hash: z.string() })
/** Stands for the hash before the first entry. */
const BEGINNING = '0'.repeat(64)

/** Adds an entry and returns it. `body`: anything that JSON can hold. */
export function append(db: CaseDatabase, who: string, body: unknown, at: Date = new Date()): LogEntry {
  return db.transaction(() => {
    const before = last(db)
    const added = { number: (before?.number ?? 0) + 1, at: at.toISOString(), who, body: canonicalJson(body) }
    const hash = hashOf(before?.hash ?? BEGINNING, added)
    db.prepare('INSERT INTO log (number, at, who, body, hash) VALUES (@number, @at, @who, @body, @hash)').run({
      ...added,
      hash,
    })
    return { ...added, hash }
  })()
}

/** The first number at which the log is broken (changed, or missing), or undefined if it is whole. */
export function verifyLog(db: CaseDatabase): number | undefined {
  let before = BEGINNING
  let expected = 1
  for (const found of entries(db)) {
    if (found.number !== expected || found.hash !== hashOf(before, found)) return expected
    before = found.hash
    expected++
  }
  return undefined
}

/** The hash of the last entry, or undefined if there is none. */
export const lastHash = (db: CaseDatabase): string | undefined => last(db)?.hash

/** All entries, oldest first. */
export function* entries(db: CaseDatabase): Generator<LogEntry> {
  for (const row of db.prepare('SELECT number, at, who, body, hash FROM log ORDER BY number').iterate())
    yield entry.parse(row)
}

function last(db: CaseDatabase): LogEntry | undefined {
  const row = db.prepare('SELECT number, at, who, body, hash FROM log ORDER BY number DESC LIMIT 1').get()
  return row === undefined ? undefined : entry.parse(row)
}

/** JSON strings for the free texts: no two entries have the same form. */
function hashOf(before: string, { number, at, who, body }: Omit<LogEntry, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([before, number, at, who, body]))
    .digest('hex')
}

/** JSON with sorted keys and no spaces: one text for one value (as RFC 8785, for what the log holds). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
