/**
 * The order of the list of findings, for any grouping, sorting and filter: made from a few narrow columns that are read once, because
 * a sort in SQL reads the wide rows anew for each key (60 ms of 20,000 findings, a second of 200,000).
 */
import { LEVELS, type Level } from '../../model.ts'
import type { CaseDatabase } from '../open.ts'

export const FINDING_GROUPS = ['evidence', 'artifact', 'rule', 'nothing'] as const
export type FindingGroup = (typeof FINDING_GROUPS)[number]
export const FINDING_ORDERS = ['level', 'claimed time', 'how far off', 'place'] as const
export type FindingOrder = (typeof FINDING_ORDERS)[number]

/** A condition on one column: a fixed fragment of SQL with its values. */
export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** What orders are made of, by the finding's number. */
export interface FindingColumns {
  readonly length: number
  /** Ranks in `LEVELS`. */
  readonly level: Uint8Array
  /** Microseconds; Infinity: it claims no time, and stands last. */
  readonly claimed: Float64Array
  /** Microseconds, the other way round, so that the greatest stands first; 1: it has none. */
  readonly excess: Float64Array
  /** Numbers of the groups, rising by their place. */
  readonly part: Readonly<Record<Exclude<FindingGroup, 'nothing'>, Int32Array>>
}

type Narrow = [number, number, number | null, number | null, number, number, number]

/** Read from an index alone: about a second for five million findings. */
export function findingColumns(db: CaseDatabase): FindingColumns {
  const length = db.prepare<[], number>('SELECT COUNT(*) FROM browse_finding').pluck().get() ?? 0
  const [level, claimed, excess] = [new Uint8Array(length), new Float64Array(length), new Float64Array(length)]
  const part = { evidence: new Int32Array(length), artifact: new Int32Array(length), rule: new Int32Array(length) }
  const rows = db
    .prepare<[], Narrow>('SELECT number, level, claimed, excess, by_evidence, by_artifact, by_rule FROM browse_finding')
    .raw()
  for (const [number, rank, time, off, evidence, artifact, rule] of rows.iterate()) {
    level[number] = rank
    claimed[number] = time ?? Infinity
    excess[number] = off === null ? 1 : -off
    part.evidence[number] = evidence
    part.artifact[number] = artifact
    part.rule[number] = rule
  }
  return { length, level, claimed, excess, part }
}

/** How many findings there are of each level, all together. */
export function findingCounts({ level }: FindingColumns): Readonly<Record<Level, number>> {
  const counts: Record<Level, number> = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 }
  for (const rank of level) counts[LEVELS[rank] ?? 'informational']++
  return counts
}

/** Numbers of the findings that pass all conditions. */
export const findingsThat = (db: CaseDatabase, conditions: readonly Condition[]): readonly number[] =>
  db
    .prepare<(string | number)[], number>(
      `SELECT number FROM browse_finding WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`,
    )
    .pluck()
    .all(...conditions.flatMap(({ values }) => values))

/** An entry of the list: a finding's number, or −1 − number for the heading of the group that begins with it. */
export type Entries = Int32Array

/** The list of one grouping and order; the group with the strongest finding first, headings put in. `kept` absent: all findings. */
export function findingEntries(
  columns: FindingColumns,
  group: FindingGroup,
  order: FindingOrder,
  kept?: readonly number[],
): Entries {
  const numbers = kept === undefined ? Int32Array.from({ length: columns.length }, (_, n) => n) : Int32Array.from(kept)
  const rank = keyOf(columns, order)
  const within = (a: number, b: number): number => byNumber(rank[a] ?? 0, rank[b] ?? 0) || a - b
  if (group === 'nothing') return numbers.sort(within)
  const part = columns.part[group]
  const top = new Uint8Array(columns.length)
  // In the order of places the strongest group does not go first.
  if (order !== 'place')
    for (const n of numbers) {
      const own = part[n] ?? 0
      top[own] = Math.max(top[own] ?? 0, columns.level[n] ?? 0)
    }
  numbers.sort((a, b) => {
    const [p, q] = [part[a] ?? 0, part[b] ?? 0]
    return p === q ? within(a, b) : (top[q] ?? 0) - (top[p] ?? 0) || p - q
  })
  const list = new Int32Array(2 * numbers.length)
  let length = 0
  let before = -1
  for (const n of numbers) {
    const own = part[n] ?? 0
    if (own !== before) list[length++] = -1 - n
    before = own
    list[length++] = n
  }
  return list.slice(0, length)
}

/** What an order compares, the least first. */
function keyOf({ length, level, claimed, excess }: FindingColumns, order: FindingOrder): ArrayLike<number> {
  switch (order) {
    case 'level':
      return Int8Array.from(level, (rank) => -rank)
    case 'claimed time':
      return claimed
    case 'how far off':
      return excess
    case 'place':
      return new Uint8Array(length)
  }
}

/** Infinity among them: a difference would be no number. */
const byNumber = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)
