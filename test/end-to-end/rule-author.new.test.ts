// The author of a new unit begins with `npm run new`: in a clean copy of the repository each kind is made, fails clearly, and leaves no list stale.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { anachron, emptyFolder, linesOf, node, REPOSITORY, type Ran } from './program.ts'

const folder = emptyFolder()
const copy = join(folder, 'repository')

/** Kind, the file that is made, its test; rules have their examples for a test. */
const KINDS = [
  ['decoder', 'src/time/decoders/my-decoder.decoder.ts', 'test/time/decoders/my-decoder.test.ts'],
  ['ingester', 'src/ingest/email/my-ingester.ingester.ts', 'test/ingest/email/my-ingester.test.ts'],
  ['report', 'src/report/my-report.report.ts', 'test/report/my-report.test.ts'],
  ['screen', 'src/tui/my-screen.screen.tsx', 'test/tui/my-screen.test.tsx'],
  ['rule', 'rules/email/my-rule.yaml', undefined],
  ['fact', 'rules/facts/my-fact.yaml', undefined],
  ['detector', 'rules/email/my-detector.detector.ts', undefined],
] as const

const made = new Map<string, Ran>()
beforeAll(async () => {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: REPOSITORY, encoding: 'utf8' })
  for (const file of listed.stdout.split('\0').filter((name) => existsSync(join(REPOSITORY, name)) && name !== '')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    copyFileSync(join(REPOSITORY, file), join(copy, file))
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'))
  for (const [kind] of KINDS)
    made.set(kind, await node([join(copy, 'scripts/new.ts'), kind, `my-${kind}`], { cwd: copy }))
})

describe('npm run new', () => {
  test.each(KINDS)('%s makes its file and says what comes next', (kind, file, its) => {
    const next = its === undefined ? `npm run -s anachron -- rules test my-${kind}` : `npx vitest run ${its}`
    expect(made.get(kind)).toEqual({
      exit: 0,
      stdout: `${[file, ...(its === undefined ? [] : [its])].map((one) => `made ${one}\n`).join('')}next: ${next}\n`,
      stderr: '',
    })
    expect(readFileSync(join(copy, file), 'utf8')).toContain(`my-${kind}`)
  })

  test('leaves no index, schema or page stale', async () => {
    expect(await node([join(copy, 'scripts/generate.ts'), '--check'], { cwd: copy })).toEqual({
      exit: 0,
      stdout: '',
      stderr: 'skipped: docs/evaluation-facts.md is not compared, the research files are not here\n',
    })
    expect(readFileSync(join(copy, 'src/tui/index.generated.ts'), 'utf8')).toContain('./my-screen.screen.tsx')
  })

  test('makes tests that fail and say what is missing', async () => {
    const tests = KINDS.flatMap(([, , its]) => (its === undefined ? [] : [its]))
    const results = join(folder, 'results.json')
    const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
    const ran = await node([vitest, 'run', '--reporter=json', `--outputFile=${results}`, ...tests], {
      cwd: copy,
      env: { VITEST: '', VITEST_POOL_ID: '' },
    })
    expect(ran.exit).toBe(1)
    const result = z
      .object({
        testResults: z.array(
          z.object({
            name: z.string(),
            assertionResults: z.array(z.object({ status: z.string(), failureMessages: z.array(z.string()) })),
          }),
        ),
      })
      .parse(JSON.parse(readFileSync(results, 'utf8')))
    expect(result.testResults.map(({ name }) => name).sort()).toEqual(tests.map((its) => join(copy, its)).sort())
    for (const { assertionResults } of result.testResults) {
      expect(assertionResults.map(({ status }) => status)).toEqual(['failed'])
      expect(assertionResults[0]?.failureMessages[0]).toMatch(/^AssertionError: .+/)
    }
  })

  test('makes rules whose examples do not come out yet', async () => {
    const own = join(folder, 'own')
    for (const [, file, its] of KINDS) {
      if (its !== undefined) continue
      const to = join(own, file.slice('rules/'.length))
      mkdirSync(dirname(to), { recursive: true })
      copyFileSync(join(copy, file), to)
    }
    const ran = await anachron(['rules', 'test', 'my-rule', 'my-fact', 'my-detector', '--rules', own])
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 1, stderr: '' })
    for (const [kind, , its] of KINDS)
      if (its === undefined)
        expect(linesOf(ran.stdout)).toContainEqual(
          expect.stringMatching(new RegExp(`: my-${kind}: "what breaks it|: my-${kind}: "a mark older`)),
        )
  })

  test('refuses a name that is taken, and one that is none', async () => {
    const taken = await node([join(copy, 'scripts/new.ts'), 'rule', 'my-rule'], { cwd: copy })
    expect(taken).toEqual({
      exit: 2,
      stdout: '',
      stderr: 'rules/email/my-rule.yaml is there already; choose another name\n',
    })
    const none = await node([join(copy, 'scripts/new.ts'), 'rule', '../up'], { cwd: copy })
    expect({ exit: none.exit, lines: linesOf(none.stderr).length }).toEqual({ exit: 2, lines: 1 })
  })
})
