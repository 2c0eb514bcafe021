/** `anachron rules diff A B [CASE]`: what changed between two folders of rules in meaning and, on a case, in findings. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { analyze } from '../../analysis/analyze.ts'
import { loadRules } from '../../analysis/load-rules.ts'
import { changesBetween, findingsBetween, type BriefFinding } from '../../analysis/rule-diff.ts'
import { problemText, type RuleSet } from '../../analysis/rule-set.ts'
import type { Level } from '../../model.ts'
import { asCaseProblem, type CaseDatabase } from '../../case/open.ts'
import { openShadow } from '../../case/shadow.ts'
import { terminal } from '../../report/safe-text.ts'
import { plural } from '../../report/words.ts'
import { EXIT, UsageError, type Io } from '../command.ts'
import { RULES_FOLDER } from '../package.ts'
import { vocabulary, type RuleAction } from './action.ts'
import { interruptible } from '../stop.ts'

export const diff: RuleAction = {
  id: 'diff',
  usage: 'A B [CASE]',
  summary: 'what changed between two folders of rules in meaning and, on a case, in findings',
  run: async ([a, b, file], _, io) => {
    if (a === undefined || b === undefined)
      throw new UsageError('rules diff needs two folders: anachron rules diff A B')
    const [before, after] = [await load(a, io), await load(b, io)]
    const changes = changesBetween(before, after)
    for (const line of changes) io.out(`${terminal(line)}\n`)
    io.out(`${plural(changes.length, 'change')} in meaning; ${before.hash.slice(0, 16)} → ${after.hash.slice(0, 16)}\n`)
    if (file === undefined) return EXIT.ok
    const lines = findingsBetween(findingsWith(file, before), findingsWith(file, after))
    for (const line of lines) io.out(`${terminal(line)}\n`)
    io.out(`${plural(lines.length, 'change')} in findings\n`)
    return EXIT.ok
  },
}

/** A folder with clocks of its own is whole; any other adds to the shipped rules. */
async function load(folder: string, io: Io): Promise<RuleSet> {
  const whole = existsSync(join(folder, 'clocks.yaml'))
  const rules = await loadRules(whole ? [folder] : [RULES_FOLDER, folder], vocabulary)
  for (const problem of rules.problems) io.err(`anachron: ${terminal(problemText(problem))}\n`)
  return rules
}

function findingsWith(file: string, rules: RuleSet): readonly BriefFinding[] {
  const open = openShadow(file)
  try {
    interruptible(() => analyze(open.db, rules))
    return briefFindings(open.db)
  } catch (error) {
    throw asCaseProblem(file, error)
  } finally {
    open.close()
  }
}

/** The findings that a case holds. */
export const briefFindings = (db: CaseDatabase): readonly (BriefFinding & { readonly level: Level })[] =>
  db
    .prepare<[], BriefFinding & { readonly level: Level }>(
      `SELECT f.id AS id, f.rule AS rule, f.level AS level, e.path AS evidence FROM finding f
 JOIN artifact a ON a.root = f.root AND a.id = f.artifact JOIN evidence e ON e.root = a.root AND e.id = a.evidence`,
    )
    .all()
