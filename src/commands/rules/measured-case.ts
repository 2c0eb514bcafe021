/** Reads evidence into a private case, holds the rules against it, and hands over what was found: for calibrate and eval. */
import { join } from 'node:path'
import { analyze } from '../../analysis/analyze.ts'
import type { RuleCoverage } from '../../analysis/finding.ts'
import type { RuleSet } from '../../analysis/rule-set.ts'
import type { Found } from '../../analysis/scores.ts'
import { openCase } from '../../case/open.ts'
import { privateFolder } from '../../evidence/private-folder.ts'
import { terminal } from '../../report/safe-text.ts'
import type { Io } from '../command.ts'
import { ingest, type Asked } from '../examination.ts'
import { briefFindings } from './diff.ts'
import { interruptible } from '../stop.ts'

export interface MeasuredCase {
  readonly findings: readonly Found[]
  readonly coverage: readonly RuleCoverage[]
  /** Messages where the evidence has any, else evidence files that were read whole. */
  readonly examined: number
}

export async function measuredCase(
  paths: readonly string[],
  asked: Asked,
  rules: RuleSet,
  io: Io,
): Promise<MeasuredCase> {
  const folder = privateFolder()
  const open = openCase(join(folder.path, 'measured.anachron'), 'create')
  try {
    await ingest(open.db, paths, rules, asked, io)
    for (const line of interruptible(() => analyze(open.db, rules)).diagnostics) io.err(`anachron: ${terminal(line)}\n`)
    const count = (sql: string): number => open.db.prepare<[], number>(sql).pluck().get() ?? 0
    const messages = count("SELECT count(*) FROM artifact WHERE type = 'message'")
    return {
      findings: briefFindings(open.db),
      coverage: open.db
        .prepare<[], string>('SELECT body FROM coverage ORDER BY rule')
        .pluck()
        .all()
        .map((body) => JSON.parse(body) as RuleCoverage),
      examined: messages > 0 ? messages : count("SELECT count(*) FROM evidence WHERE status = 'examined'"),
    }
  } finally {
    open.close()
    folder.remove()
  }
}
