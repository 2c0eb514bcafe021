/** Findings: one line each with what is claimed, what is possible and how far off it is; grouped, sorted and filtered at will. */
import { changedMarks } from '../case/browse/changed.ts'
import {
  FINDING_GROUPS,
  FINDING_ORDERS,
  findingCounts,
  findingEntries,
  findingsThat,
  type Entries,
} from '../case/browse/finding-order.ts'
import { findingByIdStart, findingsWith, type FindingRow } from '../case/browse/findings.ts'
import { changeCounts } from '../case/changes.ts'
import { LEVELS } from '../model.ts'
import { FALLING, TYPE_WORDS, inManifest, thousands, plural } from '../report/words.ts'
import { cell, cutStart, line, span, wrapped, type Line } from './cells.ts'
import { FilterProblem, findingConditions } from './filter.ts'
import type { Pages } from './pages.ts'
import { changeWords, isGoingOn } from './running.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { cycle, setting, type Place } from './state.ts'
import { LEVEL_WORDS, day, moment, roughly, window } from './words.ts'

const groupOf = (place: Place) => FINDING_GROUPS[setting(place, 'group')] ?? 'evidence'
const orderOf = (place: Place) => FINDING_ORDERS[setting(place, 'order')] ?? 'level'
const floorOf = (place: Place) => LEVELS[setting(place, 'floor')] ?? 'informational'

/** Numbers of the findings that pass the filter and the least level; undefined: all do. */
function keptOf(place: Place, pages: Pages): readonly number[] | undefined {
  const floor = setting(place, 'floor')
  const conditions = [
    ...findingConditions(place.filter),
    ...(floor === 0 ? [] : [{ sql: 'level >= ?', values: [floor] }]),
  ]
  return conditions.length === 0 ? undefined : findingsThat(pages.db, conditions)
}

function entriesOf(place: Place, pages: Pages): Entries {
  const key = `findings ${place.filter} ${groupOf(place)} ${orderOf(place)} ${floorOf(place)}`
  return pages.memo(key, () => findingEntries(pages.columns(), groupOf(place), orderOf(place), keptOf(place, pages)))
}

const numberOf = (entry: number): number => (entry < 0 ? -1 - entry : entry)

function rows(place: Place, { pages, size }: Look): Rows {
  const counts = pages.memo('finding counts', () => findingCounts(pages.columns()))
  const total = LEVELS.reduce((sum, level) => sum + counts[level], 0)
  let entries: Entries
  let problem: string | undefined
  try {
    entries = entriesOf(place, pages)
  } catch (error) {
    if (!(error instanceof FilterProblem)) throw error
    entries = new Int32Array()
    problem = error.message
  }
  const shown = pages.memo(`shown ${place.filter} ${groupOf(place)} ${orderOf(place)} ${floorOf(place)}`, () =>
    entries.reduce((n, entry) => n + (entry < 0 ? 0 : 1), 0),
  )
  const levels = FALLING.filter((level) => counts[level] > 0).map((level) => `${thousands(counts[level])} ${level}`)
  const hidden = shown === total ? 'all shown' : `${thousands(shown)} of ${thousands(total)} shown`
  const changed = changeWords(pages.memo('change counts', () => changeCounts(pages.db)))
  return {
    length: entries.length,
    head: [
      ...(changed === undefined ? [] : [line(`Since the analysis before: ${changed}; R lists them`, 'strong')]),
      line(
        `${plural(total, 'finding')}: ${levels.join(', ') || 'none'}; ${hidden}; by ${groupOf(place)}, sorted by ${orderOf(place)}`,
        'faint',
      ),
      [span(`  ${heading(size.columns - 2)}`, 'heading')],
    ],
    row: (n) => {
      const entry = entries[n]
      if (entry === undefined) return undefined
      const found = pages.findingRow(numberOf(entry))
      if (found === undefined) return undefined
      return entry < 0 ? groupRow(found, place) : findingRow(found, pages, size.columns - 2)
    },
    find: (text, from, step) => {
      const having = pages.memo(`having ${text}`, () => findingsWith(pages.db, text))
      for (let n = from + step; n >= 0 && n < entries.length; n += step) {
        const entry = entries[n] ?? -1
        if (entry >= 0 && having.has(entry)) return n
      }
      return undefined
    },
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < entries.length; n += step) if ((entries[n] ?? -1) >= 0) return n
      return undefined
    },
    numberOf: ({ finding }) => {
      const number = finding === undefined ? undefined : findingByIdStart(pages.db, finding)?.number
      const entry = number === undefined ? -1 : entries.indexOf(number)
      return entry < 0 ? undefined : entry
    },
    empty:
      problem ??
      (total === 0
        ? pages.given.follow !== undefined && isGoingOn(pages.given.follow.state())
          ? 'No analysis has ended yet; R shows how far the run is.'
          : 'There are no findings. 4 shows what was examined and what was not.'
        : 'No finding passes the filter. F takes the filter away, v shows weaker levels.'),
  }
}

