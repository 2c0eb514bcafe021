/** Proof: one finding step by step: what stands there, what follows, what is not shown; each piece of evidence opens where it stands. */
import { locatorKey } from '../model.ts'
import { artifactAt, type ArtifactKey } from '../case/browse/artifact.ts'
import { findingByIdStart } from '../case/browse/findings.ts'
import { eventOfFinding, sequenceOf } from '../case/browse/sequence.ts'
import type { ReportedFinding } from '../report/contract.ts'
import { proof } from '../report/proof.ts'
import { readDating } from '../report/stored.ts'
import { byState } from '../report/words.ts'
import { datingLines, rawAt } from './artifact.screen.tsx'
import { EMPTY, line, plainText, span, wrapped, type Line } from './cells.ts'
import findings from './findings.screen.tsx'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { at, effect, go, say, type Place, type State } from './state.ts'

/** The finding that a place is about. */
export function findingOf(place: Place, { pages }: Look): ReportedFinding | undefined {
  return place.subject?.type === 'finding' ? pages.finding(place.subject.id) : undefined
}

function rows(place: Place, look: Look): Rows {
  const finding = findingOf(place, look)
  const columns = look.size.columns - 2
  const list =
    finding === undefined ? [] : look.pages.memo(`proof ${finding.id} ${columns}`, () => rowsOf(finding, columns, look))
  return {
    length: list.length,
    head: [],
    isPlain: true,
    row: (n) => list[n],
    empty: 'Nothing was chosen. Open a finding with Enter in the findings (1).',
  }
}

/** The reports' own proof, its steps made to open the evidence behind them; then the examiner's words and what the dating rests on. */
function rowsOf(finding: ReportedFinding, columns: number, look: Look): readonly Row[] {
  const { pages } = look
  const lines = proof(finding, columns, pages.given.constraint?.(finding.rule))
  const own = findingByIdStart(pages.db, finding.id)
  const artifact = own === undefined ? undefined : { root: own.root, artifact: own.artifact }
  const other =
    finding.other === undefined
      ? undefined
      : artifactAt(pages.db, finding.other.evidence, locatorKey(finding.other.locator))
  const steps = opened(lines, finding).map((row): Row => ({
    ...row,
    finding: finding.id,
    rule: finding.rule,
    ...(artifact === undefined ? {} : { artifact }),
  }))
  // The ways on stand under the heading, where they are seen without paging.
  const top = steps.findIndex(({ line: one }) => plainText(one).trim() === '')
  return [
    ...steps.slice(0, top),
    ...orderRows(finding.id, look),
    ...goingOn(artifact, other),
    ...steps.slice(top),
    ...saidRows(finding, columns, look),
    ...(artifact === undefined ? [] : datingRows(artifact, columns, look)),
  ]
}

/** Gives each line what it opens, by the section it stands in; the sections are those of `report/proof.ts`. */
function opened(lines: readonly string[], finding: ReportedFinding): readonly Row[] {
  let section = ''
  let number = -1
  const alternatives = byState(finding.alternatives)
  return lines.map((text): Row => {
    if (text !== '' && !text.startsWith(' ') && section !== '') number = -1
    const isHeading = text !== '' && !text.startsWith(' ') && SECTIONS.includes(text)
    if (isHeading) section = text
    const begins = /^ {2}\S/.test(text)
    if (section === 'The evidence') {
      const found = /^ {2}(\d+)\. /.exec(text)
      if (found !== null) number = Number(found[1]) - 1
      const event = finding.events[number]
      if (event !== undefined && !isHeading)
        return { line: shown(text, begins), opens: rawAt(event.evidence, event.locator, event.raw), copies: event.raw }
    }
    if (section === 'The facts') {
      if (begins) number++
      const fact = finding.facts[number]
      if (fact !== undefined && !isHeading)
        return {
          line: shown(text, begins),
          opens: rawAt(finding.evidence, fact.locator, fact.value),
          copies: fact.value,
        }
    }
    if (section === 'Other explanations' && !isHeading) {
      if (/^ {2}(?:open|not tested|excluded): /.test(text)) number++
      const alternative = alternatives[number]
      if (alternative !== undefined) {
        const opens = alternative.locator === undefined ? undefined : rawAt(finding.evidence, alternative.locator)
        return {
          line: shown(text, begins && opens !== undefined),
          alternative: alternative.id,
          ...(opens === undefined ? {} : { opens }),
        }
      }
    }
    if (section === '' && text.startsWith('in '))
      return { line: [span(text)], opens: rawAt(finding.evidence, finding.locator) }
    return {
      line: isHeading
        ? [span(text, 'heading')]
        : [span(text, section === '' && text.startsWith(finding.level) ? finding.level : 'plain')],
      isHeading,
    }
  })
}

const SECTIONS = [
  'What stands there',
  'What follows',
  'What is not shown',
  'On whose text it rests',
  'The evidence',
  'The facts',
  'The arithmetic',
  'Other explanations',
  'How often genuine evidence shows it',
  'References',
  'Examiner',
]

/** The first line of a piece that opens bears an arrow. */
const shown = (text: string, begins: boolean): Line => (begins ? [span(`→${text.slice(1)}`)] : [span(text)])

