/**
 * Recorded times whose steps people do not produce: the same step again and again, seconds that end in one digit, the same second of the
 * day on many days. Each with its statistic and a p-value, corrected (Bonferroni) for the number of tests made on the database. Programs that record by a timer look so.
 */
import type { Detector, DetectorArtifact, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'

const SECOND = 1_000_000
/** Fewer rows say nothing. */
const ENOUGH = 100
/** Steps of people, in seconds, repeat the one before by chance far less often. */
const REPEATS = 0.05
/** One second of the day, of 86,400, falls on far fewer of the days on which people work. */
const DAYS_OF_A_SECOND = 0.02
const SECONDS = 86_400
/** A p-value below this is reported, after correction. */
const REPORTED = 1e-6

interface Column {
  readonly writer: string
  readonly artifact: DetectorArtifact
  readonly first: DetectorEvent
  last: number
  step: number
  steps: number
  repeated: number
  readonly digits: number[]
  rows: number
  /** For each second of the day on how many days it was met, and the last of them. */
  readonly ofDay: Map<number, { days: number; last: number }>
  days: number
  lastDay: number
}

/** Notes the second of the day. Rows of one moment (one booking of several rows) are one meeting; rows come about in their order. */
function meet(column: Column, nominal: number): void {
  const seconds = Math.floor(nominal / SECOND)
  const day = Math.floor(seconds / SECONDS)
  if (day > column.lastDay) {
    column.days++
    column.lastDay = day
  }
  const second = seconds - day * SECONDS
  const met = column.ofDay.get(second)
  if (met === undefined) column.ofDay.set(second, { days: 1, last: day })
  else if (day > met.last) {
    met.days++
    met.last = day
  }
}

/** ln of the upper bound of Chernoff for k or more hits of n at rate q: exact enough far from the mean. */
function lnTail(k: number, n: number, q: number): number {
  const p = k / n
  if (p <= q) return 0
  const kl = p >= 1 ? Math.log(1 / q) : p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q))
  return -n * kl
}

function columnsOf(group: DetectorGroup): readonly Column[] {
  const columns = new Map<string, Column>()
  for (const artifact of group.artifacts)
    for (const event of artifact.events) {
      const { writer } = event.clock
      const column = columns.get(writer)
      const digit = Math.abs(Math.floor(event.nominal / SECOND)) % 10
      if (column === undefined) {
        const digits = Array.from({ length: 10 }, (_, i) => (i === digit ? 1 : 0))
        const made: Column = {
          writer,
          artifact,
          first: event,
          last: event.nominal,
          step: NaN,
          steps: 0,
          repeated: 0,
          digits,
          rows: 1,
          ofDay: new Map(),
          days: 0,
          lastDay: -Infinity,
        }
        meet(made, event.nominal)
        columns.set(writer, made)
        continue
      }
      const step = event.nominal - column.last
      if (step > 0) {
        column.steps++
        if (step === column.step) column.repeated++
      }
      column.step = step
      column.last = event.nominal
      column.digits[digit] = (column.digits[digit] ?? 0) + 1
      column.rows++
      meet(column, event.nominal)
    }
  return [...columns.values()].filter(({ steps }) => steps >= ENOUGH)
}

export default {
  title: 'Recorded times are more regular than people make them',
  id: 'times-too-regular',
  status: 'test',
  description:
    'Along the rows of a table the recorded times step by the same amount again and again, or their seconds end in one digit, or one second of the day comes back on many days, far more often than in what people enter.',
  references: [
    'H. Chernoff, A measure of asymptotic efficiency for tests of a hypothesis based on the sum of observations, Annals of Mathematical Statistics 23 (1952) 493-507: the bound used as p-value',
    'Counted on simulated honest use: docs/evaluation-databases.md',
  ],
  date: '2026-11-21',
  says: 'unusual',
  level: 'low',
  observed: '{row.clock}: {what} (p below {p}, corrected for {tests} tests).',
  inferred:
    'These times were not made by people entering rows one after the other. A program wrote them: at those moments, by a timer, or all at once with times that it computed.',
  falsepositives: [
    { id: 'recorded-by-a-timer', text: 'a program records by a timer: measurements, polls, batches', tests: [] },
    { id: 'rounded-by-the-product', text: 'the product rounds times to minutes or to a raster', tests: [] },
    { id: 'migrated', text: 'a migration gave old rows times of its own', tests: [] },
  ],
  tags: ['database', 'statistics', 'attack.t1565.001'],
  examples: [
    {
      name: 'a row every quarter of an hour',
      breaks: Array.from({ length: 130 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(Date.UTC(2012, 0, 5, 9) + i * 900_000).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
    {
      name: 'a row at the same second of every second day among others',
      breaks: Array.from({ length: 260 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(
          Date.UTC(2012, 0, 5 + (i >> 1), 9) + (i % 4 === 0 ? 0 : ((i * i * 7919) % 20_011) * 1000 + 1000),
        ).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
    {
      name: 'rows as people make them',
      holds: Array.from({ length: 130 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(Date.UTC(2012, 0, 5, 9) + i * 900_000 + ((i * i * 7919) % 613) * 1000).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
  ],
  select: { join: 'evidence', events: ['db.row.recorded'], traits: [], artifacts: ['row'] },
  detect(group) {
    const columns = columnsOf(group)
    if (columns.length === 0) return 'not applicable'
    const tests = columns.length * 3
    return columns.flatMap(({ artifact, first, steps, repeated, digits, rows, ofDay, days }) => {
      const most = Math.max(...digits)
      const [second, { days: met }] = [...ofDay].reduce(
        (a, b) => (b[1].days > a[1].days ? b : a),
        [0, { days: 0, last: 0 }],
      )
      const found = [
        {
          ln: lnTail(repeated, steps, REPEATS),
          what: `${String(repeated)} of ${String(steps)} steps from row to row equal the step before`,
        },
        // One digit may be favoured a little; three times its share is not a little. The digit is not chosen beforehand: tenfold.
        {
          ln: Math.log(10) + lnTail(most, rows, 0.3),
          what: `${String(most)} of ${String(rows)} times have seconds that end in ${String(digits.indexOf(most))}`,
        },
        // Nor is the second of the day chosen beforehand.
        {
          ln: days < ENOUGH ? 0 : Math.log(SECONDS) + lnTail(met, days, DAYS_OF_A_SECOND),
          what: `on ${String(met)} of ${String(days)} days a row was recorded at ${new Date(second * 1000).toISOString().slice(11, 19)}, by the numbers that stand there`,
        },
      ].filter(({ ln }) => ln + Math.log(tests) < Math.log(REPORTED))
      const [strongest] = found.sort((a, b) => a.ln - b.ln)
      if (strongest === undefined) return []
      const exponent = Math.ceil((strongest.ln + Math.log(tests)) / Math.LN10)
      return [
        {
          artifact,
          events: [{ role: 'row', event: first }],
          values: {
            what: found.map(({ what }) => what).join('; '),
            p: `1e${String(Math.max(exponent, -300))}`,
            tests: String(tests),
          },
        },
      ]
    })
  },
} satisfies Detector
