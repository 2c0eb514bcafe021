// Builds the samples, byte for byte the same every time: `npm run samples`. `--check` fails when a committed file differs.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// ZIP holds local time; the samples' machine runs in UTC.
process.env['TZ'] = 'UTC'
const { disputedLedger } = await import('./stories/disputed-ledger.ts')
const { honestTwins } = await import('./stories/honest-twins.ts')

const check = process.argv.includes('--check')
let differs = 0

for (const story of [disputedLedger, ...honestTwins]) {
  const sha256 = (file: string): string =>
    createHash('sha256')
      .update(story.files[file] ?? '')
      .digest('hex')
  for (const [file, bytes] of Object.entries(story.files)) put(join(story.name, file), Buffer.from(bytes))
  if (story.exhibits !== undefined) {
    put(
      join(story.name, 'exhibits.yaml'),
      Buffer.from(story.exhibits.replace(/\{sha256:([^}]+)\}/g, (_, file: string) => sha256(file))),
    )
  }
  put(
    join(story.name, 'expected.json'),
    Buffer.from(`${JSON.stringify({ about: story.about, mustFind: story.mustFind }, null, 2)}\n`),
  )
}
if (check && differs > 0) process.exit(1)

function put(file: string, bytes: Buffer): void {
  const path = join(import.meta.dirname, file)
  if (existsSync(path) && readFileSync(path).equals(bytes)) return
  differs++
  if (check) console.error(`differs: samples/${file} (run npm run samples)`)
  else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
}
