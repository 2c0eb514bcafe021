/** What the terminal shows, as lines of spans: title, the screen's rows, the pane about the row under the cursor, what is typed, the keys. */
import { thousands } from '../report/words.ts'
import { EMPTY, cell, cut, fit, line, safe, span, width, type Line, type Span } from './cells.ts'
import { actionsOf } from './general.ts'
import { listHeight, paneHeight, rowsOf, screenOf, statusOf } from './layout.ts'
import { offersOf, paletteActions } from './reduce.ts'
import type { Action, Look, Rows } from './screen.ts'
import { windowTop, type State } from './state.ts'

export interface Frame {
  readonly lines: readonly Line[]
  /** The line of the terminal on which the list begins, and the row that stands there. */
  readonly listFrom: number
  readonly top: number
}

/** Exactly `size.rows` lines, none wider than `size.columns`. */
export function frame(state: State, look: Look): Frame {
  const { size } = look
  const rows = rowsOf(state.place, look)
  const height = listHeight(rows, look)
  const top = windowTop(state.place.at, height, rows.length)
  const pane = paneHeight(rows, size.rows)
  const over = state.palette === undefined ? completions(state, look) : paletteLines(state, height + pane)
  const body = listLines(state, rows, top, height, size.columns)
  const below = paneLines(state, rows, pane, size.columns)
  const middle = [...fill(body, height), ...fill(below, pane)]
  const shown =
    over.length === 0
      ? middle
      : [...middle.slice(0, Math.max(0, middle.length - over.length)), ...over.slice(-middle.length)]
  const status = statusOf(look)
  const above = [title(state, look, rows), ...(status === undefined ? [] : [line(` ${status}`, 'strong')])]
  const lines = [
    ...above,
    ...rows.head.slice(0, Math.max(0, size.rows - 4)),
    ...shown,
    message(state, rows),
    footer(state, size.columns),
  ]
  return {
    lines: fill(lines, size.rows).map((one) => fit(one, size.columns)),
    listFrom: above.length + rows.head.length,
    top,
  }
}

const fill = (lines: readonly Line[], n: number): readonly Line[] =>
  lines.length >= n ? lines.slice(0, n) : [...lines, ...Array.from({ length: n - lines.length }, () => EMPTY)]

function title(state: State, look: Look, rows: Rows): Line {
  const { given } = look.pages
  const here = screenOf(state.place)
  const from = here.needs === undefined && here.id !== 'help' ? [] : state.back.slice(0, 1)
  const way = [...from, state.place].map((place) => screenOf(place).title)
  const where = rows.length === 0 ? '' : `${thousands(state.place.at + 1)} of ${thousands(rows.length)}`
  const left = ` ${safe(given.name)}${given.readOnly === undefined ? '' : ' [read-only]'} › ${way.join(' › ')}`
  const space = Math.max(1, look.size.columns - width(left) - where.length - 1)
  const text = left + ' '.repeat(space) + where
  return [span(cell(text, look.size.columns), 'heading')]
}

function listLines(state: State, rows: Rows, top: number, height: number, columns: number): readonly Line[] {
  if (rows.length === 0) return [[span(`  ${cut(rows.empty, columns - 2)}`)]]
  const lines: Line[] = []
  for (let n = top; n < Math.min(rows.length, top + height); n++) {
    const row = rows.row(n)
    const own = row?.line ?? EMPTY
    lines.push(n === state.place.at ? chosen(own, columns) : [span('  '), ...own])
  }
  return lines
}

/** The row under the cursor: marked by an arrow and inverted over its whole length, so that it is seen without colour too. */
function chosen(own: Line, columns: number): Line {
  const kept = fit([span('▶ '), ...own], columns)
  const used = kept.reduce((sum, { text }) => sum + width(text), 0)
  return [...kept, span(' '.repeat(Math.max(0, columns - used)))].map((one): Span => ({ ...one, isChosen: true }))
}

