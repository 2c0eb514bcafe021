// `npm start`: examines the disputed ledger, writes its report, and says what to type next.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const evidence = 'samples/disputed-ledger'
const report = 'reports/disputed-ledger'
const file = `${report}/case.anachron`

// A case that is there would be continued; the newcomer sees a first run.
for (const suffix of ['', '-wal', '-shm']) rmSync(join(root, file + suffix), { force: true })
const run = spawnSync(
  process.execPath,
  [
    'dist/src/main.js',
    'scan',
    evidence,
    '--exhibits',
    `${evidence}/exhibits.yaml`,
    '--report',
    report,
    '--reproducible',
  ],
  { cwd: root, stdio: 'inherit' },
)
if (run.status !== 0) process.exit(run.status ?? 1)

interface Report {
  readonly findings: readonly { readonly id: string; readonly level: string; readonly title: string }[]
}
const { findings } = JSON.parse(readFileSync(join(root, report, 'report.json'), 'utf8')) as Report
const first = ['critical', 'high', 'medium', 'low'].flatMap((level) =>
  findings.filter((finding) => finding.level === level),
)[0]
console.log(`
Next:
  look through the findings      npm run -s anachron -- tui ${file}
  follow the first proof         npm run -s anachron -- explain ${file} ${first?.id ?? 'ID'}
  read the report                open ${report}/report.html in a browser
  examine files of your own      npm run -s anachron -- scan YOUR-FOLDER`)
