/** One finding as the report shows it: what it says, its picture, its proof, the alternatives, and what it rests on. */
import { locatorText, type Level } from '../../model.ts'
import { inWords } from '../../time/duration.ts'
import { micros } from '../../time/instant.ts'
import type { ReportedEvent, ReportedFact, ReportedFinding } from '../contract.ts'
import { dispositions, judgedBy } from '../examiner-words.ts'
import {
  SAYS_MEANS,
  TYPE_WORDS,
  baseRate,
  byState,
  clock,
  clockOf,
  excess,
  factWindow,
  inManifest,
  plural,
  moment,
  possible,
  range,
  span,
  thousands,
  writers,
} from '../words.ts'
import { markup, raw, table, type Markup } from './markup.ts'
import { picture } from './picture.ts'

export const levelWord = (level: Level): Markup => markup`<span class="level ${level}">${level}</span>`

/** The whole proof of a finding. */
export function findingCard(finding: ReportedFinding): Markup {
  return markup`<article class="finding ${finding.level}" id="f-${finding.id}">
    <h4>${levelWord(finding.level)} ${finding.title}</h4>
    <p class="where">
      ${TYPE_WORDS[finding.artifact.type]} <b>${finding.artifact.label}</b> in ${raw(finding.evidence)}${inManifest(finding)},
      ${locatorText(finding.locator)}${other(finding)}
    </p>
    ${terms([
      ['Says', markup`<b>${finding.says}</b>: ${SAYS_MEANS[finding.says]}`],
      [
        'Claimed',
        finding.claimed === undefined
          ? undefined
          : markup`${span(finding.claimed)}${finding.claimedBy !== undefined && markup` <span class="quiet">(by ${finding.claimedBy})</span>`}`,
      ],
      ['Possible', possible(finding)],
      ['Observed', finding.observed],
      ['Inferred', finding.inferred],
      ['Not shown', finding.notShown],
      [
        'When known',
        finding.later === undefined
          ? undefined
          : markup`${finding.later.map((line, i) => markup`${i > 0 && markup`<br />`}${line}`)}`,
      ],
      [
        'Examiner',
        finding.disposition === undefined
          ? undefined
          : markup`${dispositions(finding).map((line, i) => markup`${i > 0 && markup`<br />`}${line}`)}`,
      ],
      ['Tags', finding.tags?.join(', ')],
      ['Rests on', writers(finding).length === 0 ? undefined : writers(finding).join(', ')],
    ])}
    ${picture(finding)}
    <details open>
      <summary>Proof</summary>
      <ol class="events">
        ${finding.events.map(eventBlock)}
      </ol>
      ${arithmetic(finding)} ${facts(finding.facts)}
    </details>
    <details open>
      <summary>Alternatives: ${openCount(finding)}</summary>
      <ul class="alternatives">
        ${byState(finding.alternatives).map(
          (a) =>
            markup`<li>
              <span class="state">${a.state}</span>
              <span>${a.text}${a.because !== undefined && markup`: ${a.because}`}${a.locator !== undefined && markup` <span class="quiet">(${locatorText(a.locator)})</span>`}${judgedBy(a) !== undefined && markup` <span class="quiet">(${judgedBy(a)})</span>`}</span>
            </li> `,
        )}
      </ul>
    </details>
    <details>
      <summary>Base rate and references</summary>
      <h5>Base rate</h5>
      ${
        finding.baseline === undefined
          ? markup`<p>Not measured on genuine evidence.</p>`
          : markup`<ul>
              ${finding.baseline.map((b) => markup`<li>${baseRate(b)}</li>`)}
            </ul>`
      }
      <h5>References</h5>
      <ul>
        ${finding.references.map((reference) => markup`<li class="reference">${reference}</li>`)}
      </ul>
      <p class="quiet">Finding ${raw(finding.id)}, rule ${raw(finding.rule)}</p>
    </details>
  </article> `
}

type Term = readonly [name: string, meaning: Markup | string | undefined]

/** A list of terms without those that have no meaning. */
export const terms = (list: readonly Term[]): Markup =>
  markup`<dl>
    ${list.map(
      ([name, meaning]) =>
        meaning !== undefined &&
        markup`<div>
          <dt>${name}</dt>
          <dd>${meaning}</dd>
        </div> `,
    )}
  </dl>`

