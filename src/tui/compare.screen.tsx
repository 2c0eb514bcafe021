/** Compare: two artifacts or copies side by side: events, traits and raw lines; what both carry stands in one line, what differs is marked. */
import type { ArtifactWhole } from '../case/browse/artifact.ts'
import { TYPE_WORDS, thousands } from '../report/words.ts'
import { EMPTY, cell, line, span, wrapped, type Line } from './cells.ts'
import { rawAt } from './artifact.screen.tsx'
import { linesOf, type RawLine } from './compare-lines.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { cycle, setting, type Place } from './state.ts'
import { moment } from './words.ts'

/** One thing of either side: what it is, and what is compared. */
interface Item {
  readonly name: string
  readonly value: string
  readonly shown: string
  readonly opens: Row['opens']
  readonly time?: number | undefined
}

function rows(place: Place, look: Look): Rows {
  const { subject } = place
  const left = subject?.type === 'pair' ? look.pages.artifact(subject.left) : undefined
  const right = subject?.type === 'pair' ? look.pages.artifact(subject.right) : undefined
  if (left === undefined || right === undefined)
    return {
      length: 0,
      head: [],
      row: () => undefined,
      empty: 'Nothing was chosen. Press c on one thing, then c on another.',
    }
  const only = setting(place, 'differences') === 1
  const columns = look.size.columns - 2
  const lines = linesOf(left, right, look.pages)
  const list = look.pages.memo(
    `compare ${JSON.stringify(subject)} ${only} ${columns} ${typeof lines === 'string' ? lines : ''}`,
    () => [
      ...section('Events', aligned(eventsOf(left), eventsOf(right)), columns, only),
      ...section('Traits', aligned(traitsOf(left), traitsOf(right)), columns, only),
      ...(lines === undefined
        ? []
        : typeof lines === 'string'
          ? [headed(`Lines: ${lines}`)]
          : section(
              `Lines${lines.about === '' ? '' : ` (${lines.about})`}`,
              lines.pairs.map((pair) => ({
                ...(pair.left === undefined ? {} : { left: lineItem(left.evidence, pair.left) }),
                ...(pair.right === undefined ? {} : { right: lineItem(right.evidence, pair.right) }),
              })),
              columns,
              only,
            )),
    ],
  )
  return {
    length: list.length,
    head: [
      pairLine(
        `${TYPE_WORDS[left.type]} ${left.label}`,
        `${TYPE_WORDS[right.type]} ${right.label}`,
        ' ',
        columns,
        'strong',
      ),
      pairLine(left.evidence, right.evidence, ' ', columns, 'faint'),
    ],
    row: (n) => list[n],
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < list.length; n += step) if (list[n]?.finding === '') return n
      return undefined
    },
    empty: 'Both carry the same.',
  }
}

const eventsOf = ({ events }: ArtifactWhole): readonly Item[] =>
  events.map((event) => ({
    name: `${event.kind} ${event.clock}`,
    value: `${event.nominal ?? ''} ${event.raw}`,
    shown: `${moment(event.nominal, event.zone)} ${event.kind} ${event.raw}`,
    opens: rawAt(event.evidence, event.locator, event.raw),
    time: event.nominal ?? undefined,
  }))

const traitsOf = ({ traits, evidence }: ArtifactWhole): readonly Item[] =>
  traits.map((trait) => ({
    name: trait.key,
    value: trait.value,
    shown: `${trait.key}: ${trait.value}`,
    opens: rawAt(evidence, trait.locator, trait.value),
  }))

const lineItem = (path: string, { text, offset }: RawLine): Item => ({
  name: '',
  value: text,
  shown: text,
  opens: rawAt(path, { type: 'bytes', offset, length: Math.max(1, text.length) }),
})

interface Pair {
  readonly left?: Item
  readonly right?: Item
}

/** Equal things meet first; of what is left, things of one name in their order. Cost grows linearly. */
export function aligned(left: readonly Item[], right: readonly Item[]): readonly Pair[] {
  const waiting = new Map<string, Item[]>()
  for (const item of right)
    waiting.set(`${item.name}\0${item.value}`, [...(waiting.get(`${item.name}\0${item.value}`) ?? []), item])
  const equal = new Map<Item, Item>()
  for (const item of left) {
    const twin = waiting.get(`${item.name}\0${item.value}`)?.shift()
    if (twin !== undefined) equal.set(item, twin)
  }
  const met = new Set(equal.values())
  const byName = Map.groupBy(
    right.filter((item) => !met.has(item)),
    ({ name }) => name,
  )
  const pairs: Pair[] = left.map((item) => {
    const twin = equal.get(item) ?? byName.get(item.name)?.shift()
    return twin === undefined ? { left: item } : { left: item, right: twin }
  })
  return [...pairs, ...[...byName.values()].flat().map((item) => ({ right: item }))]
}

const signOf = ({ left, right }: Pair): string =>
  left === undefined ? '>' : right === undefined ? '<' : left.value === right.value ? '=' : '≠'

const headed = (text: string): Row => ({ line: line(text, 'heading'), isHeading: true })

function section(title: string, pairs: readonly Pair[], columns: number, only: boolean): readonly Row[] {
  const differing = pairs.filter((pair) => signOf(pair) !== '=')
  const shown = only ? differing : pairs
  if (shown.length === 0) return []
  return [
    headed(`${title}: ${thousands(pairs.length - differing.length)} alike, ${thousands(differing.length)} differ`),
    ...shown.map((pair): Row => {
      const sign = signOf(pair)
      const opens = pair.left?.opens ?? pair.right?.opens
      return {
        line: pairLine(
          pair.left?.shown ?? '',
          pair.right?.shown ?? '',
          sign,
          columns,
          sign === '=' ? 'plain' : 'meant',
        ),
        ...(opens === undefined ? {} : { opens }),
        ...(sign === '=' ? {} : { finding: '' }),
        time: pair.left?.time ?? pair.right?.time,
        detail: (width) => [
          ...wrapped(`left  ${pair.left?.shown ?? 'carries nothing of the kind'}`, width),
          ...wrapped(`right ${pair.right?.shown ?? 'carries nothing of the kind'}`, width),
        ],
      }
    }),
    { line: EMPTY },
  ]
}

function pairLine(
  left: string,
  right: string,
  sign: string,
  columns: number,
  tone: 'plain' | 'strong' | 'faint' | 'meant',
): Line {
  const half = Math.floor((columns - 3) / 2)
  const text = tone === 'meant' ? 'plain' : tone
  return [span(cell(left, half), text), span(` ${sign} `, tone), span(cell(right, half), text)]
}

export default defineScreen({
  id: 'compare',
  title: 'Compare',
  key: '7',
  about: 'Two things side by side. = alike, ≠ differs, < only left, > only right.',
  needs: 'two things to compare',
  keys: [
    {
      id: 'differences',
      keys: ['d'],
      shown: 'd',
      does: 'only the differences, or everything',
      act: (state) => cycle(state, 'differences', 2),
    },
  ],
  rows,
})
