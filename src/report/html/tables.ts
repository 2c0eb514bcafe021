/** The tables behind the findings: datings, coverage, and the appendix with everything needed to do it again. */
import { EVIDENCE_STATUS } from '../../model.ts'
import type { Listed, Report, ReportedDating, ReportedExhibit } from '../contract.ts'
import { switchedOffLine } from '../examiner-words.ts'
import {
  ABSENCE,
  NO_EXHIBIT_LIST,
  STATUS_MEANS,
  inManifest,
  plural,
  span,
  thousands,
  tolerance,
  TYPE_WORDS,
  until,
  when,
} from '../words.ts'
import { terms } from './finding.ts'
import { markup, raw, table, type Markup } from './markup.ts'

/** Rows of one table; a page with more is of no use, and the JSON report has them all. */
const ROWS = 2_000

function longTable<T>(
  columns: readonly string[],
  rows: Listed<T>,
  row: (one: T) => readonly (Markup | string | number | undefined)[],
  kind: string,
): Markup {
  const shown: ReturnType<typeof row>[] = []
  for (const one of rows) {
    if (shown.length === ROWS) break
    shown.push(row(one))
  }
  return markup`${table(columns, shown, kind)}${rows.length > ROWS && markup`<p>${plural(rows.length - ROWS, 'further row')} stand in the JSON report.</p>`}`
}

export function datings(report: Report): Markup {
  return markup`<section id="datings">
    <h2>Datings</h2>
    <p>
      What the constraints leave possible for each artifact. A claimed time is never an anchor. A bound holds as far as
      the writers it depends on are believed.
    </p>
    ${
      report.datings.length === 0
        ? markup`<p>No artifact could be dated.</p>`
        : longTable(
            ['Artifact', 'Claimed', 'Not before', 'Not after', 'Depends on'],
            report.datings,
            datingRow,
            'datings',
          )
    }
  </section>`
}

function datingRow(d: ReportedDating) {
  const bound = (name: 'notBefore' | 'notAfter') => {
    const at = d[name]
    if (at === undefined) return '—'
    return markup`${name === 'notAfter' ? until(at) : when(at)}${d.proof.filter((p) => p.bound === name).map((p) => markup`<br /><span class="quiet">${p.proof}</span>`)}`
  }
  const conflict =
    d.conflict === undefined
      ? undefined
      : markup`<b>The bounds contradict each other</b>, so no dating is given:
          ${d.conflict.map((b) => b.proof).join('; ')}`
  return [
    markup`${TYPE_WORDS[d.artifact.type]} <b>${d.artifact.label}</b><br />${raw(d.evidence)}`,
    markup`${d.claimed === undefined ? '—' : span(d.claimed)}${d.claimedEra !== undefined && markup`<br /><span class="quiet">period of its forms: ${span(d.claimedEra)}</span>`}`,
    conflict ?? bound('notBefore'),
    conflict === undefined ? bound('notAfter') : '—',
    d.dependsOn.join(', '),
  ]
}

export function coverage(report: Report): Markup {
  const { counts, incomplete } = report.coverage.evidence
  const rules = report.coverage.rules.filter((one) => !isIdle(one))
  const idle = report.coverage.rules.filter(isIdle)
  return markup`<section id="coverage">
    <h2>Coverage</h2>
    <p>${EVIDENCE_STATUS.map((status) => `${STATUS_MEANS[status]}: ${thousands(counts[status])}`).join('; ')}.</p>
    ${
      incomplete.length > 0 &&
      longTable(
        ['Evidence', 'State', 'Reason'],
        incomplete,
        (e) => [
          raw(e.path),
          STATUS_MEANS[e.status],
          markup`${e.reasons.length === 0 ? 'none stated' : e.reasons.map((reason, i) => markup`${i > 0 && markup`<br />`}${reason}`)}${e.more > 0 && markup`<br />and ${thousands(e.more)} more`}`,
        ],
        'incomplete',
      )
    }
    <h3>Rules</h3>
    ${longTable(
      ['Rule', 'Says', 'Applied to', 'Broken', 'Not applied'],
      rules,
      (r) => [
        markup`${r.title} <br />${raw(r.rule)}`,
        r.says,
        markup`<span class="number">${thousands(r.applied)}</span>`,
        markup`<span class="number">${thousands(r.broken)}</span>`,
        markup`${r.switchedOff !== undefined && markup`<b>${switchedOffLine(r.switchedOff)}</b>`}${r.notApplied.map(({ n, why }, i) => markup`${i > 0 && markup`<br />`}${thousands(n)}: ${why}`)}`,
      ],
      'rules',
    )}
    ${
      idle.length > 0 &&
      markup`<h4>Nothing in this case to apply to: ${plural(idle.length, 'rule')}</h4>
        <ul class="idle">
          ${idle.map((r) => markup`<li>${r.title} <span class="quiet">${raw(r.rule)}, says ${r.says}</span></li>`)}
        </ul>`
    }
    <p><b>${ABSENCE}</b></p>
  </section>`
}

