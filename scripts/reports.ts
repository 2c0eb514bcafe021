// `npm run reports`: the reports of all samples, byte for byte reproducible. `--check` fails when a committed one differs.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const stories = [
  'disputed-ledger',
  ...readdirSync(join(root, 'samples/honest-twins'))
    .sort()
    .map((name) => `honest-twins/${name}`),
]
let differs = 0

for (const story of stories) {
  const evidence = `samples/${story}`
  const folder = mkdtempSync(join(tmpdir(), 'anachron-reports-'))
  const exhibits = existsSync(join(root, evidence, 'exhibits.yaml')) ? ['--exhibits', `${evidence}/exhibits.yaml`] : []
  const run = spawnSync(
    process.execPath,
    ['dist/src/main.js', 'scan', evidence, ...exhibits, '--report', folder, '--reproducible'],
    { cwd: root, encoding: 'utf8' },
  )
  if (run.status !== 0) {
    console.error(`${story}: ${run.stderr}`)
    process.exit(1)
  }
  for (const file of ['report.html', 'report.json'])
    put(join('reports', story, file), readFileSync(join(folder, file), 'utf8'))
  rmSync(folder, { recursive: true })
}
if (check && differs > 0) process.exit(1)

/** The folder of the report is an option of the run: it is written as `npm start` gives it. */
function put(file: string, text: string): void {
  const path = join(root, file)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  differs++
  if (check) console.error(`differs: ${file} (run npm run reports)`)
  else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
