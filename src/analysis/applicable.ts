/** Leaves out rules of which the whole case lacks a side: nothing has to be gathered for them, and coverage says so. */
import type { Database } from 'better-sqlite3'
import type { Coverage } from './coverage.ts'
import type { CompiledInterval } from './intervals.ts'
import { SQL } from './statements.ts'

export function applicable(
  rules: readonly CompiledInterval[],
  db: Database,
  coverage: Coverage,
): readonly CompiledInterval[] {
  const count = db.prepare<[string], { n: number }>(SQL.eventsOfKind)
  const any = db.prepare<[string], { id: number }>(SQL.oneOfKind)
  const known = new Map<string, boolean>([['claim', true]])
  const has = (kind: string): boolean => {
    const present = known.get(kind) ?? any.get(kind) !== undefined
    known.set(kind, present)
    return present
  }
  return rules.filter((rule) => {
    const missing = (['from', 'to'] as const).find((side) => ![...rule[side].kinds].some(has))
    if (missing === undefined) return true
    const other = rule[missing === 'from' ? 'to' : 'from']
    const n = [...other.kinds]
      .filter((kind) => kind !== 'claim')
      .reduce((sum, kind) => sum + (count.get(kind)?.n ?? 0), 0)
    if (n > 0) coverage.of(rule.rule).notApplied(`${rule.lacking[missing].absent} in the whole case`, n)
    return false
  })
}
