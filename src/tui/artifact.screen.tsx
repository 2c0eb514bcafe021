/** Artifact: everything one mail, row or picture carries: findings, dating, events, traits, links; each opens the raw evidence or goes on. */
import type { ArtifactWhole } from '../case/browse/artifact.ts'
import { locatorText, type Locator } from '../model.ts'
import { readDating } from '../report/stored.ts'
import { TYPE_WORDS, day as dayOf, thousands, when } from '../report/words.ts'
import type { ReportedDating } from '../report/contract.ts'
import { EMPTY, cell, line, safe, span, wrapped, type Line } from './cells.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { at, go, say, type Place, type State, type Subject } from './state.ts'
import { LEVEL_LETTERS, LEVEL_WORDS, moment } from './words.ts'

/** The artifact that a place is about. */
export function wholeOf(place: Place, { pages }: Look): ArtifactWhole | undefined {
  return place.subject?.type === 'artifact' ? pages.artifact(place.subject) : undefined
}

export const rawAt = (
  path: string,
  locator: Locator,
  value?: string,
): { readonly screen: 'raw'; readonly subject: Subject } => ({
  screen: 'raw',
  subject: { type: 'raw', path, locator, ...(value === undefined ? {} : { value }) },
})

const LINKS = {
  contains: ['contains', 'lies in'],
  'attached-to': ['is attached to', 'has the attachment'],
  'copy-of': ['is a copy of', 'has the copy'],
  'replies-to': ['answers', 'is answered by'],
  names: ['names', 'is named by'],
  'part of': ['is part of', 'has the part'],
} as const

function rows(place: Place, look: Look): Rows {
  const whole = wholeOf(place, look)
  const columns = look.size.columns - 2
  const list =
    whole === undefined
      ? []
      : look.pages.memo(`artifact rows ${whole.root} ${whole.artifact} ${columns}`, () => rowsOf(whole, columns))
  return {
    length: list.length,
    head:
      whole === undefined
        ? []
        : [
            line(`${TYPE_WORDS[whole.type]} ${whole.label}`, 'strong'),
            line(`${locatorText(whole.locator)} of ${whole.evidence}`, 'faint'),
            line(`SHA-256 of that evidence ${whole.sha256 ?? 'unknown'}`, 'faint'),
          ],
    row: (n) => list[n],
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < list.length; n += step) if (list[n]?.finding !== undefined) return n
      return undefined
    },
    empty: 'Nothing was chosen. Open an artifact from the findings (1), the timeline (2) or the evidence (3).',
  }
}

const headingRow = (text: string): Row => ({ line: line(text, 'heading'), isHeading: true })
const blank: Row = { line: EMPTY }

function rowsOf(whole: ArtifactWhole, columns: number): readonly Row[] {
  const { events, traits, links, findings, more } = whole
  const own = { root: whole.root, artifact: whole.artifact }
  const section = (title: string, list: readonly Row[], left = 0): readonly Row[] =>
    list.length === 0
      ? []
      : [
          headingRow(title),
          ...list,
          ...(left === 0 ? [] : [{ line: line(`  and more; they are not shown`, 'faint') }]),
          blank,
        ]
  return [
    ...section(
      `Findings (${findings.length})`,
      findings.map((found) => ({
        line: [span(`  ${cell(LEVEL_WORDS[found.level], 9)}`, found.level), span(safe(found.title))],
        opens: { screen: 'proof', subject: { type: 'finding', id: found.id } },
        finding: found.id,
        rule: found.rule,
        artifact: own,
      })),
    ),
    ...section('Dating', datingRows(whole, columns)),
    ...section(
      `Events (${thousands(events.length)})`,
      events.map((event) => ({
        line: [
          span(`${event.isClaim ? '◆' : ' '} ${cell(moment(event.nominal, event.zone), 20)}`),
          span(` ${event.mark === undefined ? ' ' : LEVEL_LETTERS[event.mark]} `, event.mark ?? 'plain'),
          span(
            `${cell(event.kind, 26)} ${cell(`${event.clock}: ${event.writer}`, columns < 110 ? 16 : 34)} ${safe(event.raw)}`,
          ),
        ],
        opens: rawAt(event.evidence, event.locator, event.raw),
        copies: event.raw,
        time: event.nominal ?? undefined,
        artifact: own,
        event: { root: event.root, id: event.id },
        ...(event.mark === undefined ? {} : { finding: findings[0]?.id ?? '' }),
        detail: (width) => [
          ...wrapped(`“${event.raw}”`, width, 'strong'),
          ...wrapped(
            `${event.isClaim ? 'the claim; ' : ''}can mean ${moment(event.earliest)} to ${moment(event.latest)}; ${locatorText(event.locator)}; Enter opens the evidence there`,
            width,
            'faint',
          ),
        ],
      })),
      more.events,
    ),
    ...section(
      `Traits (${thousands(traits.length)})`,
      traits.map((trait) => ({
        line: [span(`  ${cell(trait.key, 36)} `), span(safe(trait.value))],
        opens: rawAt(whole.evidence, trait.locator, trait.value),
        copies: trait.value,
        artifact: own,
        detail: (width) => [
          ...wrapped(`“${trait.value}”`, width, 'strong'),
          ...wrapped(
            `${trait.key}; ${trait.writer === null ? 'of the artifact, or of this copy of it' : `written by ${trait.writer}`}; ${locatorText(trait.locator)}`,
            width,
            'faint',
          ),
        ],
      })),
      more.traits,
    ),
    ...section(
      `Links (${thousands(links.length)})`,
      links.map((link) => ({
        line: line(
          `  ${LINKS[link.kind][link.back ? 1 : 0]} ${TYPE_WORDS[link.type]} ${link.label} · ${link.evidence}`,
        ),
        opens: { screen: 'artifact', subject: { type: 'artifact', root: link.root, artifact: link.artifact } },
        artifact: { root: link.root, artifact: link.artifact },
      })),
      more.links,
    ),
    {
      line: line('Enter here opens the whole evidence as it stands.', 'faint'),
      opens: rawAt(whole.evidence, whole.locator),
    },
  ]
}

