/** What is gathered while rule folders are read, and what holds for every kind of rule: ids are unique, and name the file. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Profile } from '../ingest/database/profile.ts'
import type { Detector } from './detector.ts'
import type { DkimKey } from './dkim-keys.ts'
import type { OwnDetector } from './own-detector.ts'
import type { AgreeRule, Baselines, Clocks, FactFamily, IntervalRule, OrderRule, WriterClock } from './rule-language.ts'
import type { RuleProblem } from './rule-set.ts'
import type { KnownTags } from './tags.ts'

export interface Gathered {
  readonly problems: RuleProblem[]
  readonly intervals: IntervalRule[]
  readonly orders: OrderRule[]
  readonly agrees: AgreeRule[]
  readonly families: FactFamily[]
  readonly detectors: (Detector | OwnDetector)[]
  readonly detectorSources: Map<string, string>
  readonly profiles: Profile[]
  readonly keys: DkimKey[]
  readonly files: Map<string, string>
  readonly facts: Map<string, string>
  readonly tags: KnownTags
  clocks: Clocks | undefined
  /** Clocks of single writers; of two for one writer the later folder's holds. */
  readonly writers: WriterClock[]
  /** Public holidays by day. */
  readonly holidays: Record<string, string>
  baselines: Baselines
}

/** Ids are unique over all rules. */
export function isNew(
  all: Gathered,
  id: string,
  file: string,
  at: () => { readonly line: number; readonly column: number },
): boolean {
  const before = all.files.get(id)
  if (before !== undefined) {
    all.problems.push({ file, ...at(), message: `the id ${id} is already that of ${before}` })
    return false
  }
  all.files.set(id, file)
  return true
}

/** The fault of a rule whose file has another name. */
export const fileName = (id: string, file: string): readonly { path: readonly PropertyKey[]; message: string }[] => {
  const name = basename(file).replace(/\.(?:yaml|detector\.[jt]s)$/, '')
  return name === id ? [] : [{ path: ['id'], message: `the id is ${id}, but a rule's id is its file name (${name})` }]
}

/** The files of a folder whose names end so, sorted; none where there is no such folder. */
export function filesIn(folder: string, suffix: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(folder, name))
}
