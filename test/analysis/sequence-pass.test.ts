// A sequence is judged alike whether its root is small, so that it is walked in memory, or large, so that it is read by itself.
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import type { Finding, RuleCoverage } from '../../src/analysis/finding.ts'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import { memoryCase } from '../../src/case/open.ts'
import { INDEXES } from '../../src/case/schema.ts'
import { rulesFrom, ruleText } from './helpers.ts'

const rules = await rulesFrom({
  'database/backwards.yaml': ruleText('backwards', 'order: {of: {kind: db.row.recorded}, along: rowid}'),
})

type Row = readonly [position: number, second: number]

/** Rows of one clock, all of one artifact; `more` artifacts bear nothing and only make the root a large one. */
function found(
  rows: readonly Row[],
  more: number,
  set: RuleSet = rules,
): readonly [number, Partial<RuleCoverage>, readonly string[]] {
  const { db, close } = memoryCase()
  try {
    db.exec(`INSERT INTO root VALUES (0, 'a.db', '/a.db', 1, 0, 'aa', 'done');
      INSERT INTO evidence VALUES (0, 0, 'a.db', 'aa', 1, 'sqlite', 'examined', NULL, NULL, NULL, NULL);
      INSERT INTO clock VALUES (0, 0, 0, 'database', 'audit.recorded_at');
      INSERT INTO sequence VALUES (0, 0, 0, NULL, 'audit.rowid')`)
    const artifact = db.prepare(
      `INSERT INTO artifact VALUES (0, ?, 0, 'row', '{"type":"row","table":"audit","row":"1"}', '', 'row', NULL, NULL)`,
    )
    for (let id = 0; id <= more; id++) artifact.run(id)
    const event = db.prepare(
      `INSERT INTO event VALUES (0, @id, 0, 0, 0, 'db.row.recorded', 'utc', NULL, @at, 1000000, @at, @at + 999999, @raw, '{"type":"row","table":"audit","row":"1"}')`,
    )
    const place = db.prepare('INSERT INTO place VALUES (0, 0, ?, ?)')
    rows.forEach(([position, second], id) => {
      event.run({ id, at: (1_577_836_800 + second) * 1e6, raw: String(second) })
      place.run(position, id)
    })
    db.exec(INDEXES)
    analyze(db, set)
    const bodies = (table: string) =>
      db
        .prepare<[], string>(`SELECT body FROM ${table}`)
        .pluck()
        .all()
        .map((body): unknown => JSON.parse(body))
    const [coverage] = bodies('coverage') as RuleCoverage[]
    return [
      bodies('finding').length,
      coverage === undefined
        ? {}
        : { applied: coverage.applied, broken: coverage.broken, notApplied: coverage.notApplied },
      (bodies('finding') as Finding[]).map(({ observed, inferred }) => observed + inferred),
    ]
  } finally {
    close()
  }
}

const DAY = 86_400
const rising = (n: number): readonly Row[] => Array.from({ length: n }, (_, i) => [i, i * 60])
/** The row at `at` states a time a year earlier. */
const late = (rows: readonly Row[], at: number): readonly Row[] =>
  rows.map(([position, second], i) => [position, i === at ? second - 365 * DAY : second])

describe('a sequence of a small root and of a large one', () => {
  it.each<readonly [string, readonly Row[], number]>([
    ['no row', [], 0],
    ['one row', rising(1), 0],
    ['rows in order', rising(2_500), 0],
    ['a late row', late(rising(2_500), 700), 1],
    ['a late row that is the thousandth', late(rising(2_500), 999), 1],
    ['a late row that is the first of the second thousand', late(rising(2_500), 1_000), 1],
    ['exactly a thousand rows, the last of them late', late(rising(1_000), 999), 1],
    [
      'as many rows at one place as are read at once',
      [
        ...rising(1_000).map(([, s]): Row => [0, s]),
        ...late(
          rising(50).map(([p, s]): Row => [p + 1, s + DAY]),
          30,
        ),
      ],
      1,
    ],
    [
      'three thousand rows at one place, and a late one behind',
      [...rising(3_000).map(([, s]): Row => [7, s]), [8, 1 - 365 * DAY]],
      1,
    ],
    [
      'rows at places below zero',
      late(
        rising(1_200).map(([p, s]): Row => [p - 600, s]),
        600,
      ),
      1,
    ],
  ])('%s', (_, rows, findings) => {
    const small = found(rows, 0)
    expect(small[0]).toBe(findings)
    expect(found(rows, 600)).toEqual(small)
  })
})
