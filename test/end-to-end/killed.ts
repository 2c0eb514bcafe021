// A scan that kills itself (SIGKILL) at a known point: `CASE EXHIBITS KIND POINT EVIDENCE`, KIND being commit, file or analysis.
// Point 0: it runs to its end and prints how many points of each kind there are.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [path = '', list = '', kind = '', at = '', evidence = ''] = process.argv.slice(2)
const passed = { commit: 0, file: 0, analysis: 0 }

function pass(what: keyof typeof passed): void {
  passed[what]++
  if (what === kind && passed[what] === Number(at)) process.kill(process.pid, 'SIGKILL')
}

/** Calls `before`, then the function: what the program imports from node:fs afterwards goes through it. */
const counted = <A extends readonly unknown[], R>(call: (...args: A) => R): ((...args: A) => R) => {
  return (...args) => {
    pass('file')
    return call(...args)
  }
}
Object.assign(fs, {
  openSync: counted(fs.openSync),
  closeSync: counted(fs.closeSync),
  readSync: counted(fs.readSync),
  writeSync: counted(fs.writeSync),
  rmSync: counted(fs.rmSync),
  mkdtempSync: counted(fs.mkdtempSync),
  readdirSync: counted(fs.readdirSync),
  lstatSync: counted(fs.lstatSync),
})
syncBuiltinESMExports()

const { fill } = await import('../../src/case/fill.ts')
const { openCase } = await import('../../src/case/open.ts')
const { loadExhibits } = await import('../../src/evidence/exhibit-list.ts')
const { profileFilesOf } = await import('../../src/ingest/database/load-profiles.ts')
const { DEFAULT_LIMITS } = await import('../../src/evidence/limits.ts')
const { RULES_FOLDER } = await import('../../src/commands/package.ts')

const { db } = openCase(path, 'create')
await fill({
  db,
  paths: [evidence],
  exhibits: loadExhibits(list),
  limits: DEFAULT_LIMITS,
  wanted: 'all',
  profiles: profileFilesOf([RULES_FOLDER]),
  // File operations are counted in this thread only.
  workers: kind === 'file' || at === '0' ? 0 : 2,
  writer: { bounds: { rows: 1, milliseconds: 1e9 }, afterCommit: () => pass('commit') },
})
const files = passed.file
if (kind === 'analysis') {
  const { analyze } = await import('../../src/analysis/analyze.ts')
  const { loadRules } = await import('../../src/analysis/load-rules.ts')
  const { vocabularyOf } = await import('../../src/analysis/vocabulary.ts')
  const { ingesters } = await import('../../src/ingest/index.generated.ts')
  analyze(db, await loadRules([RULES_FOLDER], vocabularyOf(ingesters)), { progress: () => pass('analysis') })
}
process.stdout.write(JSON.stringify({ ...passed, file: files }))
