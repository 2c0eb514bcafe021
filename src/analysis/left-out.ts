/** Rules of which the whole case lacks a side. */
import type { Database } from 'better-sqlite3'
import type { CompiledInterval } from './intervals.ts'
import { SQL } from './statements.ts'

export interface LeftOut {
  readonly rule: CompiledInterval
  /** Events of the side that is there. */
  readonly n: number
  readonly why: string
}

export function leftOut(rules: readonly CompiledInterval[], db: Database): readonly LeftOut[] {
  const count = db.prepare<[string], { n: number }>(SQL.eventsOfKind)
  const any = db.prepare<[string], { id: number }>(SQL.oneOfKind)
  const known = new Map<string, boolean>([['claim', true]])
  const has = (kind: string): boolean => {
    const present = known.get(kind) ?? any.get(kind) !== undefined
    known.set(kind, present)
    return present
  }
  return rules.flatMap((rule) => {
    const missing = (['from', 'to'] as const).find((side) => ![...rule[side].kinds].some(has))
    if (missing === undefined) return []
    const other = rule[missing === 'from' ? 'to' : 'from']
    const n = [...other.kinds]
      .filter((kind) => kind !== 'claim')
      .reduce((sum, kind) => sum + (count.get(kind)?.n ?? 0), 0)
    return { rule, n, why: `${rule.lacking[missing].absent} in the whole case` }
  })
}
