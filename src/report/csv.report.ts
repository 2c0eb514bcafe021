/** The findings as a table for spreadsheets (RFC 4180, UTF-8): one line each, formulas defused. */
import { locatorText } from '../model.ts'
import { defineReporter, type ReportInput } from './reporter.ts'
import type { ReportedFinding } from './contract.ts'
import { dispositions, judgedBy } from './examiner-words.ts'
import { csvLine } from './safe-text.ts'

const COLUMNS: readonly (readonly [name: string, value: (f: ReportedFinding) => string | number | undefined])[] = [
  ['id', (f) => f.id],
  ['level', (f) => f.level],
  ['says', (f) => f.says],
  ['rule', (f) => f.rule],
  ['title', (f) => f.title],
  ['root', (f) => f.root],
  ['evidence', (f) => f.evidence],
  ['sha256', (f) => f.sha256],
  ['artifact', (f) => f.artifact.label],
  ['artifact_type', (f) => f.artifact.type],
  ['locator', (f) => locatorText(f.locator)],
  ['claimed_from', (f) => f.claimed?.from],
  ['claimed_to', (f) => f.claimed?.to],
  ['claimed_by', (f) => f.claimedBy],
  ['not_before', (f) => f.notBefore],
  ['not_after', (f) => f.notAfter],
  ['excess_seconds', (f) => (f.excess === undefined ? undefined : f.excess / 1e6)],
  ['others', (f) => f.others],
  ['observed', (f) => f.observed],
  ['inferred', (f) => f.inferred],
  ['not_shown', (f) => f.notShown],
  [
    'open_alternatives',
    (f) =>
      f.alternatives
        .filter(({ state }) => state !== 'excluded')
        .map(({ text }) => text)
        .join('; '),
  ],
  ['examiner', (f) => f.disposition && dispositions(f).join('; ')],
  [
    'alternatives_judged',
    (f) =>
      f.alternatives
        .filter(({ judged }) => judged !== undefined)
        .map((a) => `${a.state}: ${a.text}: ${a.because ?? ''} (${judgedBy(a) ?? ''})`)
        .join('; '),
  ],
  ['tags', (f) => f.tags?.join('; ')],
]

const text = ({ report }: ReportInput): string =>
  csvLine(COLUMNS.map(([name]) => name)) +
  report.findings.map((finding) => csvLine(COLUMNS.map(([, value]) => value(finding)))).join('')

export default defineReporter({
  id: 'csv',
  title: 'CSV of the findings',
  extension: 'csv',
  write: (input) => [text(input)],
})