function other({ other: second }: ReportedFinding): Markup | undefined {
  if (second === undefined) return undefined
  return markup`; held against ${TYPE_WORDS[second.artifact.type]} <b>${second.artifact.label}</b> in
    ${raw(second.evidence)}, ${locatorText(second.locator)}`
}

/** One event: where it stands, its clock, its bytes and what they can mean. */
export function eventBlock(event: ReportedEvent): Markup {
  const meant = range(event)
  return markup`<li>
    <p><b>${event.role}</b> <span class="quiet">${event.kind} · ${clock(event)}</span></p>
    ${raw(event.raw)}
    <p class="quiet">${locatorText(event.locator)} of ${raw(event.evidence)}</p>
    <p>
      ${event.time === undefined ? 'Names no moment.' : markup`Read as ${moment(event)}${meant !== undefined && markup`; can mean ${meant}`}`}
    </p>
  </li> `
}

function arithmetic(finding: ReportedFinding): Markup {
  return markup`${
    finding.tolerances.length > 0 &&
    table(
      ['Clock', 'Usual tolerance', 'Extreme tolerance'],
      finding.tolerances.map((t) => [
        t.writer === undefined ? t.clock : clockOf(t),
        inWords(micros(t.usual)),
        inWords(micros(t.extreme)),
      ]),
      'small',
    )
  }${finding.excess !== undefined && markup`<p>${excess(finding.excess)}</p>`}${
    finding.others > 0 &&
    markup`<p>
      ${plural(finding.others, 'further pair or value', 'further pairs or values')} of the same group
      ${finding.others === 1 ? 'breaks' : 'break'} the constraint too; the worst is shown.
    </p>`
  }`
}

export function facts(list: readonly ReportedFact[]): Markup | undefined {
  if (list.length === 0) return undefined
  const rows = list.map((fact) => [
    markup`<b>${fact.title}</b><br />${raw(fact.id)}${pattern(fact)}${fact.note !== undefined && markup`<br /><span class="quiet">${fact.note}</span>`}`,
    markup`${raw(fact.value)}<br /><span class="quiet"
        >${fact.trait}, written by the ${fact.writtenBy}, ${locatorText(fact.locator)}</span
      >`,
    factWindow(fact),
    measured(fact),
    margin(fact),
    markup`${fact.collection}${fact.documented !== undefined && markup`${fact.collection !== undefined && markup`<br />`}${fact.documented.source}${fact.documented.standing === 'recalled' && ' (from general knowledge, unchecked)'}`}`,
  ])
  return markup`<h5>Facts</h5>
    ${table(['Fact', 'Value found', 'Window', 'Measured', 'Margin', 'Collection or source'], rows, 'facts')}`
}

function pattern({ equals, prefix, match, counter }: ReportedFact): Markup | undefined {
  const [word, value] =
    equals !== undefined
      ? ['equals', equals]
      : prefix !== undefined
        ? ['begins', prefix]
        : ['matches', match ?? counter?.match]
  return value === undefined ? undefined : markup`<br /><span class="quiet">${word} ${raw(value)}</span>`
}

function measured({ seen }: ReportedFact): Markup | string {
  if (seen === undefined) return 'not measured'
  const own = `n = ${thousands(seen.n)}, grade ${seen.grade}`
  return markup`${own}<br />edges: first ${seen.edge.first}, last ${seen.edge.last}<br />strays included:
    ${seen.anywhere[0]} to ${seen.anywhere[1] ?? 'the end'}<br />held out: ${thousands(seen.heldOut.outside)} of
    ${thousands(seen.heldOut.n)} outside`
}

const margin = ({ margin: m }: ReportedFact): string =>
  m === undefined ? 'of its family' : `unlikely ${m.unlikely}, cannot ${m.cannot}`

function openCount({ alternatives }: ReportedFinding): string {
  const count = (state: string) => alternatives.filter((a) => a.state === state).length
  return `${count('open')} open, ${count('not tested')} not tested, ${count('excluded')} excluded`
}
