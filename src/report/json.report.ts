/** The report as JSON: the contract of `contract.ts`. Everything that is not printable ASCII-safe text is escaped, losslessly. */
import { jsonPieces } from './safe-text.ts'
import { defineReporter } from './reporter.ts'

export default defineReporter({
  id: 'json',
  title: 'JSON for programs (report.schema.json)',
  extension: 'json',
  *write({ report }) {
    yield* jsonPieces(report)
    yield '\n'
  },
})
