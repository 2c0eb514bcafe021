/** The findings by evidence: whole proofs for the strongest, one line each for the rest, so that a page stays readable. */
import type { Report, ReportedFinding } from '../contract.ts'
import { dispositions } from '../examiner-words.ts'
import { BASE_RATE_MEANS, inManifest, plural, possible, span } from '../words.ts'
import { findingCard, levelWord } from './finding.ts'
import { byEvidence, strongestFirst, type Group } from '../groups.ts'
import { markup, raw, table, type Markup } from './markup.ts'

/** Proofs shown whole; a browser stays quick with this many pictures. */
const WHOLE = 400
/** Lines shown of one evidence's lesser findings. */
const LINES = 300

export function findings(report: Report): Markup {
  const groups = byEvidence(report)
  const whole = new Set(strongestFirst(groups.flatMap((group) => group.findings)).slice(0, WHOLE))
  return markup`<section id="findings">
    <h2>Findings</h2>
    ${
      groups.length === 0
        ? markup`<p>No constraint was found broken.</p>`
        : markup`<p>
            Each finding is a constraint that honest evidence satisfies and that this evidence breaks.
            ${BASE_RATE_MEANS}
          </p>`
    }
    ${groups.map((group) => section(group, whole))}
  </section>`
}

function section(group: Group, whole: ReadonlySet<ReportedFinding>): Markup {
  const cards = group.findings.filter((f) => whole.has(f))
  const rest = group.findings.filter((f) => !whole.has(f))
  return markup`<section class="evidence">
    <h3>${group.exhibit !== undefined && markup`Exhibit ${group.exhibit} · `}${raw(group.evidence)}${inManifest(group)}</h3>
    ${cards.map(findingCard)}
    ${
      rest.length > 0 &&
      markup`<details>
        <summary>${plural(rest.length, 'further finding')} in one line each</summary>
        ${lines(rest)}
      </details>`
    }
    ${
      group.informational.length > 0 &&
      markup`<details>
        <summary>${plural(group.informational.length, 'informational finding')}</summary>
        ${lines(group.informational)}
      </details>`
    }
  </section> `
}

function examiner(f: ReportedFinding): Markup | undefined {
  const said = [...dispositions(f), ...(f.tags ?? []).map((tag) => `tag ${tag}`)]
  return said.length === 0 ? undefined : markup`<br />Examiner: ${said.join('; ')}`
}

function lines(list: readonly ReportedFinding[]): Markup {
  return markup`${table(
    ['Level', 'Finding', 'Artifact', 'Claimed', 'Possible', 'Id'],
    list
      .slice(0, LINES)
      .map((f) => [
        levelWord(f.level),
        markup`<span id="f-${f.id}">${f.title}</span><br /><span class="quiet">${f.observed} ${f.inferred} Not shown: ${f.notShown}${(f.later ?? []).map((line) => ` ${line}`)}</span>${examiner(f)}`,
        f.artifact.label,
        f.claimed === undefined ? '—' : span(f.claimed),
        possible(f) ?? '—',
        raw(f.id),
      ]),
    'lines',
  )}${list.length > LINES && markup`<p>${plural(list.length - LINES, 'further line')} stand in the JSON report.</p>`}`
}
