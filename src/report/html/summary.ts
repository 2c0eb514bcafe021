/** The first screen: what was examined and what was not, what was found, how sure, on which exhibits, and what that does not mean. */
import { EVIDENCE_STATUS, SAYS, atLeast } from '../../model.ts'
import type { Report, ReportedFinding } from '../contract.ts'
import { workSummary } from '../examiner-words.ts'
import {
  ABSENCE,
  FALLING,
  LEVEL_MEANS,
  NO_EXHIBIT_LIST,
  SAYS_MEANS,
  STATUS_MEANS,
  day,
  mismatch,
  plural,
  quotesContent,
  span,
  thousands,
} from '../words.ts'
import { levelWord } from './finding.ts'
import { strongestFirst } from '../groups.ts'
import { markup, raw, table, type Markup } from './markup.ts'

/** Lines that fit on the first screen; each list says how many more there are. */
const STRONGEST = 8
const INCOMPLETE = 4

export function summary(report: Report): Markup {
  const differing = (report.run.exhibits?.list ?? []).filter(({ state }) => state === 'differs')
  return markup`${differing.length > 0 && markup`<div class="alarm" role="alert">${differing.map((e) => markup`<p>${mismatch(e)}</p>`)}</div>`}
    <header>
      <p class="kicker">${report.tool.name} · report on dates and times</p>
      <h1>${title(report)}</h1>
      <p class="quiet">
        ${plural(report.totals.evidence, 'evidence file')}, ${plural(report.totals.artifacts, 'artifact')},
        ${plural(report.totals.events, 'event')},
        ${plural(report.totals.traits, 'trait')}${report.run.finished !== undefined && markup` · ${day(report.run.finished)}`}
        · rule set ${raw(report.tool.rules.slice(0, 16))}
      </p>
    </header>
    <section class="first">
      ${examined(report)} ${found(report)}
      ${meaning(report)}
    </section>`
}

function meaning(report: Report): Markup {
  const used = SAYS.toReversed().filter((says) => report.findings.some((f) => f.says === says))
  return markup`<div>
    <h2>How far this goes</h2>
    <p><b>${ABSENCE}</b></p>
    ${
      used.length > 0 &&
      markup`<p>Each finding says how strong its contradiction is: ${used.map((says, i) => markup`${i > 0 && '; '}<b>${says}</b>, ${SAYS_MEANS[says]}`)}.</p>`
    }
    ${workSummary(report).map((line) => markup`<p>${line}</p>`)}
    <p>${quotesContent(report)}</p>
    ${report.run.exhibits === undefined && markup`<p>${NO_EXHIBIT_LIST}</p>`}
  </div>`
}

/** The examined paths, or their number. */
function title(report: Report): string {
  const roots = [...new Set(report.evidence.map(({ root }) => root))]
  const [first, second] = roots
  if (first === undefined) return 'Nothing was examined'
  if (second === undefined) return `Examination of ${first}`
  return roots.length === 2 ? `Examination of ${first} and ${second}` : `Examination of ${plural(roots.length, 'file')}`
}

function examined({ coverage, evidence, run }: Report): Markup {
  const { counts, incomplete } = coverage.evidence
  const missing = (run.exhibits?.list ?? []).filter(({ state }) => state === 'not found')
  const exhibits = [...new Set(evidence.flatMap(({ exhibit }) => (exhibit === undefined ? [] : [exhibit])))]
  return markup`<div>
    <h2>What was examined</h2>
    <ul class="plain">
      ${EVIDENCE_STATUS.filter((status) => counts[status] > 0).map((status) => markup`<li><b class="number">${thousands(counts[status])}</b> ${STATUS_MEANS[status]}</li>`)}
    </ul>
    ${exhibits.length > 0 && markup`<p>Exhibits: ${exhibits.slice(0, 20).join(', ')}${exhibits.length > 20 && ` and ${exhibits.length - 20} more`}</p>`}
    ${missing.length > 0 && markup`<p>In the exhibit list, but not among the examined files: ${missing.map((e) => e.exhibit).join(', ')}</p>`}
    ${
      incomplete.length > 0 &&
      markup`<p>Not, or not wholly, examined:</p>
        <ul>
          ${incomplete.slice(0, INCOMPLETE).map((e) => markup`<li>${raw(e.path)} <span class="quiet">${STATUS_MEANS[e.status]}${e.reasons[0] !== undefined && `: ${e.reasons[0]}`}</span></li>`)}
        </ul>
        ${
          incomplete.length > INCOMPLETE &&
          markup`<p><a href="#coverage">and ${incomplete.length - INCOMPLETE} more, under Coverage</a></p>`
        }`
    }
  </div>`
}

function found(report: Report): Markup {
  const shown = strongestFirst(report.findings.filter(({ level }) => atLeast(level, 'low')))
  const exhibit = new Map(report.evidence.map((e) => [e.path, e.exhibit]))
  return markup`<div class="wide">
    <h2>What was found</h2>
    <p class="counts">
      ${FALLING.map((level) => markup`<span class="count">${levelWord(level)} <b class="number">${thousands(report.totals.findings[level])}</b></span> `)}
    </p>
    ${report.findings.length > 0 && markup`<p class="quiet">${LEVEL_MEANS}</p>`}
    ${
      shown.length === 0
        ? markup`<p>No finding of level low or above.</p>`
        : table(
            ['Level', 'Says', 'Finding', 'Exhibit, evidence', 'Claimed'],
            shown.slice(0, STRONGEST).map((f) => line(f, exhibit)),
            'strongest',
          )
    }
    ${shown.length > STRONGEST && markup`<p><a href="#findings">and ${thousands(shown.length - STRONGEST)} more, under Findings</a></p>`}
  </div>`
}

const line = (f: ReportedFinding, exhibit: ReadonlyMap<string, string | undefined>) => [
  levelWord(f.level),
  f.says,
  markup`<a href="#f-${f.id}">${f.title}</a><br /><span class="quiet">${f.artifact.label}</span>`,
  markup`${exhibit.get(f.evidence) !== undefined && markup`<b>${exhibit.get(f.evidence)}</b> `}${raw(f.evidence)}`,
  f.claimed === undefined ? '—' : span(f.claimed),
]
