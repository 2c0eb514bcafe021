/** Run: how far reading and analysing are, what they said, and what the last analysis changed in the findings against the one before. */
import { changedFinding, changedIds, changedParts, type ChangedBody } from '../case/browse/changed.ts'
import { findingCounts } from '../case/browse/finding-order.ts'
import { findingByIdStart } from '../case/browse/findings.ts'
import { changeCounts, type What } from '../case/changes.ts'
import { LEVELS } from '../model.ts'
import { FALLING, TYPE_WORDS, plural, thousands } from '../report/words.ts'
import { EMPTY, cell, line, safe, span, wrapped, type Line } from './cells.ts'
import type { Pages } from './pages.ts'
import { changeWords, isGoingOn, progressWords, type Follow, type Running } from './running.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import type { Place } from './state.ts'
import { LEVEL_WORDS, bytes } from './words.ts'

const WHAT: Readonly<Record<What, string>> = {
  new: 'new',
  changed: 'changed',
  gone: 'gone',
  'gone-earlier': 'gone earlier',
}

function rows(_: Place, look: Look): Rows {
  const { pages } = look
  const columns = look.size.columns - 2
  const { follow } = pages.given
  const busy = follow !== undefined && isGoingOn(follow.state())
  const top = [
    ...(follow === undefined ? [] : runRows(follow, columns)),
    ...(busy ? [] : foundRows(pages)),
    ...(busy ? [] : changeHeading(pages, columns)),
  ]
  const changed = busy ? [] : pages.memo('changes', () => changedIds(pages.db))
  return {
    length: top.length + changed.length,
    head: [],
    row: (n) => {
      if (n < top.length) return top[n]
      const one = changed[n - top.length]
      return one === undefined ? undefined : pages.memo(`change ${one.finding}`, () => changeRow(one.finding, pages))
    },
    anomaly: (from, step) => {
      const to = Math.max(from + step, step > 0 ? top.length : -1)
      return to >= top.length && to < top.length + changed.length ? to : undefined
    },
    numberOf: ({ finding }) => {
      const to = changed.findIndex((one) => one.finding === finding)
      return to < 0 ? undefined : top.length + to
    },
    empty: 'Nothing has run.',
  }
}

const heading = (text: string): Row => ({ line: line(text, 'heading'), isHeading: true })
const text = (words: string, columns: number, tone: 'plain' | 'faint' | 'bad' = 'plain'): readonly Row[] =>
  wrapped(words, columns, tone, '  ').map((one) => ({ line: one }))
const BLANK: Row = { line: EMPTY }

function runRows({ state, watches }: Follow, columns: number): readonly Row[] {
  const run = state()
  return [
    heading('The run'),
    ...text(progressWords(run), columns, run.phase === 'failed' ? 'bad' : 'plain'),
    ...(isGoingOn(run) ? [{ line: bar(run, columns) }] : []),
    ...(run.bytes === 0
      ? []
      : text(
          `${thousands(run.filesDone)} of ${plural(run.files, 'file')}, ${bytes(run.bytesDone)} of ${bytes(run.bytes)}; ${plural(run.events, 'event')}; ${run.unread === 0 ? 'everything was read whole so far' : `${thousands(run.unread)} not read whole so far: 3 says which and why`}`,
          columns,
          'faint',
        )),
    ...(isGoingOn(run)
      ? text('q ends it: what is read stays, and the same command goes on from there.', columns, 'faint')
      : []),
    ...(watches
      ? text(
          'The rules are watched: when one is saved, the case is analysed anew, and what that changed stands here.',
          columns,
          'faint',
        )
      : []),
    ...(run.lines.length === 0 ? [] : [BLANK, heading('What it said')]),
    ...run.lines.flatMap((words) => text(words, columns)),
    BLANK,
  ]
}

