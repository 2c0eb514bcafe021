// The samples hold what they promise: every finding of medium or above that a story must have, and no other; the twins have none.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { atLeast } from '../src/model.ts'
import { reportSchema } from '../src/report/contract.ts'
import type { Expected } from '../samples/make/story.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'anachron-samples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stories = [
  'disputed-ledger',
  ...readdirSync(join(root, 'samples/honest-twins'))
    .sort()
    .map((name) => `honest-twins/${name}`),
]

describe('the samples', () => {
  test.each(stories)('%s', (story) => {
    const evidence = join(root, 'samples', story)
    const { mustFind } = JSON.parse(readFileSync(join(evidence, 'expected.json'), 'utf8')) as {
      mustFind: readonly Expected[]
    }
    const exhibits = join(evidence, 'exhibits.yaml')
    const run = spawnSync(
      process.execPath,
      [
        join(root, 'dist/src/main.js'),
        'scan',
        evidence,
        '--json',
        '--report',
        join(folder, story),
        ...(existsSync(exhibits) ? ['--exhibits', exhibits] : []),
      ],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    )
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' })
    const found = reportSchema
      .parse(JSON.parse(run.stdout))
      .findings.filter((finding) => atLeast(finding.level, 'medium'))
    const answers =
      (expected: Expected) =>
      (finding: (typeof found)[number]): boolean =>
        finding.rule === expected.rule &&
        finding.evidence.endsWith(expected.evidence) &&
        (expected.level === undefined || finding.level === expected.level)
    const missing = mustFind.filter((expected) => !found.some(answers(expected)))
    const more = found.filter((finding) => !mustFind.some((expected) => answers(expected)(finding)))
    expect({ missing, more: more.map(({ rule, evidence: where, level }) => ({ rule, where, level })) }).toEqual({
      missing: [],
      more: [],
    })
  })
})
