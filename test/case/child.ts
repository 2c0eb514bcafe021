/** Fills a case in a process of its own, which kills itself (SIGKILL) after a given commit: `CASE COMMIT WORKERS PATH`. */
import { fill } from '../../src/case/fill.ts'
import { openCase } from '../../src/case/open.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { FAKE_INGESTERS } from '../ingest/fake.ts'

const [path = '', at = '', workers = '', evidence = ''] = process.argv.slice(2)
const { db } = openCase(path, 'create')
await fill({
  db,
  paths: [evidence],
  exhibits: [],
  limits: DEFAULT_LIMITS,
  wanted: 'all',
  workers: Number(workers),
  ingesters: FAKE_INGESTERS,
  writer: {
    bounds: { rows: 400, milliseconds: 1e9 },
    afterCommit: (number) => {
      if (number === Number(at)) process.kill(process.pid, 'SIGKILL')
    },
  },
})
process.stdout.write('whole')
