/** `anachron rules try RULE CASE`: what the rule would find in a case, at once, without changing the case. */
import { analyze } from '../../analysis/analyze.ts'
import type { Finding, RuleCoverage } from '../../analysis/finding.ts'
import { metadataOf, only, type Rule, type RuleSet } from '../../analysis/rule-set.ts'
import { wantedKeys } from '../../analysis/wanted.ts'
import { asCaseProblem, type CaseDatabase } from '../../case/open.ts'
import { openShadow } from '../../case/shadow.ts'
import { terminal } from '../../report/safe-text.ts'
import { plural } from '../../report/words.ts'
import { EXIT, UsageError, type Io } from '../command.ts'
import { find, loaded, type RuleAction } from './action.ts'
import { interruptible } from '../stop.ts'

/** Findings that are printed; the rest is counted. */
const SHOWN = 50

export const tryRule: RuleAction = {
  id: 'try',
  usage: 'ID CASE',
  summary: 'what a rule would find in a case, at once; the case is only read',
  watchable: true,
  run: async ([id, file], given, io) => {
    if (id === undefined || file === undefined)
      throw new UsageError('rules try needs the id of a rule and a case: anachron rules try ID CASE')
    const rules = await loaded(given)
    const rule = find(rules, id)
    const open = openShadow(file)
    try {
      const { diagnostics } = interruptible(() => analyze(open.db, only(rule, rules)))
      for (const line of diagnostics) io.err(`anachron: ${terminal(line)}\n`)
      tell(open.db, rule, ownKeys(rule, rules), io)
      return EXIT.ok
    } catch (error) {
      throw asCaseProblem(file, error)
    } finally {
      open.close()
    }
  },
}

function tell(db: CaseDatabase, rule: Rule, keys: ReadonlySet<string>, io: Io): void {
  const { id } = metadataOf(rule)
  const findings = bodies<Finding>(db, 'SELECT body FROM finding WHERE rule = ? ORDER BY id', id)
  findings.sort((a, b) =>
    a.artifact.evidence < b.artifact.evidence ? -1 : a.artifact.evidence > b.artifact.evidence ? 1 : 0,
  )
  for (const { level, artifact, observed } of findings.slice(0, SHOWN))
    io.out(`${level}  ${terminal(artifact.evidence)}  ${terminal(artifact.label)}\n    ${terminal(observed)}\n`)
  if (findings.length > SHOWN) io.out(`${plural(findings.length - SHOWN, 'further finding')}\n`)
  for (const { applied, broken, notApplied } of bodies<RuleCoverage>(
    db,
    'SELECT body FROM coverage WHERE rule = ?',
    id,
  )) {
    io.out(`${plural(findings.length, 'finding')}; applied to ${applied}, broken by ${broken}\n`)
    for (const { n, why } of notApplied) io.out(`could not apply to ${n}: ${why}\n`)
  }
  const absent = missing(db, keys)
  if (absent.length > 0)
    io.out(
      `the case holds no trait ${absent.join(', ')}: if the evidence bears it, it was not stored; ingest with --rules or --all-traits\n`,
    )
}

const bodies = <T>(db: CaseDatabase, sql: string, id: string): T[] =>
  db
    .prepare<[string], string>(sql)
    .pluck()
    .all(id)
    .map((body) => JSON.parse(body) as T)

/** Traits that no other rule looks at: an ingest without this rule did not store them. */
function ownKeys(rule: Rule, rules: RuleSet): ReadonlySet<string> {
  const { id } = metadataOf(rule)
  const without = <T extends { readonly id: string }>(all: readonly T[]) => all.filter((one) => one.id !== id)
  const { intervals, orders, agrees, families, detectors } = rules
  const others = wantedKeys({
    ...rules,
    intervals: without(intervals),
    orders: without(orders),
    agrees: without(agrees),
    families: without(families),
    detectors: without(detectors),
  })
  const own = wantedKeys(only(rule, { ...rules, families: [], profileFacts: [] }))
  return new Set([...own].filter((key) => !others.has(key)))
}

/** An ingest stores only traits that some rule looked at then. */
function missing(db: CaseDatabase, keys: ReadonlySet<string>): readonly string[] {
  const one = db.prepare<[string], number>('SELECT id FROM trait_value WHERE key = ? LIMIT 1').pluck()
  return [...keys].sort().filter((key) => one.get(key) === undefined)
}
