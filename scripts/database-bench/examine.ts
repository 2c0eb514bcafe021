// Examines databases with the real program, in process: ingest, analysis, findings and datings, by file.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { analyze } from '../../src/analysis/analyze.ts'
import type { Dating, Finding } from '../../src/analysis/finding.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { wantedKeys } from '../../src/analysis/wanted.ts'
import { fill } from '../../src/case/fill.ts'
import { memoryCase } from '../../src/case/open.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'

const RULES = join(import.meta.dirname, '../../rules')
const OWN = join(import.meta.dirname, 'rules')
const rules = await loadRules([RULES, OWN], vocabularyOf(ingesters))
if (rules.problems.length > 0) throw new Error(JSON.stringify(rules.problems))

export interface Examined {
  readonly findings: readonly Finding[]
  readonly datings: readonly Dating[]
}

/** Examines one evidence: files by name, all in one folder. */
export async function examine(files: Readonly<Record<string, Uint8Array>>): Promise<Examined> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), bytes)
    }
    return await examineFolder(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Examines what lies in a folder. */
export async function examineFolder(folder: string): Promise<Examined> {
  const { db, close } = memoryCase()
  try {
    const wanted = { keys: wantedKeys(rules), prefixes: [] }
    await fill({
      db,
      paths: [folder],
      exhibits: [],
      limits: DEFAULT_LIMITS,
      wanted,
      workers: 0,
      profiles: rules.profileFiles,
    })
    const { diagnostics } = analyze(db, rules)
    if (diagnostics.length > 0) throw new Error(diagnostics.join('; '))
    const bodies = <T>(sql: string): T[] =>
      db
        .prepare<[], string>(sql)
        .pluck()
        .all()
        .map((body) => JSON.parse(body) as T)
    return {
      findings: bodies<Finding>('SELECT body FROM finding ORDER BY rule, id'),
      datings: bodies<Dating>('SELECT body FROM dating ORDER BY root, artifact'),
    }
  } finally {
    close()
  }
}

/** The bytes of a file of the corpus. */
export const bytesOf = (path: string): Buffer => readFileSync(path)