function saidRows(finding: ReportedFinding, columns: number, { pages }: Look): readonly Row[] {
  const work = pages.given.work?.of(finding.id)
  if (work === undefined) return []
  const lines = [
    ...work.dispositions.map(
      ({ state, note, who, at: time }) => `${state}${note === '' ? '' : `: ${note}`} (${who}, ${time})`,
    ),
    ...work.alternatives.map(
      ({ alternative, state, because, who, at: time }) =>
        `alternative ${alternative} ${state}: ${because} (${who}, ${time})`,
    ),
    ...work.tags.map(({ tag, who }) => `tag ${tag} (${who})`),
  ]
  if (lines.length === 0) return []
  return [
    { line: EMPTY },
    { line: line('Noted by the examiner', 'heading'), isHeading: true },
    ...lines
      .flatMap((text) => wrapped(text, columns, 'plain', '  '))
      .map((one) => ({ line: one, finding: finding.id })),
  ]
}

function datingRows(key: ArtifactKey, columns: number, { pages }: Look): readonly Row[] {
  const body = pages.artifact(key)?.dating
  if (body === null || body === undefined) return []
  return [
    { line: EMPTY },
    { line: line('What the constraints leave possible for this artifact', 'heading'), isHeading: true },
    ...datingLines(readDating(body), columns).map((one) => ({ line: one })),
  ]
}

/** Where the finding's row or hop stands among those that were written before and after it. */
function orderRows(finding: string, { pages }: Look): readonly Row[] {
  const event = eventOfFinding(pages.db, finding)
  const key = event === undefined ? undefined : sequenceOf(pages.db, event)
  if (event === undefined || key === undefined) return []
  return [
    {
      line: line('→ the order in which it was written, with what stands before and after it (S)'),
      opens: { screen: 'order', subject: { type: 'sequence', ...key, event: event.id } },
      finding,
    },
  ]
}

function goingOn(artifact: ArtifactKey | undefined, other: ArtifactKey | undefined): readonly Row[] {
  return [
    ...(artifact === undefined
      ? []
      : [
          {
            line: line('→ everything this artifact carries'),
            opens: { screen: 'artifact', subject: { type: 'artifact', ...artifact } as const },
            artifact,
          },
        ]),
    ...(artifact === undefined || other === undefined
      ? []
      : [
          {
            line: line('→ the other artifact'),
            opens: { screen: 'artifact', subject: { type: 'artifact', ...other } as const },
            artifact: other,
          },
          {
            line: line('→ both side by side'),
            opens: { screen: 'compare', subject: { type: 'pair', left: artifact, right: other } as const },
          },
        ]),
  ]
}

/** The finding before or behind this one in the list it was opened from. */
function neighbour(state: State, look: Look, step: 1 | -1): State {
  const list = state.kept['findings'] ?? at('findings')
  const all = findings.rows(list, look)
  const to = all.anomaly?.(list.at, step)
  const row = to === undefined ? undefined : all.row(to)
  if (to === undefined || row?.opens?.subject === undefined)
    return say(state, step > 0 ? 'this is the last finding of the list' : 'this is the first finding of the list')
  const kept = { ...list, at: to }
  return {
    ...state,
    place: at('proof', { subject: row.opens.subject }),
    kept: { ...state.kept, findings: kept },
    back: state.back.map((place) => (place.screen === 'findings' ? kept : place)),
  }
}

/** The alternative under the cursor. */
function judge(state: State, look: Look, judged: 'excluded' | 'open', because: string): State {
  const finding = findingOf(state.place, look)
  const alternative = rows(state.place, look).row(state.place.at)?.alternative
  if (finding === undefined || alternative === undefined)
    return say(state, 'put the cursor on one of the other explanations first')
  return effect(state, {
    type: 'work',
    does: { type: 'judge', finding: finding.id, alternative, state: judged, because },
  })
}

export default defineScreen({
  id: 'proof',
  title: 'Proof',
  key: '6',
  about: 'Why the finding holds, to be followed with paper and pencil. → opens the evidence where it stands.',
  needs: 'a finding',
  keys: [
    {
      id: 'next-finding',
      keys: [']'],
      shown: ']',
      does: 'the next finding of the list',
      act: (state, look) => neighbour(state, look, 1),
    },
    {
      id: 'finding-before',
      keys: ['['],
      shown: '[',
      does: 'the one before',
      act: (state, look) => neighbour(state, look, -1),
    },
    {
      id: 'exclude',
      keys: ['X'],
      shown: 'X',
      does: 'mark the explanation under the cursor excluded, with the reason',
      asks: 'Why is this explanation excluded',
      act: (state, look, because) => judge(state, look, 'excluded', because),
    },
    {
      id: 'reopen',
      keys: ['O'],
      shown: 'O',
      does: 'mark the explanation under the cursor open, with the reason',
      asks: 'Why is this explanation open',
      act: (state, look, because) => judge(state, look, 'open', because),
    },
    {
      id: 'to-artifact',
      keys: ['a'],
      shown: 'a',
      does: 'everything the artifact carries',
      act: (state, look) => {
        const own = rows(state.place, look).row(state.place.at)?.artifact
        return own === undefined ? state : go(state, at('artifact', { subject: { type: 'artifact', ...own } }))
      },
    },
  ],
  rows,
})
