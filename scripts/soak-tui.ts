// `npm run soak:tui [KEYS] [SEED]`: seeded random keys, clicks and turns of the wheel through a real pseudo-terminal, at three sizes: the program
// goes on answering, and `Esc` and `q` still lead out. Ends with the keys before the last answer where it does not.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../samples/make/random.ts'
import { generateCase } from './generate-case.ts'
import { soak } from './soak.ts'

if (spawnSync('script', ['--version']).status !== 0) {
  console.log('soak:tui: left out, because there is no util-linux `script` here to give a pseudo-terminal')
  process.exit(0)
}
const keys = Number(process.argv[2] ?? 5_000)
const seed = Number(process.argv[3] ?? 20_191_204)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'anachron-soak-tui-'))
try {
  const file = join(folder, 'soak.anachron')
  generateCase(file, 3_000, 90)
  for (const size of [
    { columns: 80, rows: 24 },
    { columns: 160, rows: 50 },
    { columns: 300, rows: 100 },
  ]) {
    const { frames } = await soak(join(root, 'dist/src/main.js'), file, folder, size, Math.ceil(keys / 3), seeded(seed))
    console.log(
      `${size.columns}×${size.rows}: ${Math.ceil(keys / 3)} keys of seed ${seed}, ${frames} frames drawn, left by Esc and q`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
