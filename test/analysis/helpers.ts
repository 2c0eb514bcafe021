// Rules of one's own for the tests of the analysis, and the shipped ones.
import { mkdirSync, mkdtempSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { analyze } from '../../src/analysis/analyze.ts'
import { exampleCase } from '../../src/analysis/example-case.ts'
import type { Dating, Finding, RuleCoverage } from '../../src/analysis/finding.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import type { RuleSet } from '../../src/analysis/rule-set.ts'
import { vocabularyOf, type Vocabulary } from '../../src/analysis/vocabulary.ts'

export const RULES = join(import.meta.dirname, '../../rules')

/** Kinds and traits that the tests use, whatever the ingesters emit today. */
export const VOCABULARY: Vocabulary = {
  ...vocabularyOf([]),
  kinds: new Map([
    ...vocabularyOf([]).kinds,
    ['email.date', 'sender'],
    ['email.received', 'relay'],
    ['email.received.id-time', 'provider'],
    ['email.message-id.time', 'sender'],
    ['email.copy.saved', 'copy'],
    ['email.attachment.modified', 'copy'],
    ['archive.modified', 'archiver'],
    ['db.row.recorded', 'database'],
    ['db.session.login', 'database'],
    ['db.session.logout', 'database'],
    ['exif.original', 'camera'],
  ]),
  hasTrait: () => true,
}

export interface Analyzed {
  readonly findings: readonly Finding[]
  readonly coverage: readonly RuleCoverage[]
  readonly datings: readonly Dating[]
  readonly matches: readonly { readonly fact: string; readonly broken: string }[]
  readonly diagnostics: readonly string[]
}

/** Analyses items written in the notation of examples. */
export function analyzed(items: readonly ExampleEvent[], rules: RuleSet): Analyzed {
  const { db, close } = exampleCase(items, VOCABULARY)
  try {
    const { diagnostics } = analyze(db, rules)
    const bodies = (sql: string) =>
      db
        .prepare<[], { body: string }>(sql)
        .all()
        .map(({ body }): unknown => JSON.parse(body))
    return {
      findings: bodies('SELECT body FROM finding ORDER BY rule, id') as Finding[],
      coverage: bodies('SELECT body FROM coverage ORDER BY rule') as RuleCoverage[],
      datings: bodies('SELECT body FROM dating ORDER BY root, artifact') as Dating[],
      matches: db
        .prepare<[], { fact: string; broken: string }>('SELECT fact, broken FROM fact_match ORDER BY trait, fact')
        .all(),
      diagnostics,
    }
  } finally {
    close()
  }
}

/** A folder of rules from paths and texts; the shipped clocks unless given. */
export function ruleFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-rules-'))
  copyFileSync(join(RULES, 'clocks.yaml'), join(folder, 'clocks.yaml'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

export const rulesFrom = (files: Readonly<Record<string, string>>): Promise<RuleSet> =>
  loadRules([ruleFolder(files)], VOCABULARY)

/** A rule of so much metadata as every rule needs; `body` says the rest, and may say some again. */
export function ruleText(id: string, body: string, { says = 'inconsistent', level = 'high', more = '' } = {}): string {
  const dull = [
    `title: Rule ${id}`,
    `id: ${id}`,
    'status: test',
    'description: a test',
    'references: [a document]',
    'date: 2026-11-21',
    `says: ${says}`,
    `level: ${level}`,
    'examples: [{name: a, breaks: [{kind: email.date}]}, {name: b, holds: [{kind: email.date}]}]',
  ]
  const observed = more.includes('observed:') ? [] : ["observed: 'seen'"]
  const false_ = more.includes('falsepositives:') ? [] : ['falsepositives: [{id: fast-clock, text: a clock ran ahead}]']
  return [...dull, ...observed, ...false_, more, body, ''].join('\n')
}
