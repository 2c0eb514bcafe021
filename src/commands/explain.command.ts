/** `anachron explain CASE FINDING`: the proof of one finding, step by step, with the raw evidence and where it stands. */
import { openCase } from '../case/open.ts'
import { proof } from '../report/proof.ts'
import { defineCommand, EXIT, UsageError } from './command.ts'
import { report } from './examination.ts'

export default defineCommand({
  id: 'explain',
  usage: '<case> <finding>',
  summary: 'the proof of one finding, step by step, with the raw evidence',
  flags: [],
  examples: ['anachron explain ledger.anachron 3f2a', 'anachron explain ledger.anachron 3f2a90c1d4e5b677'],
  run: ([file = '', id = ''], given, io) => {
    const open = openCase(file, 'read')
    try {
      const found = report(open.db, 'explain', given, io).report.findings.filter((finding) =>
        finding.id.startsWith(id.toLowerCase()),
      )
      const [only, second] = found
      if (only === undefined)
        throw new UsageError(`${file}: no finding begins with ${id}; the report and anachron tui list them`)
      if (second !== undefined)
        throw new UsageError(
          `${file}: ${found.length} findings begin with ${id}; give more of the id, for example ${only.id}`,
        )
      io.out(`${proof(only, Math.min(io.columns, 120)).join('\n')}\n`)
      return Promise.resolve(EXIT.ok)
    } finally {
      open.close()
    }
  },
})
