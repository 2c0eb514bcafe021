/** The examiner's work as reports carry it: beside its finding, and what is about no single one of them. It removes nothing. */
import type { Database } from 'better-sqlite3'
import { changes, type Change } from '../case/changes.ts'
import { canonicalJson } from '../case/log.ts'
import { bookmarks, switchedOff, type Work } from '../case/work.ts'
import { parseIso, toIso } from '../time/instant.ts'
import type { Report, ReportedChange, ReportedFinding, ReportedWork } from './contract.ts'
import { readFinding } from './stored.ts'

type ReportedRule = Report['coverage']['rules'][number]
type Noted = ReadonlyMap<string, Work>

/** The log's times have three decimals, the report's six. */
function isoOf(at: string): string {
  const time = parseIso(at)
  return time === undefined ? at : toIso(time)
}

/** A finding with the examiner's words: dispositions, judged alternatives, tags. */
export function withWork(finding: ReportedFinding, noted: Noted): ReportedFinding {
  const work = noted.get(finding.id)
  if (work === undefined) return finding
  const judged = new Map(work.alternatives.map((one) => [one.alternative, one]))
  return {
    ...finding,
    alternatives: finding.alternatives.map((one) => {
      const said = judged.get(one.id)
      if (said === undefined) return one
      const { id, text, state, because } = one
      const analysis = { analysis: state, ...(because === undefined ? {} : { analysisBecause: because }) }
      return {
        ...{ id, text, state: said.state, because: said.because },
        judged: { by: said.who, at: isoOf(said.at), ...analysis },
        ...(one.locator === undefined ? {} : { locator: one.locator }),
      }
    }),
    ...wordsOf(work),
  }
}

function wordsOf({ dispositions, tags }: Work): Pick<ReportedFinding, 'disposition' | 'tags'> {
  return {
    ...(dispositions.length === 0
      ? {}
      : {
          disposition: dispositions.map(({ state, note, who, at }) => ({
            ...{ kind: state, text: note },
            ...{ by: who, at: isoOf(at) },
          })),
        }),
    ...(tags.length === 0 ? {} : { tags: tags.map(({ tag }) => tag).sort() }),
  }
}

/** What is about no single finding of the report; undefined where there is none. */
export function reportedWork(db: Database, rules: Report['coverage']['rules'], noted: Noted): ReportedWork | undefined {
  const work: ReportedWork = {
    changes: changes(db).flatMap((change) => changed(change, noted)),
    bookmarks: bookmarks(db).map(({ subject, name, who, at }) => ({ subject, name, by: who, at: isoOf(at) })),
    pending: pendingSwitches(db, rules),
  }
  return Object.values(work).every((list) => list.length === 0) ? undefined : work
}

function changed({ what, before, now }: Change, noted: Noted): ReportedChange[] {
  const [was, is] = [before, now].map((body) => (body === undefined ? undefined : readFinding(body)))
  const shown = is ?? was
  if (shown === undefined) return []
  const { id, rule, title, root, evidence, sha256, artifact, locator } = shown
  const work = noted.get(id)
  return [
    {
      ...{ what, id, rule, title, root, evidence, sha256, artifact, locator },
      ...(was === undefined ? {} : { before: was.level }),
      ...(is === undefined ? {} : { now: is.level }),
      fields: was === undefined || is === undefined ? [] : differing(was, is),
      ...(work === undefined ? {} : wordsOf(work)),
      ...(work === undefined || work.alternatives.length === 0
        ? {}
        : {
            alternatives: work.alternatives.map(({ alternative: id, state, because, who, at }) => ({
              ...{ id, state, because },
              ...{ by: who, at: isoOf(at) },
            })),
          }),
    },
  ]
}

function differing(was: ReportedFinding, is: ReportedFinding): string[] {
  const [a, b] = [was, is].map((finding) => new Map<string, unknown>(Object.entries(finding)))
  return [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])]
    .filter((field) => canonicalJson([a?.get(field)]) !== canonicalJson([b?.get(field)]))
    .sort()
}

/** Rules that were switched off or on since the analysis that made the coverage. */
export function pendingSwitches(
  db: Database,
  rules: readonly Pick<ReportedRule, 'rule' | 'switchedOff'>[],
): ReportedWork['pending'] {
  const off = switchedOff(db)
  return rules.flatMap(({ rule, switchedOff: was }) => {
    const is = off.get(rule)
    if ((was === undefined) === (is === undefined)) return []
    return [{ rule, to: is === undefined ? ('on' as const) : ('off' as const), ...(is && { because: is.because }) }]
  })
}
