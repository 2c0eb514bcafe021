/**
 * Rows recorded outside the hours and days at which, by a profile, work is done on a table, and on public holidays that rules.yaml names.
 * A habit that somebody states is no constraint: informational. What a table shows of itself: hours-of-recording.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent } from '../../src/analysis/detector.ts'

const KEY = 'db.table.hours'
const HOUR = 3_600_000_000
const DAY = 24 * HOUR
/** 1970-01-01 was a Thursday. */
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const
/** Holidays that a finding names. */
const NAMED = 5

interface Stated {
  readonly from: number
  readonly to: number
  readonly days: readonly string[]
  readonly words: string
  readonly source: string
  total: number
  late: number
  otherDays: number
  onHolidays: number
  readonly holidays: Set<string>
  first: { readonly artifact: DetectorArtifact; readonly event: DetectorEvent } | undefined
}

/** `TABLE.COLUMN from=8 to=18 days=Mon,Tue source=WHO SAYS SO`. */
function statedIn(value: string): readonly [writer: string, stated: Stated] | undefined {
  const found = /^(.+?) from=(\d+) to=(\d+) days=([A-Za-z,]+) source=(.*)$/s.exec(value)
  const [, writer = '', from = '', to = '', list = '', source = ''] = found ?? []
  if (found === null) return undefined
  const words = `from ${from}:00 to ${to}:00 on ${list.replaceAll(',', ', ')}`
  const none = { total: 0, late: 0, otherDays: 0, onHolidays: 0, holidays: new Set<string>(), first: undefined }
  return [writer, { from: Number(from), to: Number(to), days: list.split(','), words, source, ...none }]
}

/** From 22 to 6 is past midnight. */
const isWithin = (hour: number, { from, to }: Stated): boolean =>
  from < to ? hour >= from && hour < to : hour >= from || hour < to

function count(stated: Stated, artifact: DetectorArtifact, event: DetectorEvent, holiday: string | undefined): void {
  const day = Math.floor(event.nominal / DAY)
  const isLate = !isWithin(Math.floor((event.nominal - day * DAY) / HOUR), stated)
  const isOtherDay = !stated.days.includes(DAYS[((day % 7) + 7) % 7] ?? '')
  stated.total++
  if (isLate) stated.late++
  if (isOtherDay) stated.otherDays++
  if (holiday !== undefined) {
    stated.onHolidays++
    stated.holidays.add(holiday)
  }
  if ((isLate || isOtherDay || holiday !== undefined) && event.nominal < (stated.first?.event.nominal ?? Infinity))
    stated.first = { artifact, event }
}

const holidaysIn = ({ onHolidays, holidays }: Stated): string => {
  if (onHolidays === 0) return '0'
  const more = holidays.size > NAMED ? `; and ${String(holidays.size - NAMED)} more` : ''
  return `${String(onHolidays)} (${[...holidays].sort().slice(0, NAMED).join('; ')}${more})`
}

const row = (artifact: string, time: string) => ({
  artifact,
  type: 'row' as const,
  part: 'd',
  kind: 'db.row.recorded',
  time,
  clock: 'database' as const,
  writer: 'trail.recorded_at',
})
const office = {
  artifact: 'd',
  type: 'database' as const,
  traits: { [KEY]: 'trail.recorded_at from=8 to=18 days=Mon,Tue,Wed,Thu,Fri source=the office manager' },
}

export default {
  title: 'Rows were recorded outside the hours that a profile states for this table',
  id: 'outside-stated-hours',
  status: 'test',
  description:
    'A profile of a laboratory may say at which hours and on which days work is done on a table. Rows of other hours are counted, and the first is shown.',
  references: ['What is usual in an office is for those who know it to say: the source stands in the profile'],
  date: '2026-11-21',
  says: 'unusual',
  level: 'informational',
  observed:
    '{row.clock}: {source} states work {words}. Of {total} rows, by the numbers that stand there, {late} are of other hours, {otherDays} of other days of the week, {holidays} of public holidays that rules.yaml names; the first is {row.raw}.',
  inferred:
    'These rows were recorded when, by that statement, nobody worked, if their times are what the clock showed.',
  falsepositives: [
    { id: 'overtime', text: 'somebody worked late, on a free day, or from another zone', tests: [] },
    { id: 'automatic', text: 'a program recorded the rows', tests: [] },
    { id: 'other-zone', text: 'the column counts in another zone than that of the stated hours', tests: [] },
  ],
  tags: ['database', 'habit'],
  examples: [
    {
      name: 'a row of a Sunday night',
      breaks: [office, row('a', '2016-02-05T10:00:00Z'), row('b', '2016-02-07T23:10:00Z')],
    },
    {
      name: 'rows of office hours',
      holds: [office, row('a', '2016-02-05T08:00:00Z'), row('b', '2016-02-05T17:59:59Z')],
    },
  ],
  select: { join: 'evidence', events: ['db.row.recorded'], traits: [KEY], artifacts: ['database', 'row'] },
  detect(group, { holidays }) {
    const names = new Map(
      Object.entries(holidays).map(([day, name]) => [Date.parse(day) / 86_400_000, `${day}, ${name}`]),
    )
    const tables = new Map<string, Stated>()
    // A database goes before its rows.
    for (const artifact of group.artifacts) {
      for (const { key, value } of artifact.traits) {
        const stated = key === KEY ? statedIn(value) : undefined
        if (stated !== undefined) tables.set(...stated)
      }
      if (tables.size === 0) continue
      for (const event of artifact.events) {
        const stated = tables.get(event.clock.writer)
        if (stated !== undefined) count(stated, artifact, event, names.get(Math.floor(event.nominal / DAY)))
      }
    }
    if (tables.size === 0) return 'not applicable'
    return [...tables.values()].flatMap((stated): Breach[] => {
      const { first, words, source, total, late, otherDays } = stated
      if (first === undefined) return []
      return [
        {
          artifact: first.artifact,
          events: [{ role: 'row', event: first.event }],
          values: {
            words,
            source,
            total: String(total),
            late: String(late),
            otherDays: String(otherDays),
            holidays: holidaysIn(stated),
          },
        },
      ]
    })
  },
} satisfies Detector