function paneLines(state: State, rows: Rows, height: number, columns: number): readonly Line[] {
  if (height === 0) return []
  const detail = rows.row(state.place.at)?.detail?.(columns) ?? []
  const room = height - 1
  const shown = detail.length > room ? [...detail.slice(0, room - 1), line('…', 'faint')] : detail
  return [[span('─'.repeat(columns), 'faint')], ...shown]
}

/** What the last action said, or how things stand. */
function message(state: State, rows: Rows): Line {
  const { asking } = state
  if (asking !== undefined)
    return [
      span(`${asking.label}${asking.label === ':' ? '' : ': '}`, 'strong'),
      span(safe(asking.text)),
      span(' ', 'meant'),
    ]
  if (state.palette !== undefined)
    return [span('Action: ', 'strong'), span(safe(state.palette.text)), span(' ', 'meant')]
  if (state.message !== '') return line(state.message, 'strong')
  const filter = state.place.filter === '' ? '' : `filter ${state.place.filter}`
  return line([filter, rows.note ?? ''].filter((part) => part !== '').join(' · '), 'faint')
}

function footer(state: State, columns: number): Line {
  if (state.asking !== undefined) return line('Enter: done   Tab: complete   Esc: leave', 'faint')
  if (state.palette !== undefined) return line('Enter: do it   ↑ ↓: choose   Esc: leave', 'faint')
  const actions = actionsOf(state.place)
  const named = (ids: readonly string[]): readonly Action[] =>
    ids.flatMap((id) => actions.find((action) => action.id === id) ?? [])
  const [first, last] = [named(FIRST), named(LAST)]
  const lengthOf = (list: readonly Action[]): number => list.reduce((sum, one) => sum + partLength(one), 0)
  let room = columns - lengthOf(first) - lengthOf(last)
  const often = FILTERED.has(state.place.screen) ? OFTEN : OFTEN.filter((id) => id !== 'filter')
  const between = [...screenOf(state.place).keys, ...named(often)].filter((one) => {
    const fits = partLength(one) <= room
    if (fits) room -= partLength(one)
    return fits
  })
  return [...first, ...between, ...last].flatMap((one) => [
    span(one.shown, 'strong'),
    span(` ${wordOf(one)}  `, 'faint'),
  ])
}

/** Keys in the footer: the ways on and out always, the screen's own and the frequent ones where there is room. */
const FIRST = ['open', 'back']
const OFTEN = ['search', 'filter', 'anomaly', 'order', 'time', 'compare-with', 'palette']
const FILTERED: ReadonlySet<string> = new Set(['findings', 'timeline'])
const LAST = ['help', 'quit']
const WORDS: Readonly<Record<string, string>> = {
  open: 'deeper',
  'compare-with': 'compare',
  palette: 'actions',
  'next-finding': 'next',
  'finding-before': 'before',
  'next-artifact': 'next',
  'artifact-before': 'before',
  'to-artifact': 'artifact',
  'findings-of-rule': 'its findings',
  'raw-here': 'raw',
}
const wordOf = ({ id }: Action): string => WORDS[id] ?? id.replaceAll('-', ' ')
const partLength = (one: Action): number => one.shown.length + wordOf(one).length + 3

function completions(state: State, look: Look): readonly Line[] {
  if (state.asking === undefined) return []
  const offers = offersOf(state, look)
  const from = Math.max(0, Math.min(state.asking.taken - 3, offers.length - 8))
  return offers
    .slice(from, from + 8)
    .map((offer, n) => [
      span(from + n === state.asking?.taken ? '▶ ' : '  '),
      span(safe(offer), from + n === state.asking?.taken ? 'strong' : 'plain'),
    ])
}

function paletteLines(state: State, height: number): readonly Line[] {
  const found = paletteActions(state)
  const at = state.palette?.at ?? 0
  const top = windowTop(at, height, found.length)
  return found
    .slice(top, top + height)
    .map((action: Action, n) => [
      span(top + n === at ? '▶ ' : '  ', 'strong'),
      span(cell(action.shown, 12), 'strong'),
      span(` ${action.does}`, top + n === at ? 'strong' : 'plain'),
      span(`  :${action.id}`, 'faint'),
    ])
}
