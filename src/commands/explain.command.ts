/** `anachron explain CASE FINDING`: the proof of one finding, step by step, with the raw evidence and where it stands. */
import { openCase } from '../case/open.ts'
import { reportedFinding } from '../report/assemble.ts'
import { proof } from '../report/proof.ts'
import { constraintOf } from './constraint-of.ts'
import { defineCommand, EXIT, UsageError } from './command.ts'
import { RULES_FLAG, loadKnowledge, ofCase } from './examination.ts'
import { oneFinding } from './one-finding.ts'

export default defineCommand({
  id: 'explain',
  usage: '<case> <finding>',
  summary: 'the proof of one finding, step by step, with the raw evidence',
  flags: [RULES_FLAG],
  examples: ['anachron explain ledger.anachron 3f2a', 'anachron explain ledger.anachron 3f2a90c1d4e5b677'],
  run: async ([file = '', id = ''], given, io) => {
    const rules = await loadKnowledge(given, io)
    const open = openCase(file, 'read')
    try {
      const finding = ofCase(open.db, () => reportedFinding(open.db, oneFinding(open.db, id)))
      if (finding === undefined) throw new UsageError(`${file}: finding ${id} went while it was read; ask again`)
      io.out(`${proof(finding, Math.min(io.columns, 120), constraintOf(rules, finding.rule)).join('\n')}\n`)
      return EXIT.ok
    } finally {
      open.close()
    }
  },
})
