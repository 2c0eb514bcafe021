/**
 * A run of recorded times whose steps repeat those of an earlier run, to the second, although they are irregular: rows that were
 * copied with their times moved. The p-value is that of so long a repetition by chance, given how often single steps repeat.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'

const SECOND = 1_000_000
/** Steps that a run is recognised by. */
const WINDOW = 8
/** Of them so many must differ: a timer's steps repeat without copying. */
const DIFFERENT = 6
/** Steps that all repeated runs together must have. */
const ENOUGH = 24
const REPORTED = 1e-6
/** A schedule of every day: so often the same steps come again a day later. Daylight saving moves them by an hour. */
const DAYS_OF_A_SCHEDULE = 4
const DAY = 86_400
const HOUR = 3_600
/** Rows of one column that are looked at. */
const MOST = 300_000

interface Column {
  readonly times: number[]
  readonly rows: { readonly artifact: DetectorArtifact; readonly event: DetectorEvent }[]
}

interface Run {
  readonly from: number
  readonly to: number
  readonly steps: number
}

/** Runs that repeat an earlier one, moved in time: longest first found, none twice. */
function repeatedRuns(steps: readonly number[]): readonly Run[] {
  const seen = new Map<string, number>()
  const runs: Run[] = []
  for (let at = 0; at + WINDOW <= steps.length;) {
    const window = steps.slice(at, at + WINDOW)
    const irregular = new Set(window).size >= DIFFERENT && window.every((step) => step > 0)
    const key = window.join()
    const earlier = irregular ? seen.get(key) : undefined
    if (earlier !== undefined && earlier + WINDOW <= at) {
      let length = WINDOW
      while (at + length < steps.length && earlier + length < at && steps[earlier + length] === steps[at + length])
        length++
      runs.push({ from: earlier, to: at, steps: length })
      at += length
      continue
    }
    if (irregular && earlier === undefined) seen.set(key, at)
    at++
  }
  return runs
}

/** How often the window at `from` comes again a day after the one before. */
function daysOf(times: readonly number[], steps: readonly number[], from: number): number {
  const key = steps.slice(from, from + WINDOW).join()
  let [last, days] = [times[from] ?? 0, 0]
  for (let at = from + 1; at + WINDOW <= steps.length; at++) {
    if (steps[at] !== steps[from] || steps.slice(at, at + WINDOW).join() !== key) continue
    const time = times[at] ?? 0
    if (Math.abs(time - last - DAY) <= HOUR) days++
    last = time
  }
  return days
}

/** How often two steps agree by chance, from how often they do over all. */
function agreement(steps: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1)
  let sum = 0
  for (const n of counts.values()) sum += (n / steps.length) ** 2
  return Math.max(sum, 1 / 1_000)
}

export default {
  title: 'A run of recorded times repeats an earlier one',
  id: 'run-of-times-repeated',
  status: 'test',
  description:
    'Irregular steps from row to row, to the second, occur again in the same order later in the table. People do not repeat themselves to the second.',
  references: [
    'Counted on simulated honest use: no run of eight irregular steps repeats (docs/evaluation-databases.md)',
    "The p-value is the number of pairs of places times the chance that eight steps agree (Boole's inequality)",
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'The {steps} steps from {to.where} ({to.raw}) on repeat, to the second, those from {from.where} ({from.raw}) on, {gap} apart. {count} such run(s), {total} steps in all (p below {p}, corrected for {tests} test(s)).',
  inferred:
    'The later rows, or their times, were made from the earlier ones: copied with their times moved by a constant.',
  falsepositives: [
    { id: 'replayed', text: 'a program replays a recorded schedule, with its irregular steps, on purpose', tests: [] },
    {
      id: 'imported-twice',
      text: 'the same rows were taken over twice, once with times of another zone or clock',
      tests: [],
    },
    { id: 'test-data', text: "the rows are test data that the maker's tool filled in", tests: [] },
  ],
  tags: ['database', 'statistics', 'attack.t1565.001', 'solve-it.dft-1129', 'solve-it.dfw-1148'],
  examples: [
    {
      name: 'a day of rows that occurs again a week later',
      breaks: Array.from({ length: 60 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(
          Date.UTC(2016, 2, 1, 9) +
            Math.floor(i / 30) * 604_800_000 +
            (i % 30) * 700_000 +
            (((i % 30) * (i % 30) * 7919) % 613) * 1000,
        ).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
    {
      name: 'a row every quarter of an hour, by a timer',
      holds: Array.from({ length: 60 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(Date.UTC(2016, 2, 1, 9) + i * 900_000).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
  ],
  select: { join: 'evidence', events: ['db.row.recorded'], traits: [], artifacts: ['row'] },
  detect(group) {
    const columns = new Map<string, Column>()
    for (const artifact of group.artifacts)
      for (const event of artifact.events) {
        const column = columns.get(event.clock.writer) ?? { times: [], rows: [] }
        columns.set(event.clock.writer, column)
        if (column.times.length >= MOST) continue
        column.times.push(Math.floor(event.nominal / SECOND))
        column.rows.push({ artifact, event })
      }
    const long = [...columns.values()].filter(({ times }) => times.length > 2 * WINDOW)
    if (long.length === 0) return 'not applicable'
    return long.flatMap(({ times, rows }): Breach[] => {
      const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
      // The same rows at the same times are a row taken over twice, not one moved.
      const runs = repeatedRuns(steps).filter(({ from, to }) => times[from] !== times[to])
      const total = runs.reduce((sum, run) => sum + run.steps, 0)
      const [longest] = [...runs].sort((a, b) => b.steps - a.steps)
      if (longest === undefined || total < ENOUGH) return []
      const ln = 2 * Math.log(steps.length) + longest.steps * Math.log(agreement(steps)) + Math.log(long.length)
      if (ln > Math.log(REPORTED)) return []
      const [from, to] = [rows[longest.from], rows[longest.to]]
      if (from === undefined || to === undefined) return []
      const days = daysOf(times, steps, longest.from)
      const scheduled: Pick<Breach, 'level' | 'alternatives'> =
        days < DAYS_OF_A_SCHEDULE
          ? {}
          : {
              level: 'low',
              alternatives: {
                replayed: {
                  state: 'open',
                  because: `${String(days)} times the same steps come a day after the time before, as those of a schedule of every day do`,
                },
              },
            }
      return [
        {
          ...scheduled,
          artifact: to.artifact,
          other: from.artifact,
          events: [
            { role: 'from', event: from.event },
            { role: 'to', event: to.event },
          ],
          values: {
            steps: String(longest.steps),
            count: String(runs.length),
            total: String(total),
            p: `1e${String(Math.max(Math.ceil(ln / Math.LN10), -300))}`,
            tests: String(long.length),
          },
          others: runs.length - 1,
        },
      ]
    })
  },
} satisfies Detector
