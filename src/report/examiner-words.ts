/** The examiner's work in words that every format shares. */
import type { Disposition } from '../case/notes.ts'
import type { Report, ReportedChange, ReportedFinding, ReportedWork } from './contract.ts'
import { plural, thousands, when } from './words.ts'

export const REMOVES_NOTHING = 'An examiner’s words stand beside a finding; they remove none and change no level.'

export const DISPOSITION_MEANS: Readonly<Record<Disposition, string>> = {
  confirmed: 'looked up in the evidence and found as stated',
  explained: 'an innocent cause is held to explain it',
  'false-alarm': 'held to be an error of the rule or of the program',
  open: 'not decided',
}

const NAMES: Readonly<Record<Disposition, string>> = {
  confirmed: 'confirmed',
  explained: 'explained',
  'false-alarm': 'false alarm',
  open: 'open',
}

type Said = NonNullable<ReportedFinding['disposition']>[number]

/** Oldest first; each with its meaning, the examiner's words, who and when. */
export const dispositions = ({ disposition }: Pick<ReportedFinding, 'disposition'>): readonly string[] =>
  (disposition ?? []).map(({ kind, text, by, at }: Said) => {
    const words = text === '' ? '' : `: ${text}`
    return `${NAMES[kind]} (${DISPOSITION_MEANS[kind]})${words} (${by}, ${when(at)})`
  })

/** The last word alone, short. */
export function lastDisposition({ disposition }: Pick<ReportedFinding, 'disposition'>): string | undefined {
  const last = disposition?.at(-1)
  if (last === undefined) return undefined
  return `${NAMES[last.kind]}${last.text === '' ? '' : `: ${last.text}`} (${last.by})`
}

/** Who judged an alternative, and what the analysis had said; undefined where nobody did. */
export function judgedBy({ judged }: ReportedFinding['alternatives'][number]): string | undefined {
  if (judged === undefined) return undefined
  const { by, at, analysis, analysisBecause } = judged
  return `judged by ${by}, ${when(at)}; the analysis said: ${analysis}${analysisBecause === undefined ? '' : `, ${analysisBecause}`}`
}

/** What a switched-off rule says in coverage. */
export const switchedOffLine = ({ by, at, because }: NonNullable<Rule['switchedOff']>): string =>
  `switched off for this case by ${by}, ${when(at)}: ${because}`
type Rule = Report['coverage']['rules'][number]

export const pendingLine = ({ rule, to, because }: ReportedWork['pending'][number]): string =>
  `Rule ${rule} was switched ${to} after the last analysis${because === undefined ? '' : ` (${because})`}; the findings here are those of before, anachron analyze makes them anew.`

/** How many findings are new, changed and gone; undefined where none is. */
export function changeLine(changes: readonly ReportedChange[]): string | undefined {
  const count = (what: ReportedChange['what']): number => changes.filter((one) => one.what === what).length
  const parts = (['new', 'changed', 'gone'] as const)
    .filter((what) => count(what) > 0)
    .map((what) => `${thousands(count(what))} ${what}`)
  return parts.length === 0 ? undefined : `Since the analysis before: ${parts.join(', ')}.`
}

/** What somebody worked on a finding that changed or is gone, a sentence each. */
export const workOnChange = (change: ReportedChange): readonly string[] => [
  ...dispositions(change),
  ...(change.alternatives ?? []).map(
    ({ id, state, because, by, at }) => `alternative ${id} ${state}: ${because} (${by}, ${when(at)})`,
  ),
  ...(change.tags === undefined ? [] : [`tags: ${change.tags.join(', ')}`]),
]

/** Findings that are gone though somebody worked on them. */
export const goneWithWork = (changes: readonly ReportedChange[]): readonly ReportedChange[] =>
  changes.filter((change) => change.now === undefined && workOnChange(change).length > 0)

/** One of them in a line. */
export const goneLine = (change: ReportedChange): string =>
  [
    `${change.title} (${change.id}, rule ${change.rule}) in ${change.evidence} is no longer found`,
    ...workOnChange(change),
  ].join('; ')

/** What has become of one finding. */
export function changeWords({ what, before, now, fields }: ReportedChange): string {
  if (what === 'new') return 'new'
  if (now === undefined) return what === 'gone' ? 'no longer found' : 'not found since an earlier analysis'
  const level = before === now || before === undefined ? '' : `level was ${before}; `
  return `${level}changed: ${fields.join(', ')}`
}

/** The first page: how much of this there is. */
export function workSummary(report: Report): readonly string[] {
  const worked = report.findings.filter(({ disposition }) => disposition !== undefined).length
  const off = report.coverage.rules.filter(({ switchedOff }) => switchedOff !== undefined)
  return [
    ...(worked === 0
      ? []
      : [`${plural(worked, 'finding bears', 'findings bear')} an examiner’s disposition. ${REMOVES_NOTHING}`]),
    ...(off.length === 0
      ? []
      : [`Switched off for this case: ${off.map(({ rule }) => rule).join(', ')}; Coverage says by whom and why.`]),
    ...(report.work?.pending ?? []).map(pendingLine),
  ]
}
