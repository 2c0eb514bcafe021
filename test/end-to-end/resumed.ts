// What `scan` does, on several cases in one process, which loads the rules once: `EXHIBITS EVIDENCE CASE...`.
// Prints the JSON report of each case, a line each.
import { openCase } from '../../src/case/open.ts'
import { askedOf, examine, ingest, loadKnowledge, report } from '../../src/commands/examination.ts'
import type { Given, Io } from '../../src/commands/command.ts'

const [exhibits = '', evidence = '', ...cases] = process.argv.slice(2)
const given: Given = { exhibits, allTraits: true, reproducible: true }
const io: Io = {
  out: () => undefined,
  err: (text) => process.stderr.write(text),
  columns: 100,
  colour: 'none',
  progress: false,
  interactive: false,
  now: () => new Date(),
  who: 'examiner',
}
const rules = await loadKnowledge(given, io)
for (const file of cases) {
  const { db, close } = openCase(file, 'create')
  await ingest(db, [evidence], rules, askedOf(given), io)
  examine(db, rules, io)
  process.stdout.write(`${JSON.stringify(report(db, 'scan', given, io).report)}\n`)
  close()
}
