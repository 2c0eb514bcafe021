// The examiner's scan is killed, at any point: the next one goes on, and finds exactly what an undisturbed one finds.
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { database, mail, text, TOO_EARLY, zip } from './evidence.ts'
import { anachron, emptyFolder, lay, node, reportOf, SAMPLES, type Ran } from './program.ts'

const KILLED = join(import.meta.dirname, 'killed.ts')
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

describe('a scan that is killed', () => {
  let whole: Ran
  let points: Record<(typeof KINDS)[number], number>
  beforeAll(async () => {
    const [undisturbed, counted] = await Promise.all([scan('whole'), killedAt('counted', 'analysis', 0)])
    whole = undisturbed
    points = z.object({ commit: z.number(), file: z.number(), analysis: z.number() }).parse(JSON.parse(counted.stdout))
  })

  test('there is something to lose, and something to find', () => {
    expect(points.commit).toBeGreaterThan(60)
    expect(points.file).toBeGreaterThan(60)
    expect(points.analysis).toBeGreaterThan(1)
    expect(reportOf(whole).findings.length).toBeGreaterThan(20)
  })

  test.each(POINTS.map((point, i) => ({ ...point, name: `killed-${i}` })))(
    'by $kind, $fraction of the way, goes on to the same findings',
    async ({ kind, fraction, name }) => {
      const point = 1 + Math.floor(fraction * points[kind])
      const killed = await killedAt(name, kind, point)
      expect({ exit: killed.exit, stdout: killed.stdout }).toEqual({ exit: null, stdout: '' })
      const resumed = await scan(name)
      expect({ exit: resumed.exit, stderr: resumed.stderr }).toEqual({ exit: whole.exit, stderr: whole.stderr })
      expect(resumed.stdout).toBe(whole.stdout)
    },
  )
})