/** What the constraints leave possible, each bound with what it rests on. */
function datingRows(whole: ArtifactWhole, columns: number): readonly Row[] {
  if (whole.dating === null) return []
  return datingLines(readDating(whole.dating), columns).map((one) => ({ line: one }))
}

export function datingLines(dating: ReportedDating, columns: number): readonly Line[] {
  const bound = (
    title: string,
    one: { readonly at?: string | undefined; readonly proof: string; readonly dependsOn: readonly string[] },
  ) => [
    ...wrapped(`${title} ${one.at === undefined ? 'unbounded' : when(one.at)}`, columns, 'strong', '  '),
    ...wrapped(one.proof, columns, 'plain', '    '),
    ...wrapped(
      `depends on the text of: ${one.dependsOn.length === 0 ? 'nobody' : one.dependsOn.join(', ')}`,
      columns,
      'faint',
      '    ',
    ),
  ]
  const { conflict, claimedEra } = dating
  return [
    ...(dating.claimed === undefined
      ? []
      : wrapped(
          `claimed${dating.claimedBy === undefined ? '' : ` by ${dating.claimedBy}`}: ${dating.claimed.from === undefined ? '' : when(dating.claimed.from)}`,
          columns,
          'plain',
          '  ',
        )),
    ...(conflict === undefined
      ? dating.proof.flatMap((one) => bound(one.bound === 'notBefore' ? 'not before' : 'not after', one))
      : [
          ...wrapped('The bounds cross, so no dating is given. Both cannot be true:', columns, 'bad', '  '),
          ...conflict.flatMap((one) => bound('bound at', one)),
        ]),
    ...(claimedEra === undefined
      ? []
      : wrapped(
          `its forms belong to ${claimedEra.from === undefined ? '…' : dayOf(claimedEra.from)} to ${claimedEra.to === undefined ? '…' : dayOf(claimedEra.to)} (no bound)`,
          columns,
          'plain',
          '  ',
        )),
  ]
}

/** The next artifact of the same evidence, its rows from the top. */
function beside(state: State, look: Look, step: 1 | -1): State {
  const whole = wholeOf(state.place, look)
  const next = whole === undefined ? undefined : look.pages.neighbour(whole, step)
  return next === undefined
    ? say(state, step > 0 ? 'this is the last artifact of its evidence' : 'this is the first artifact of its evidence')
    : { ...state, place: { ...state.place, at: 0, subject: { type: 'artifact', ...next } } }
}

export default defineScreen({
  id: 'artifact',
  title: 'Artifact',
  key: '5',
  about:
    'Everything one thing carries. ◆ marks the event by which it says itself when it was made; C, H, M, L the level of a finding that names the event.',
  needs: 'an artifact',
  keys: [
    {
      id: 'next-artifact',
      keys: [']'],
      shown: ']',
      does: 'the next artifact of this evidence',
      act: (state, look) => beside(state, look, 1),
    },
    {
      id: 'artifact-before',
      keys: ['['],
      shown: '[',
      does: 'the one before',
      act: (state, look) => beside(state, look, -1),
    },
    {
      id: 'raw-here',
      keys: ['w'],
      shown: 'w',
      does: 'the evidence as it stands, at this artifact',
      act: (state, look) => {
        const whole = wholeOf(state.place, look)
        if (whole === undefined) return state
        const { screen, subject } = rawAt(whole.evidence, whole.locator)
        return go(state, at(screen, { subject }))
      },
    },
  ],
  rows,
})