/** The part that is done, of bytes or of artifacts. */
function bar(run: Running, columns: number): Line {
  const [done, of] = run.phase === 'analysing' ? [run.artifacts, run.artifactsOf] : [run.bytesDone, run.bytes]
  const part = of === 0 ? 0 : Math.min(1, done / of)
  const room = Math.max(10, Math.min(72, columns - 10))
  const full = Math.floor(part * room)
  return [
    span(`  ${'█'.repeat(full)}`, 'good'),
    span('░'.repeat(room - full), 'faint'),
    span(` ${String(Math.floor(part * 100)).padStart(3)} %`),
  ]
}

/** The way to the findings, once there are some. */
function foundRows(pages: Pages): readonly Row[] {
  const counts = pages.memo('finding counts', () => findingCounts(pages.columns()))
  const total = LEVELS.reduce((sum, level) => sum + counts[level], 0)
  const levels = FALLING.filter((level) => counts[level] > 0).map((level) => `${thousands(counts[level])} ${level}`)
  return [
    {
      line: line(`→ ${plural(total, 'finding')}${total === 0 ? '' : `: ${levels.join(', ')}`}`, 'strong'),
      opens: { screen: 'findings' },
    },
    BLANK,
  ]
}

function changeHeading(pages: Pages, columns: number): readonly Row[] {
  const words = changeWords(pages.memo('change counts', () => changeCounts(pages.db)))
  return [
    heading('What the last analysis changed, against the one before'),
    ...text(
      words === undefined
        ? 'Nothing: it found what the one before had found, or it was the first.'
        : `${words}. Notes stay with a finding that is made again; one that is gone keeps its notes here.`,
      columns,
      'faint',
    ),
  ]
}

function changeRow(id: string, pages: Pages): Row {
  const change = changedFinding(pages.db, id)
  const body = change?.now ?? change?.before
  if (change === undefined || body === undefined) return { line: line(`  ${id}`), finding: id }
  const { before, now, what } = change
  const level =
    before !== undefined && now !== undefined && before.level !== now.level
      ? `${LEVEL_WORDS[before.level]} → ${LEVEL_WORDS[now.level]}`
      : LEVEL_WORDS[body.level]
  const said = pages.memo('said', () => pages.given.work?.states() ?? new Map<string, string>()).get(id)
  const own = now === undefined ? undefined : findingByIdStart(pages.db, id)
  return {
    line: [
      span(`  ${cell(WHAT[what], 12)} `, 'strong'),
      span(`${cell(level, 17)} `, body.level),
      span(safe(`${said === undefined ? '' : `[${said}] `}${body.title}`)),
      span(safe(`  ${body.artifact.label} · ${body.artifact.evidence}`), 'faint'),
    ],
    ...(now === undefined ? {} : { opens: { screen: 'proof', subject: { type: 'finding', id } } }),
    copies: id,
    finding: id,
    rule: body.rule,
    ...(own === undefined ? {} : { artifact: { root: own.root, artifact: own.artifact } }),
    detail: (width) => [
      ...wrapped(
        `${WHAT[what]}: ${body.title} (${TYPE_WORDS[body.artifact.type]} ${body.artifact.label} in ${body.artifact.evidence}; rule ${body.rule}; id ${id})`,
        width,
        'strong',
      ),
      ...told(before, now, changedParts(change), width),
    ],
  }
}

function told(
  before: ChangedBody | undefined,
  now: ChangedBody | undefined,
  parts: readonly string[],
  width: number,
): readonly Line[] {
  if (before === undefined) return wrapped(now?.observed ?? '', width)
  if (now === undefined) return wrapped(`it said: ${before.observed}`, width)
  return [
    ...(before.observed === now.observed
      ? wrapped(now.observed, width)
      : [...wrapped(`before: ${before.observed}`, width), ...wrapped(`now: ${now.observed}`, width)]),
    ...wrapped(`changed: ${parts.join(', ')}`, width, 'faint'),
  ]
}

export default defineScreen({
  id: 'run',
  title: 'Run',
  key: 'R',
  about:
    'How far reading and analysing are, what they said on the way, and which findings are new, changed or gone since the analysis before.',
  keys: [],
  rows,
})
