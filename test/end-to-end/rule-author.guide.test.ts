// "Your first rule in ten minutes": every command of the guide runs, in its order, and prints what the guide says it prints.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, MAIN, REPOSITORY } from './program.ts'

const folder = emptyFolder()
const guide = readFileSync(join(REPOSITORY, 'docs/first-rule.md'), 'utf8')
const steps = [...guide.matchAll(/```sh\n([^]*?)```\n\n```output\n([^]*?)```/g)].map(
  ([, commands = '', output = '']) => ({
    commands,
    output,
  }),
)

/** A line `…` stands for any lines, `…` inside a line for any text. */
function pattern(expected: string): RegExp {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const lines = expected.trimEnd().split('\n')
  return new RegExp(
    `^${lines.map((line) => (line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escape).join('[^\\n]*?')} *\\n`)).join('')}$`,
  )
}

describe('the guide', () => {
  test('has an output beside every command', () => {
    expect(steps.length).toBe(guide.match(/```sh/g)?.length)
    expect(steps.length).toBeGreaterThan(5)
  })

  test.each(steps)('$commands', ({ commands, output }) => {
    const program = `anachron() { "${process.execPath}" "${MAIN}" "$@"; }\n`
    const ran = spawnSync('bash', ['-e', '-c', program + commands], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TZ: 'America/Lima', NO_COLOR: '1' },
    })
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' })
    expect(ran.stdout).toMatch(pattern(output))
  })
})
