/** Opens a case for writing again and again, and counts how often it was not alone: `CASE TIMES`. */
import { rmSync, writeFileSync } from 'node:fs'
import { openCase } from '../../src/case/open.ts'
import { CaseProblem } from '../../src/case/problem.ts'

const [path = '', times = ''] = process.argv.slice(2)
let held = 0
let together = 0
for (let n = 0; n < Number(times); n++) {
  try {
    const open = openCase(path, 'write')
    held++
    try {
      writeFileSync(`${path}-mark`, '', { flag: 'wx' })
      rmSync(`${path}-mark`)
    } catch {
      together++
    }
    open.close()
  } catch (error) {
    if (!(error instanceof CaseProblem)) throw error
  }
}
process.stdout.write(JSON.stringify({ held, together }))