const TITLE_FROM = 8 + 1 + 10 + 1 + 14 + 1 + 10 + 1

/** Columns of where it stands, on wide terminals. */
const whereWidth = (columns: number): number =>
  columns < 120 ? 0 : Math.min(60, Math.floor((columns - TITLE_FROM) / 2))

const heading = (columns: number): string => {
  const where = whereWidth(columns)
  return `${cell('level', 8)} ${cell('claimed', 10)} ${cell('possible', 14)} ${cell('off by', 10)} ${cell('what', columns - TITLE_FROM - where)}${where === 0 ? '' : ` ${cell('where', where - 1)}`}`
}

function findingRow(found: FindingRow, pages: Pages, columns: number): Row {
  const where = whereWidth(columns)
  const said = pages.memo('said', () => pages.given.work?.states() ?? new Map<string, string>()).get(found.id)
  const changed = pages.memo('changed', () => changedMarks(pages.db)).get(found.id)
  const title = [changed, said].flatMap((mark) => (mark === undefined ? [] : [`[${mark}] `])).join('') + found.title
  return {
    line: [
      span(cell(LEVEL_WORDS[found.level], 8), found.level),
      span(` ${cell(day(found.claimed), 10)} ${cell(window(found), 14)} `),
      span(`${cell(found.excess === null ? '' : roughly(found.excess), 10)} `),
      span(cell(title, columns - TITLE_FROM - where)),
      ...(where === 0 ? [] : [span(` ${cell(`${found.label} · ${found.evidence}`, where - 1)}`, 'faint')]),
    ],
    opens: { screen: 'proof', subject: { type: 'finding', id: found.id } },
    copies: found.id,
    finding: found.id,
    rule: found.rule,
    artifact: { root: found.root, artifact: found.artifact },
    time: found.claimed ?? undefined,
    detail: (width) => detail(found, pages, width),
  }
}

function detail(found: FindingRow, pages: Pages, columns: number): readonly Line[] {
  const whole = pages.finding(found.id)
  return [
    ...wrapped(`${found.level}, ${found.says}: ${found.title} · ${found.label}`, columns, 'strong'),
    ...(whole === undefined ? [] : wrapped(whole.observed, columns)),
    ...wrapped(
      [
        ...(found.claimed === null ? [] : [`claimed ${moment(found.claimed)}`]),
        ...(found.notBefore === null ? [] : [`not before ${moment(found.notBefore)}`]),
        ...(found.notAfter === null ? [] : [`not after ${moment(found.notAfter)}`]),
        `in ${found.evidence}${whole === undefined ? '' : inManifest(whole)}`,
        `rule ${found.rule}`,
        `id ${found.id}`,
      ].join('; '),
      columns,
      'faint',
    ),
  ]
}

function groupRow(found: FindingRow, place: Place): Row {
  const by = groupOf(place)
  const text =
    by === 'rule'
      ? `${found.rule}: ${found.title}`
      : by === 'artifact'
        ? `${TYPE_WORDS[found.type]} ${found.label} · ${cutStart(found.evidence, 60)}`
        : found.evidence
  return {
    line: line(text, 'strong'),
    isHeading: true,
    ...(by === 'artifact'
      ? { opens: { screen: 'artifact', subject: { type: 'artifact', root: found.root, artifact: found.artifact } } }
      : {}),
    artifact: { root: found.root, artifact: found.artifact },
    ...(by === 'rule' ? { rule: found.rule } : {}),
  }
}

export default defineScreen({
  id: 'findings',
  title: 'Findings',
  key: '1',
  about:
    'Where the evidence contradicts the time it claims. The strongest stand first; nothing is left out unless the line above the list says so.',
  keys: [
    {
      id: 'group',
      keys: ['b'],
      shown: 'b',
      does: 'group by evidence, artifact, rule or nothing',
      act: (state) => cycle(state, 'group', FINDING_GROUPS.length),
    },
    {
      id: 'sort',
      keys: ['o'],
      shown: 'o',
      does: 'sort by level, claimed time, how far off, place',
      act: (state) => cycle(state, 'order', FINDING_ORDERS.length),
    },
    {
      id: 'level',
      keys: ['v'],
      shown: 'v',
      does: 'leave out the weakest level shown, after the last show all',
      act: (state) => cycle(state, 'floor', LEVELS.length),
    },
  ],
  rows,
})
