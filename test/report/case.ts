/** A small case in memory, written row by row as an ingest and an analysis leave it. */
import Database from 'better-sqlite3'
import type { Finding, Dating, RuleCoverage } from '../../src/analysis/finding.ts'
import { DDL } from '../../src/case/schema.ts'
import type { LogicalPath, QuotedEvent, Sha256 } from '../../src/model.ts'
import { EARLIEST, micros } from '../../src/time/instant.ts'
import { at } from './fixture.ts'

const hash = (digit: string): Sha256 => digit.repeat(64) as Sha256
const path = (text: string): LogicalPath => text as LogicalPath

const place = (evidence: string, offset: number): Finding['artifact'] => ({
  root: path('a.eml'),
  evidence: path(evidence),
  sha256: hash('a'),
  type: 'message',
  label: 'Subject: ledger',
  locator: { type: 'header', name: 'Message-ID', index: 0, offset },
})

const quoted: QuotedEvent = {
  role: 'from',
  kind: 'email.date',
  time: at('2019-03-14T09:26:53Z'),
  earliest: at('2019-03-14T09:26:53Z'),
  latest: at('2019-03-14T09:26:53.999999Z'),
  clock: { kind: 'sender', writer: 'Date', zone: 'offset' },
  raw: 'Thu, 14 Mar 2019 10:26:53 +0100',
  locator: { type: 'header', name: 'Date', index: 0, offset: 12 },
  evidence: path('a.eml'),
}

export const finding = (
  id: string,
  rule: string,
  level: Finding['level'],
  evidence = 'a.eml',
  offset = 0,
): Finding => ({
  id,
  rule,
  says: 'inconsistent',
  level,
  title: `Title of ${rule}`,
  observed: 'observed',
  inferred: 'inferred',
  notShown: 'not shown',
  artifact: place(evidence, offset),
  claimed: { from: EARLIEST, to: at('2019-03-14T09:26:53Z'), by: 'Date' },
  notBefore: at('2022-02-11'),
  events: [quoted],
  tolerances: [{ clock: 'sender', usual: micros(3_600_000_000), extreme: micros(86_400_000_000) }],
  excess: micros(1),
  others: 0,
  facts: [],
  alternatives: [],
  references: ['RFC 5322'],
  baseline: [],
})

const dating: Dating = {
  artifact: place('a.eml', 0),
  notBefore: {
    at: at('2022-02-11'),
    proof: 'a form',
    dependsOn: ['mx.example.com', 'Date'],
    events: [quoted],
    facts: [],
  },
  notAfter: { at: at('2024-01-01'), proof: 'receipt', dependsOn: ['exhibit list', 'Date'], events: [], facts: [] },
}

const coverage = (rule: string): RuleCoverage => ({
  rule,
  title: `Title of ${rule}`,
  says: 'inconsistent',
  level: 'medium',
  applied: 2,
  broken: 1,
  notApplied: [{ n: 1, why: 'no zone' }],
})

/** `reversed` commits the rows in the opposite order: what is read must be the same. */
export function smallCase(reversed = false): Database.Database {
  const db = new Database(':memory:')
  db.exec(DDL)
  const event = (root: number, id: number, kind: string, clock: number, nominal: number | null) =>
    [
      `INSERT INTO event VALUES (?, ?, 1, 1, ?, ?, 'utc', NULL, ?, 1, ?, ?, ?, ?)`,
      root,
      id,
      clock,
      kind,
      nominal,
      nominal,
      nominal,
      `raw ${id}`,
      JSON.stringify({ type: 'bytes', offset: id, length: 1 }),
    ] as const
  const rows: readonly (readonly [string, ...unknown[]])[] = [
    [`INSERT INTO root VALUES (1, 'z.db', '/somewhere/z.db', 1, 1, '${hash('e')}', 'done')`],
    [`INSERT INTO root VALUES (2, 'a.eml', '/somewhere/a.eml', 1, 1, '${hash('a')}', 'done')`],
    [`INSERT INTO evidence VALUES (1, 1, 'z.db', '${hash('e')}', 9, 'sqlite', 'partly', NULL, NULL, NULL, NULL)`],
    [`INSERT INTO evidence VALUES (2, 1, 'a.eml', '${hash('a')}', 5, 'eml', 'examined', NULL, NULL, NULL, 'B-1')`],
    [
      `INSERT INTO evidence VALUES (2, 2, 'a.eml/x.pdf', NULL, 0, 'unknown', 'unreadable', 'it ends early', 1, 1, 'B-1')`,
    ],
    ...[1, 2].map(
      (root) =>
        [`INSERT INTO artifact VALUES (?, 1, 1, 'message', '{}', 'k', 'Subject: =ledger', NULL, NULL)`, root] as const,
    ),
    ...[1, 2].map((root) => [`INSERT INTO clock VALUES (?, 1, 1, 'sender', 'Date')`, root] as const),
    ...[1, 2].map((root) => [`INSERT INTO clock VALUES (?, 2, 1, 'filesystem', 'disk')`, root] as const),
    event(2, 1, 'email.date', 1, at('2019-03-14T09:26:53Z')),
    event(2, 2, 'fs.modified', 2, at('2024-05-06T07:08:09.5Z')),
    event(1, 1, 'fs.created', 2, at('1969-12-31T23:59:59Z')),
    event(1, 2, 'fs.accessed', 2, null),
    ...Array.from(
      { length: 25 },
      (_, i) => [`INSERT INTO problem VALUES (1, ?, 1, ?)`, i, `row ${i} cannot be read`] as const,
    ),
    ...[
      finding('00', 'rule-b', 'high'),
      finding('01', 'rule-a', 'low'),
      finding('02', 'rule-a', 'informational', 'a.eml/x.pdf', 7),
      finding('03', 'rule-z', 'medium', 'a.eml', 100),
      finding('04', 'rule-z', 'medium', 'a.eml', 20),
    ].map((f) => [`INSERT INTO finding VALUES (?, 2, 1, ?, ?, ?)`, f.id, f.rule, f.level, JSON.stringify(f)] as const),
    [`INSERT INTO dating VALUES (2, 1, ?)`, JSON.stringify(dating)],
    ...['rule-b', 'rule-a'].map(
      (rule) => [`INSERT INTO coverage VALUES (?, ?)`, rule, JSON.stringify(coverage(rule))] as const,
    ),
    [
      `INSERT INTO note VALUES (1, 'disposition', '00', '', 'confirmed', 'asked', 'M. Example', '2026-01-01T00:00:00Z', NULL)`,
    ],
    [`INSERT INTO log VALUES (1, '2026-01-01T00:00:00Z', 'M. Example', '{}', 'first')`],
    [`INSERT INTO log VALUES (2, '2026-01-01T00:00:01Z', 'M. Example', '{}', 'second')`],
  ]
  for (const [sql, ...values] of reversed ? rows.toReversed() : rows) db.prepare(sql).run(...values)
  return db
}

export const A = hash('a')