/** Its whole line would say that there was nothing. */
const isIdle = (r: Report['coverage']['rules'][number]): boolean =>
  r.applied === 0 && r.notApplied.length === 0 && r.switchedOff === undefined

export function appendix(report: Report): Markup {
  const { tool, run, log } = report
  return markup`<section id="appendix">
    <h2>Appendix</h2>
    <h3>Evidence</h3>
    ${longTable(
      ['Evidence', 'Exhibit', 'SHA-256', 'Bytes', 'Type', 'State'],
      report.evidence,
      (e) => [
        markup`${raw(e.path)}${inManifest(e)}`,
        e.exhibit ?? '—',
        e.sha256 === undefined ? '—' : raw(e.sha256),
        markup`<span class="number">${thousands(e.size)}</span>`,
        e.type,
        STATUS_MEANS[e.status],
      ],
      'all-evidence',
    )}
    <h3>Exhibit list</h3>
    ${
      run.exhibits === undefined
        ? markup`<p>${NO_EXHIBIT_LIST}</p>`
        : markup`<p>SHA-256 of the list: ${raw(run.exhibits.sha256)}</p>
            ${longTable(['Exhibit', 'Path', 'From', 'SHA-256 as received', 'Asserted'], run.exhibits.list, exhibitRow, 'exhibits')}`
    }
    <h3>Tolerances used</h3>
    <ul>
      ${[...new Set(report.findings.flatMap((f) => f.tolerances.map(tolerance)))].sort().map((text) => markup`<li>${text}</li>`)}
    </ul>
    <h3>Program and run</h3>
    ${terms([
      ['Program', `${tool.name} ${tool.version}${tool.commit === undefined ? '' : `, commit ${tool.commit}`}`],
      ['Rule set', raw(tool.rules)],
      ['Node.js', tool.node],
      ['ICU', tool.icu],
      ['Time zone data', tool.tzdata],
      ['Platform', tool.platform],
      ['Command', run.command],
      ['Options', options(run.options)],
      ['Started', run.started === undefined ? undefined : when(run.started)],
      ['Finished', run.finished === undefined ? undefined : when(run.finished)],
      [
        'Case log',
        `${plural(log.entries, 'entry', 'entries')}${log.lastHash === undefined ? '' : `, last hash ${log.lastHash}`}`,
      ],
    ])}
  </section>`
}

const options = (all: Report['run']['options']): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ')

const STATE: Readonly<Record<ReportedExhibit['state'], string>> = {
  matches: 'the examined file has this hash',
  differs: 'THE EXAMINED FILE HAS ANOTHER HASH',
  'no hash stated': 'no hash stated',
  'not found': 'not among the examined files',
}

const exhibitRow = (e: ReportedExhibit) => [
  markup`<b>${e.exhibit}</b>`,
  raw(e.path),
  [
    ...(e.producer === undefined ? [] : [`produced by ${e.producer}`]),
    ...(e.received === undefined
      ? []
      : [`received ${e.received.date}${e.received.manner === undefined ? '' : `, ${e.received.manner}`}`]),
    ...(e.medium === undefined ? [] : [e.medium === 'working-copy' ? 'working copy' : 'image of the original medium']),
    ...(e.independentlyAcquired === undefined
      ? []
      : [`acquired by ${e.independentlyAcquired.by}: ${e.independentlyAcquired.how}`]),
  ].join('; '),
  markup`${e.sha256 !== undefined && markup`${raw(e.sha256)}<br />`}${e.state === 'differs' ? markup`<b>${STATE[e.state]}</b>` : STATE[e.state]}${e.state === 'differs' && e.examinedSha256 !== undefined && markup`<br />${raw(e.examinedSha256)}`}`,
  markup`${(e.asserts ?? []).map((a, i) => markup`${i > 0 && markup`<br />`}“${a.claim}” (${a.kind === 'made' ? 'made' : 'untouched since'} ${a.from}${a.to !== undefined && ` to ${a.to}`}), ${a.by}, ${a.where}`)}`,
]
