// The examiner's scan is killed, at any point: the next one goes on, and finds exactly what an undisturbed one finds.
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { reportSchema } from '../../src/report/contract.ts'
import { database, mail, text, TOO_EARLY, zip } from './evidence.ts'
import { anachron, emptyFolder, lay, linesOf, node, reportOf, SAMPLES, type Ran } from './program.ts'

const KILLED = join(import.meta.dirname, 'killed.ts')
const RESUMED = join(import.meta.dirname, 'resumed.ts')
const SEED = 20_261_121

const folder = emptyFolder()
const evidence = lay(join(folder, 'evidence'), {
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`mails/${i}.eml`, mail(`mail-${i}`, i % 3 === 0 ? [TOO_EARLY] : [])]),
  ),
  'notes.db': database(),
  'packed.zip': zip({ 'a.eml': text(mail('packed', [TOO_EARLY])), 'notes.db': database(500) }),
})
cpSync(join(SAMPLES, 'disputed-ledger/act-3'), join(evidence, 'act-3'), { recursive: true })
const exhibits = join(
  lay(folder, { 'exhibits.yaml': 'exhibits: [{exhibit: A-1, path: act-3, received: {date: 2020-09-15}}]\n' }),
  'exhibits.yaml',
)

/** The scan as the examiner repeats it. */
const scan = (name: string): Promise<Ran> => {
  const at = join(folder, name)
  const rest = ['--exhibits', exhibits, '--all-traits', '--reproducible', '--json']
  return anachron(['scan', evidence, '--case', join(at, 'a.case'), '--report', join(at, 'report'), ...rest])
}
const killedAt = (name: string, kind: string, point: number): Promise<Ran> => {
  mkdirSync(join(folder, name))
  return node([KILLED, join(folder, name, 'a.case'), exhibits, kind, String(point), evidence])
}

const KINDS = ['commit', 'file', 'analysis'] as const
/** Ten points, a fraction of the way each, from a seed: the same in every run. */
const POINTS = KINDS.flatMap((kind) => Array.from({ length: kind === 'analysis' ? 2 : 4 }, () => kind)).map(
  (kind, i) => ({
    kind,
    fraction: ((Math.imul(SEED + i, 2_654_435_761) >>> 0) % 1000) / 1000,
  }),
)

/** These go on by the command itself, the others by the same steps in one process, which is faster. */
const BY_COMMAND = [1, 5, 9]
const nameOf = (i: number): string => `killed-${i}`

describe('a scan that is killed', () => {
  let whole: Ran
  let points: Record<(typeof KINDS)[number], number>
  let killed: readonly Ran[]
  /** The reports of the cases that go on in one process; the last is of a case that nothing disturbed. */
  let reports: readonly string[]
  const together = POINTS.map((_, i) => i).filter((i) => !BY_COMMAND.includes(i))
  beforeAll(async () => {
    // A file changed this moment is hashed twice; all runs must do the same to the same files for the points to be the same.
    await new Promise((resolve) => setTimeout(resolve, 3_500))
    const [undisturbed, counted] = await Promise.all([scan('whole'), killedAt('counted', 'analysis', 0)])
    whole = undisturbed
    points = z.object({ commit: z.number(), file: z.number(), analysis: z.number() }).parse(JSON.parse(counted.stdout))
    killed = await Promise.all(
      POINTS.map(({ kind, fraction }, i) => killedAt(nameOf(i), kind, 1 + Math.floor(fraction * points[kind]))),
    )
    const cases = together.map((i) => join(folder, nameOf(i), 'a.case'))
    const resumed = await node([RESUMED, exhibits, evidence, ...cases, join(folder, 'fresh.case')])
    expect({ exit: resumed.exit, stderr: resumed.stderr }).toEqual({ exit: 0, stderr: '' })
    reports = linesOf(resumed.stdout)
  })

  test('there is something to lose, and something to find', () => {
    expect(points.commit).toBeGreaterThan(60)
    expect(points.file).toBeGreaterThan(60)
    expect(points.analysis).toBeGreaterThan(1)
    expect(reportOf(whole).findings.length).toBeGreaterThan(20)
    expect(reports).toHaveLength(together.length + 1)
    expect(reportSchema.parse(JSON.parse(reports.at(-1) ?? '')).findings).toEqual(reportOf(whole).findings)
  })

  test.concurrent.each(POINTS.map((point, i) => ({ ...point, i })))(
    'by $kind, $fraction of the way, goes on to the same findings',
    async ({ i }) => {
      expect({ exit: killed[i]?.exit, stdout: killed[i]?.stdout }).toEqual({ exit: null, stdout: '' })
      if (BY_COMMAND.includes(i)) expect(await scan(nameOf(i))).toEqual(whole)
      else expect(reports[together.indexOf(i)]).toBe(reports.at(-1))
    },
  )
})
