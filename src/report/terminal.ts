/** What `scan` prints: the findings by evidence, coverage in three lines, and what their absence does not mean. */
import { EVIDENCE_STATUS, type EvidenceStatus } from '../model.ts'
import { inWords } from '../time/duration.ts'
import { micros } from '../time/instant.ts'
import { LEVEL_INKS, inked, type Colour } from './colours.ts'
import type { Report, ReportedFinding } from './contract.ts'
import { changeLine, goneLine, goneWithWork, lastDisposition, pendingLine } from './examiner-words.ts'
import { byEvidence, type Group } from './groups.ts'
import { terminal } from './safe-text.ts'
import { pad, wrap } from './width.ts'
import { ABSENCE, FALLING, inManifest, mismatch, plural, possible, span, thousands } from './words.ts'

/** Columns from 80 to 200 are used; colour only adds to the level's word. */
export interface TerminalLook {
  readonly columns: number
  readonly colour: Colour
}

const LEVEL = 13
/** Findings printed of one evidence; the report has them all. */
const SHOWN = 50

/** The table as lines without line ends. */
export function terminalReport(report: Report, look: TerminalLook): readonly string[] {
  const columns = Math.max(80, Math.min(200, Math.floor(look.columns)))
  const text = (line: string, indent = 0): readonly string[] =>
    wrap(terminal(line), columns - indent).map((part) => ' '.repeat(indent) + part)
  const differing = (report.run.exhibits?.list ?? []).filter(({ state }) => state === 'differs')
  return [
    ...differing.flatMap((exhibit) => text(mismatch(exhibit))),
    ...(differing.length > 0 ? [''] : []),
    ...byEvidence(report).flatMap((group) => [...groupLines(group, columns, look.colour), '']),
    ...workLines(report).flatMap((line) => text(line)),
    ...text(evidenceLine(report)),
    ...text(rulesLine(report)),
    ...text(foundLine(report)),
    ...text(ABSENCE),
  ]
}

function workLines({ work }: Report): readonly string[] {
  if (work === undefined) return []
  const changed = changeLine(work.changes)
  const gone = goneWithWork(work.changes)
  const more = gone.length - SHOWN
  return [
    ...(changed === undefined ? [] : [changed]),
    ...gone.slice(0, SHOWN).map(goneLine),
    ...(more > 0 ? [`${plural(more, 'further finding')} with an examiner’s work no longer found, in the report`] : []),
    ...work.pending.map(pendingLine),
    ...(work.bookmarks.length === 0 ? [] : [`${plural(work.bookmarks.length, 'bookmark')}, in the report.`]),
  ]
}

function groupLines(group: Group, columns: number, colour: Colour): readonly string[] {
  const heading = terminal(
    `${group.exhibit === undefined ? '' : `Exhibit ${group.exhibit}  `}${group.evidence}${inManifest(group)}`,
  )
  const more = group.findings.length - SHOWN
  return [
    ...wrap(heading, columns).map((line) => (colour === 'none' ? line : inked(line, { weight: [1] }, colour))),
    ...group.findings.slice(0, SHOWN).flatMap((finding) => findingLines(finding, columns, colour)),
    ...(more > 0 ? [`  ${plural(more, 'further finding')}, in the report`] : []),
    ...(group.informational.length > 0
      ? [`  ${pad('informational', LEVEL)}  ${plural(group.informational.length, 'finding')}`]
      : []),
  ]
}

function findingLines(finding: ReportedFinding, columns: number, colour: Colour): readonly string[] {
  const room = columns - LEVEL - 4
  const inside = ' '.repeat(LEVEL + 4)
  const level = pad(finding.level, LEVEL)
  const shown = colour === 'none' ? level : inked(level, LEVEL_INKS[finding.level], colour)
  const [first = '', ...rest] = wrap(terminal(`${finding.title} (${finding.says})`), room)
  return [
    `  ${shown}  ${first}`,
    ...[
      ...rest,
      ...wrap(terminal(`${finding.artifact.label} · ${finding.id}`), room),
      ...wrap(terminal(comparison(finding)), room),
      ...wrap(terminal(later(finding)), room),
      ...wrap(terminal(examiner(finding)), room),
    ]
      .filter((line) => line !== '')
      .map((line) => inside + line),
  ]
}

/** A finding may rest on dozens of facts: the first is named, the report names all. */
function later({ later: all = [] }: ReportedFinding): string {
  const [first] = all
  if (first === undefined) return ''
  return all.length === 1 ? first : `${first} The report names ${thousands(all.length - 1)} more.`
}

const examiner = (finding: ReportedFinding): string =>
  [
    ...(finding.disposition === undefined ? [] : [`examiner: ${lastDisposition(finding) ?? ''}`]),
    ...(finding.tags === undefined ? [] : [`tags: ${finding.tags.join(', ')}`]),
  ].join('; ')

function comparison(finding: ReportedFinding): string {
  const left = possible(finding)
  return [
    ...(finding.claimed === undefined ? [] : [`claimed ${span(finding.claimed)}`]),
    ...(left === undefined ? [] : [left]),
    ...(finding.excess === undefined ? [] : [`${inWords(micros(finding.excess))} beyond the tolerances`]),
    ...(finding.others === 0 ? [] : [`and ${plural(finding.others, 'more of the same', 'more of the same')}`]),
  ].join('; ')
}

const STATES: Readonly<Record<EvidenceStatus, string>> = {
  examined: 'examined',
  partly: 'partly',
  unknown: 'of unknown format',
  unreadable: 'not readable',
  'not-examined': 'not examined',
}

function evidenceLine({ coverage: { evidence }, totals }: Report): string {
  const states = EVIDENCE_STATUS.filter((status) => evidence.counts[status] > 0)
  const counts = states.map((status) => `${thousands(evidence.counts[status])} ${STATES[status]}`)
  return `Evidence ${thousands(totals.evidence)}: ${counts.length === 0 ? 'nothing examined' : counts.join(', ')}.`
}

function rulesLine({ coverage: { rules } }: Report): string {
  const applied = rules.filter((rule) => rule.applied > 0)
  const off = rules.filter((rule) => rule.switchedOff !== undefined).length
  const times = rules.reduce((sum, rule) => sum + rule.applied, 0)
  return `Rules ${rules.length}: ${applied.length} applied, ${plural(times, 'time')}; ${rules.length - applied.length - off} could not apply${off === 0 ? '' : `, ${off} switched off for this case`} (the report says why).`
}

function foundLine({ totals }: Report): string {
  const sum = FALLING.reduce((n, level) => n + totals.findings[level], 0)
  const some = FALLING.filter((level) => totals.findings[level] > 0)
  return `Findings ${thousands(sum)}: ${some.length === 0 ? 'none' : some.map((level) => `${thousands(totals.findings[level])} ${level}`).join(', ')}.`
}
