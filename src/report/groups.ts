/** The findings of a report in the order in which people read them: by evidence, the strongest first. */
import type { Level } from '../model.ts'
import type { Report, ReportedFinding } from './contract.ts'
import { rank } from './words.ts'

export interface Group {
  readonly evidence: string
  readonly exhibit: string | undefined
  readonly nameInBackup: string | undefined
  readonly findings: readonly ReportedFinding[]
  readonly informational: readonly ReportedFinding[]
}

/** Strongest first; among equals as the report has them. */
export const strongestFirst = (findings: readonly ReportedFinding[]): readonly ReportedFinding[] =>
  findings.toSorted((a, b) => rank(b.level) - rank(a.level))

/** One group an evidence that has findings, the group with the strongest finding first. */
export function byEvidence(report: Report): readonly Group[] {
  const exhibits = new Map(report.evidence.map(({ path, exhibit }) => [path, exhibit]))
  const level = (group: Group): number => rank(group.findings[0]?.level ?? ('informational' satisfies Level))
  return [...Map.groupBy(report.findings, (finding) => finding.evidence)]
    .map(([evidence, all]): Group => {
      const sorted = strongestFirst(all)
      return {
        evidence,
        exhibit: exhibits.get(evidence),
        nameInBackup: all[0]?.nameInBackup,
        findings: sorted.filter((f) => f.level !== 'informational'),
        informational: sorted.filter((f) => f.level === 'informational'),
      }
    })
    .sort((a, b) => level(b) - level(a))
}
