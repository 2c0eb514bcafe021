/** A case that fills in the background of this process: told as it goes, ended and continued, its rules read again when saved. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { changes } from '../../src/case/changes.ts'
import { examineCase, type ExaminedCase } from '../../src/case/examined.ts'
import { verifyLog } from '../../src/case/log.ts'
import { totals } from '../../src/case/totals.ts'
import type { Live, LiveOptions, LiveState } from '../../src/commands/live.ts'
import { ruleText } from '../analysis/helpers.ts'
import { TOO_EARLY, mail } from '../end-to-end/evidence.ts'
import { folder } from '../ingest/folder.ts'

/** As compiled: the rules need not be parsed anew for each run. */
const { startLive } = (await import(join(import.meta.dirname, '../../dist/src/commands/live.js'))) as {
  readonly startLive: (options: LiveOptions) => Live
}

const running: Live[] = []
const open: ExaminedCase[] = []
afterEach(async () => {
  for (const one of open.splice(0)) one.close()
  for (const live of running.splice(0)) await live.close()
})

/** Mails of which the first ones were received before they were sent. */
function mails(count: number): string {
  const names = Array.from({ length: count }, (_, i) => [`${i}.eml`, mail(`m${i}`, i < 2 ? [TOO_EARLY] : [])] as const)
  return folder(Object.fromEntries(names))
}

function start(options: Partial<LiveOptions> & Pick<LiveOptions, 'file'>): Live {
  const live = startLive({ who: 'a.brook', given: {}, watch: false, start: true, ...options })
  running.push(live)
  return live
}

/** Waits for a state; every state that was told until then. */
function until(live: Live, wanted: (state: LiveState) => boolean): Promise<readonly LiveState[]> {
  return new Promise((resolve) => {
    const told: LiveState[] = []
    const end = live.subscribe((state) => {
      told.push(state)
      if (!wanted(state)) return
      end()
      resolve(told)
    })
  })
}
const over = ({ phase }: LiveState): boolean => phase === 'done' || phase === 'failed' || phase === 'stopped'

function look(file: string): ExaminedCase {
  const one = examineCase(file)
  open.push(one)
  return one
}
const findings = (one: ExaminedCase): unknown[] =>
  one.read((db) => db.prepare('SELECT id FROM finding ORDER BY id').pluck().all())

describe('a live run', () => {
  it('tells how far it is, what is readable, and ends with the findings', async () => {
    const file = join(folder(), 'a.case')
    const live = start({ file, paths: [mails(40)] })
    const told = await until(live, over)
    const phases = told.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1])
    expect(phases).toEqual(['reading', 'analysing', 'done'])
    const read = told.filter(({ phase }) => phase === 'reading').at(-1)
    expect(read).toMatchObject({ files: 40, filesDone: 40, unread: 0 })
    expect(read?.bytesDone).toBe(read?.bytes)
    expect(read?.perSecond).toBeGreaterThan(0)
    const one = look(file)
    expect(read?.events).toBe(totals(one.db).events)
    expect(findings(one)).toHaveLength(2)
    expect(live.state()).toMatchObject({ failure: undefined, changes: { new: 0, gone: 0 } })
  })

  it('is ended on request, and the next one goes on and comes to the same', async () => {
    const paths = [mails(400)]
    const file = join(folder(), 'a.case')
    const live = start({ file, paths })
    await until(live, ({ filesDone, phase }) => (phase === 'reading' && filesDone > 0) || over({ phase } as LiveState))
    const one = look(file)
    expect(one.readOnlyBecause()).toContain('another run of anachron is writing this case')
    await live.cancel()
    expect(live.state().phase).toBe('stopped')
    expect(one.readOnlyBecause()).toBeUndefined()
    const half = totals(one.db).evidence
    expect(half).toBeLessThan(400)
    expect(findings(one)).toEqual([])
    const next = start({ file, paths })
    await until(next, over)
    expect(next.state()).toMatchObject({ phase: 'done', files: 400 - half })
    expect(totals(one.db).evidence).toBe(400)
    expect(findings(one)).toHaveLength(2)
    expect(verifyLog(one.db)).toBeUndefined()
  })

  it('that cannot be says why in one line', async () => {
    const evidence = mails(1)
    const live = start({ file: join(evidence, 'a.case'), paths: [evidence] })
    await until(live, over)
    expect(live.state().phase).toBe('failed')
    expect(live.state().failure).toContain('the case would lie inside')
  })
})

describe('rules that are watched', () => {
  it('are read again when one is saved: what became of the findings is told, and a rule that cannot be used changes nothing', async () => {
    const rules = folder()
    mkdirSync(join(rules, 'email'))
    const file = join(folder(), 'a.case')
    const live = start({ file, paths: [mails(3)], given: { rules: [rules] }, watch: true })
    await until(live, over)
    const rule = join(rules, 'email', 'own-order.yaml')
    const text = ruleText(
      'own-order',
      'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}',
    )

    const saved = until(live, over)
    writeFileSync(rule, text)
    await saved
    expect(live.state().changes).toMatchObject({ new: 2, gone: 0 })
    const one = look(file)
    expect(changes(one.db, ['new'])).toHaveLength(2)

    const broken = until(live, over)
    // As many editors do: another file takes the place of the one that was read.
    writeFileSync(`${rule}~`, text.replace('interval:', 'intervall:'))
    renameSync(`${rule}~`, rule)
    await broken
    expect(live.state()).toMatchObject({ phase: 'done', rulesUnsound: true })
    expect(live.state().lines.join('\n')).toContain('own-order.yaml')
    expect(findings(one)).toHaveLength(4)

    const removed = until(live, over)
    rmSync(rule)
    await removed
    expect(live.state()).toMatchObject({ rulesUnsound: false, changes: { gone: 2 } })
  })
})
