/** The habits of a trail: on which days of the week and at which hours rows were recorded, and which lie outside. Informational. */
import type { Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'

const HOUR = 3_600_000_000
const DAY = 24 * HOUR
/** Fewer rows show no habit. */
const ENOUGH = 200
/** A habit holds for this share of the rows. */
const HABIT = 0.98

interface Column {
  readonly hours: number[]
  readonly weekdays: number[]
  readonly rows: { readonly artifact: DetectorArtifact; readonly event: DetectorEvent }[][]
  n: number
  /** Rows by public holiday. */
  readonly holidays: Map<string, number>
}

const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const hourOf = (nominal: number) => Math.floor((((nominal % DAY) + DAY) % DAY) / HOUR)
/** 1970-01-01 was a Thursday. */
const weekdayOf = (nominal: number) => ((Math.floor(nominal / DAY) % 7) + 11) % 7

/** Holidays that a finding names. */
const NAMED = 5
function onHolidays(kept: ReadonlyMap<string, number>): string {
  if (kept.size === 0) return ''
  const total = [...kept.values()].reduce((sum, n) => sum + n, 0)
  const named = [...kept.keys()].sort().slice(0, NAMED).join('; ')
  const more = kept.size > NAMED ? `; and ${String(kept.size - NAMED)} more` : ''
  return ` On public holidays that rules.yaml names: ${String(total)} (${named}${more}).`
}

/** The shortest stretch of hours, past midnight or not, that holds a share of the rows. */
function stretch(hours: readonly number[], n: number): { readonly from: number; readonly length: number } {
  for (let length = 1; length < 24; length++)
    for (let from = 0; from < 24; from++) {
      let sum = 0
      for (let i = 0; i < length; i++) sum += hours[(from + i) % 24] ?? 0
      if (sum >= HABIT * n) return { from, length }
    }
  return { from: 0, length: 24 }
}

export default {
  title: 'Rows were recorded outside the hours that are usual in this table',
  id: 'hours-of-recording',
  status: 'test',
  description:
    'Nearly all rows of a table were recorded within certain hours; a few were not. It describes a habit and its exceptions.',
  references: ['Counted over the table itself; what is usual in an office is for those who know it to say'],
  date: '2026-11-21',
  says: 'unusual',
  level: 'informational',
  observed:
    '{row.clock}: of {total} rows {inside} were recorded from {begin}:00 to {end}:00 by the numbers that stand there; {outside} were not, the first at {row.raw}. By day of the week: {weekdays}.{holidays}',
  inferred:
    'These rows were recorded at hours that are not usual in this table, if its times are what its clock showed.',
  falsepositives: [
    { id: 'overtime', text: 'somebody worked late, early or abroad', tests: [] },
    { id: 'automatic', text: 'a program recorded rows at night', tests: [] },
  ],
  tags: ['database', 'habit'],
  examples: [
    {
      name: 'three rows at three in the morning',
      breaks: Array.from({ length: 230 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(Date.UTC(2016, 2, 1, i % 80 === 79 ? 3 : 9 + (i % 8)) + i * 86_400_000).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
    {
      name: 'rows at all hours',
      holds: Array.from({ length: 230 }, (_, i) => ({
        artifact: `r${String(i)}`,
        type: 'row' as const,
        kind: 'db.row.recorded',
        time: new Date(Date.UTC(2016, 2, 1) + i * 3_700_000).toISOString(),
        clock: 'database' as const,
        writer: 'trail.recorded_at',
      })),
    },
  ],
  select: { join: 'evidence', events: ['db.row.recorded'], traits: [], artifacts: ['row'] },
  detect(group, { holidays }) {
    // Days as numbers since 1970, as the times themselves count.
    const kept = new Map(
      Object.entries(holidays).map(([day, name]) => [Date.parse(day) / 86_400_000, `${day}, ${name}`]),
    )
    const columns = new Map<string, Column>()
    for (const artifact of group.artifacts)
      for (const event of artifact.events) {
        const column: Column = columns.get(event.clock.writer) ?? {
          hours: Array.from({ length: 24 }, () => 0),
          weekdays: Array.from({ length: 7 }, () => 0),
          rows: Array.from({ length: 24 }, () => []),
          n: 0,
          holidays: new Map<string, number>(),
        }
        columns.set(event.clock.writer, column)
        const [hour, weekday] = [hourOf(event.nominal), weekdayOf(event.nominal)]
        column.hours[hour] = (column.hours[hour] ?? 0) + 1
        column.weekdays[weekday] = (column.weekdays[weekday] ?? 0) + 1
        column.n++
        const day = kept.get(Math.floor(event.nominal / DAY))
        if (day !== undefined) column.holidays.set(day, (column.holidays.get(day) ?? 0) + 1)
        const first = column.rows[hour]
        if (first?.length === 0) first.push({ artifact, event })
      }
    const habits = [...columns.values()]
      .filter(({ n }) => n >= ENOUGH)
      .map((column) => ({ ...column, ...stretch(column.hours, column.n) }))
    if (habits.length === 0) return 'not applicable'
    return habits
      .filter(({ length }) => length <= 14)
      .flatMap(({ hours, weekdays, rows, n, from, length, holidays: named }) => {
        const outside = hours
          .map((count, hour) => ({ count, hour }))
          .filter(({ hour, count }) => count > 0 && (hour - from + 24) % 24 >= length)
        const some = outside.flatMap(({ hour }) => rows[hour] ?? [])
        const first = some.sort((a, b) => a.event.nominal - b.event.nominal)[0]
        if (first === undefined) return []
        const left = outside.reduce((sum, { count }) => sum + count, 0)
        return [
          {
            artifact: first.artifact,
            events: [{ role: 'row', event: first.event }],
            values: {
              total: String(n),
              inside: String(n - left),
              outside: String(left),
              begin: String(from),
              end: String((from + length) % 24),
              weekdays: weekdays.map((count, day) => `${NAMES[day] ?? ''} ${String(count)}`).join(', '),
              holidays: onHolidays(named),
            },
            others: left - 1,
          },
        ]
      })
  },
} satisfies Detector
