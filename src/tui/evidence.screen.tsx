/** Evidence: every file and what is packed in it, with hash, status and the reason where something was not read. */
import type { EvidenceRow } from '../case/browse/evidence.ts'
import { like } from '../case/browse/findings.ts'
import type { Level } from '../model.ts'
import { STATUS_MEANS, inManifest, thousands } from '../report/words.ts'
import { cell, cutStart, span, wrapped, type Line } from './cells.ts'
import type { Pages } from './pages.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import type { Place } from './state.ts'
import { bytes } from './words.ts'

const CHUNK = 64
/** Reasons shown of one evidence. */
const REASONS = 8

function rows(_: Place, { pages, size }: Look): Rows {
  const list = pages.evidence()
  const columns = size.columns - 2
  const rowAt = (n: number): EvidenceRow | undefined => {
    const chunk = Math.floor(n / CHUNK)
    return pages.memo(`tree ${chunk}`, () => list.rows(chunk * CHUNK, CHUNK))[n - chunk * CHUNK]
  }
  return {
    length: list.length,
    head: [[span(`  ${heading(columns)}`, 'heading')]],
    row: (n) => {
      const found = rowAt(n)
      return found === undefined ? undefined : evidenceRow(found, pages, columns)
    },
    find: (text, from, step) => list.find(like(text), from, step),
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < list.length; n += step) if ((rowAt(n)?.findings ?? 0) > 0) return n
      return undefined
    },
    empty: 'The case holds no evidence.',
  }
}

/** Widths besides the name: status, type, size, findings; the hash where there is room. */
const FINDINGS = 15
const hashWidth = (columns: number): number => (columns >= 170 ? 65 : columns >= 110 ? 17 : 0)
const nameWidth = (columns: number): number => columns - 14 - 9 - 10 - FINDINGS - hashWidth(columns)
const heading = (columns: number): string =>
  `${cell('evidence', nameWidth(columns))} ${cell('status', 12)} ${cell('type', 8)} ${cell('size', 9)} ${cell('findings', FINDINGS)}${hashWidth(columns) === 0 ? '' : ` ${cell('SHA-256', hashWidth(columns) - 1)}`}`

/** How many, and the strongest level among them. */
function findingsOf(n: number, strongest: Level): string {
  if (n === 0) return ''
  if (strongest === 'informational') return `${thousands(n)} inform.`
  return `${thousands(n)} ${n === 1 ? '' : 'to '}${strongest}`
}

function evidenceRow(found: EvidenceRow, pages: Pages, columns: number): Row {
  const first = pages.firstOf(found.root, found.id)
  const own = found.depth === 0 ? found.path : (found.path.split('/').at(-1) ?? found.path)
  // A path of forty digits tells nobody anything: the name on the device goes before it.
  const name = found.nameInBackup === null ? own : `${found.nameInBackup} · ${own}`
  const indent = found.depth === 0 ? '' : `${'  '.repeat(Math.min(12, found.depth - 1))}└ `
  const level: Level = found.level ?? 'informational'
  return {
    line: [
      span(
        cell(
          `${indent}${name}`,
          nameWidth(columns),
          found.depth === 0 && found.nameInBackup === null ? cutStart : undefined,
        ),
      ),
      span(` ${cell(found.status, 12)}`, found.status === 'examined' ? 'good' : 'bad'),
      span(` ${cell(found.type, 8)} ${cell(bytes(found.size), 9)} `),
      span(cell(findingsOf(found.findings, level), FINDINGS), found.findings === 0 ? 'plain' : level),
      ...(hashWidth(columns) === 0
        ? []
        : [span(` ${cell(found.sha256 ?? 'not hashed', hashWidth(columns) - 1)}`, 'faint')]),
    ],
    ...(first === undefined
      ? {}
      : { opens: { screen: 'artifact', subject: { type: 'artifact', ...first } }, artifact: first }),
    copies: found.sha256 ?? found.path,
    detail: (width) => detail(found, pages, width),
  }
}

function detail(found: EvidenceRow, pages: Pages, columns: number): readonly Line[] {
  const reasons = pages.evidence().problems(found, REASONS + 1)
  const lines = [...new Set([...(found.error === null ? [] : [found.error]), ...reasons])]
  return [
    ...wrapped(
      `${found.path}${inManifest({ nameInBackup: found.nameInBackup ?? undefined })}${found.exhibit === null ? '' : ` · exhibit ${found.exhibit}`}`,
      columns,
      'strong',
    ),
    ...wrapped(
      `SHA-256 ${found.sha256 ?? 'none: it could not be read'}; ${thousands(found.size)} bytes; ${found.type}; ${STATUS_MEANS[found.status]}`,
      columns,
    ),
    ...lines.slice(0, REASONS).flatMap((text) => wrapped(text, columns, 'bad')),
    ...(lines.length > REASONS ? wrapped('there are more reasons; the report lists them', columns, 'faint') : []),
  ]
}

export default defineScreen({
  id: 'evidence',
  title: 'Evidence',
  key: '3',
  about: 'Everything that was given, and what was packed in it. What could not be read says why.',
  keys: [],
  rows,
})
