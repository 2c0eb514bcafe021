// A small report with two findings, made by hand: what the screens are tested on.
import type { Report } from '../../src/report/contract.ts'

const sha256 = 'a'.repeat(64)
const place = {
  root: 'books.db',
  evidence: 'books.db',
  sha256,
  artifact: { type: 'row' as const, label: 'audit row 812' },
  locator: { type: 'row' as const, table: 'audit', row: '812', column: 'recorded_at' },
}
const finding: Report['findings'][number] = {
  ...place,
  id: '0123456789abcdef',
  rule: 'rows-out-of-order',
  says: 'inconsistent',
  level: 'medium',
  title: 'Rows stand in an order that their times contradict',
  observed: 'Row 812 states 2009-08-27.',
  inferred: 'It was inserted later.',
  notShown: 'Who, and why.',
  claimed: { from: '2009-08-27T10:00:00.000000Z', to: '2009-08-27T10:00:00.000000Z' },
  claimedBy: 'audit.recorded_at',
  notBefore: '2020-03-04T10:00:00.000000Z',
  events: [],
  tolerances: [],
  excess: 86_400_000_000,
  others: 0,
  facts: [],
  references: ['DESIGN'],
  alternatives: [{ id: 'clock', text: 'the clock was wrong or set back', state: 'open' }],
}

export const aReport: Report = {
  schema: 1,
  tool: { name: 'anachron', version: '0.1.0', rules: 'b'.repeat(64) },
  run: { command: 'scan', options: {}, quotesContent: false },
  evidence: [{ path: 'books.db', root: 'books.db', sha256, size: 4096, type: 'sqlite', status: 'examined' }],
  findings: [
    finding,
    { ...finding, id: 'fedcba9876543210', level: 'low', title: 'Hostile \u001b[31m title \u202e here' },
  ],
  datings: [],
  coverage: {
    evidence: { counts: { examined: 1, partly: 0, unknown: 0, unreadable: 0, 'not-examined': 0 }, incomplete: [] },
    rules: [
      {
        rule: 'rows-out-of-order',
        title: 'Rows',
        says: 'inconsistent',
        level: 'medium',
        applied: 1,
        broken: 1,
        notApplied: [],
      },
    ],
  },
  totals: {
    evidence: 1,
    artifacts: 2,
    events: 2,
    traits: 0,
    findings: { critical: 0, high: 0, medium: 1, low: 1, informational: 0 },
  },
  log: { entries: 1 },
}
