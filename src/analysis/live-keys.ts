/**
 * Keys of DKIM and ARC that were looked up live (`--dns`) and kept in the case, with the day: its only sighting. Such a key can verify a
 * signature. It never speaks against one: keys are rotated, and nobody knows since when this one stands there.
 */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { setting } from '../case/settings.ts'
import type { DkimKey } from './dkim-keys.ts'
import { CHECKED, nameOf, selectorOf } from './signature-check.ts'
import { SQL } from './statements.ts'

const answered = z.strictObject({
  domain: z.string(),
  selector: z.string(),
  /** Day of the look-up. */
  on: z.iso.date(),
  keys: z.array(z.strictObject({ type: z.enum(['rsa', 'ed25519']), key: z.string().max(4_000) })),
  /** What came in place of a key. */
  why: z.string().optional(),
})
/** What one look-up gave, as the setting `live-keys` keeps it. */
export type Answered = z.infer<typeof answered>

export interface Selector {
  readonly domain: string
  readonly selector: string
}

/** A key with the day on which it was found. */
export type LiveKey = Pick<DkimKey, 'domain' | 'selector' | 'type' | 'key'> & { readonly on: string }

/** Names that a hostile case may hold; more are not counted. */
const MOST_NAMES = 100_000

/** All look-ups that the case keeps. */
export const answersIn = (db: Database): readonly Answered[] =>
  z.array(answered).catch([]).parse(setting(db, 'live-keys'))

export const liveKeys = (db: Database): readonly LiveKey[] =>
  answersIn(db).flatMap(({ domain, selector, on, keys }) => keys.map((key) => ({ domain, selector, on, ...key })))

/** Selectors of the case's signatures for which neither the archive nor the case holds a key; those of most signatures first. */
export function selectorsWithoutKey(db: Database, archived: readonly Selector[]): readonly Selector[] {
  const held = new Set([...archived, ...liveKeys(db)].map(nameOf))
  const found = new Map<string, Selector & { n: number }>()
  const values = db.prepare<[string], string>(SQL.valuesOfTrait).pluck()
  for (const key of Object.keys(CHECKED))
    for (const value of values.iterate(key)) {
      const selector = selectorOf(value)
      const name = selector === undefined ? '' : nameOf(selector)
      const known = found.get(name)
      if (known !== undefined) known.n++
      else if (selector !== undefined && !held.has(name) && found.size < MOST_NAMES)
        found.set(name, { ...selector, n: 1 })
    }
  return [...found]
    .sort(([a, x], [b, y]) => y.n - x.n || (a < b ? -1 : 1))
    .map(([, { domain, selector }]) => ({ domain, selector }))
}
