/** `anachron tui CASE`: the examiner's screen. The case is opened for reading; each note is written on its own, for as long as that takes. */
import { existsSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { isPrepared, prepareBrowsing, prepareTemporarily } from '../case/browse/prepare.ts'
import { examineCase } from '../case/examined.ts'
import { asCaseProblem, openCase, type OpenCase } from '../case/open.ts'
import { CaseProblem } from '../case/problem.ts'
import { pathsOf } from '../case/settings.ts'
import { examinedAround } from '../evidence/inside.ts'
import type { Constraint } from '../report/proof.ts'
import { workOf } from '../tui/work.ts'
import { defineCommand, EXIT, UsageError, type Io } from './command.ts'
import { RULES_FOLDER } from './package.ts'

export default defineCommand({
  id: 'tui',
  usage: '<case>',
  summary: 'look through the findings, their proofs and the evidence at the terminal',
  flags: [{ flag: '--screen-reader', doc: 'spoken lines, one after the other, instead of a drawn screen' }],
  examples: ['anachron tui ledger.anachron'],
  run: async ([file = ''], asked, io) => {
    if (!io.interactive) throw new UsageError('tui needs a terminal; use anachron report or anachron timeline instead')
    const readOnly = prepared(file, io)
    const held = examineCase(file)
    let known: Knowledge | undefined
    try {
      if (!isPrepared(held.db)) prepareTemporarily(held.db)
      // React reads it once, when it is loaded: what it checks for developers takes more time than the drawing.
      process.env['NODE_ENV'] = 'production'
      // Loaded only here: a scan needs no screen, and ink takes its time.
      const { show } = await import('../tui/show.ts')
      const ended = await show({
        db: held.db,
        given: {
          name: basename(file),
          readOnly: readOnly ?? held.readOnlyBecause(),
          work: workOf(held.db, io.who, held.write),
          constraint: (rule) => known?.constraint(rule),
          baseline: (rule) => known?.baseline(rule) ?? [],
        },
        later: async () => {
          known = await knowledge()
        },
        colour: io.colour,
        linear: asked['screenReader'] === true,
        outside: {
          write: (target, text) => writeView(target, text, pathsOf(held.db)),
          openRaw: async (subject) => {
            const { openRaw, ...read } = await reading()
            return await openRaw(held.db, read, subject)
          },
          lost: held.lost,
        },
      })
      if (ended !== undefined) throw new CaseProblem(ended)
      return EXIT.ok
    } catch (error) {
      throw asCaseProblem(file, error)
    } finally {
      held.close()
    }
  },
})

/** Makes what the screens need, where the case can be written; says why it cannot. */
function prepared(file: string, io: Io): string | undefined {
  const looked = openCase(file, 'read')
  try {
    if (isPrepared(looked.db)) return undefined
  } finally {
    looked.close()
  }
  let open: OpenCase
  try {
    open = openCase(file, 'write')
  } catch (error) {
    if (!(error instanceof CaseProblem)) throw error
    return error.message
  }
  try {
    io.err('anachron: the case is made ready for the screen, once after each analysis …\n')
    prepareBrowsing(open.db)
    return undefined
  } finally {
    open.close()
  }
}

/** A new file, readable by its owner only, not among the evidence and not over another. */
function writeView(target: string, text: string, examined: readonly string[]): void {
  const around = examinedAround(resolve(target), examined)
  if (around !== undefined)
    throw new UsageError(`${target} lies inside the examined path ${around}; give another place`)
  if (existsSync(target)) throw new UsageError(`${target} is there already; give another name`)
  writeFileSync(target, text, { mode: 0o600, flag: 'wx' })
}

/** How evidence is read again: loaded when the first piece of it is opened. */
async function reading() {
  const [{ openRaw }, { ingesters }, { loadProfiles }] = await Promise.all([
    import('../case/browse/raw.ts'),
    import('../ingest/index.generated.ts'),
    import('../ingest/database/load-profiles.ts'),
  ])
  return { openRaw, ingesters, profiles: loadProfiles(join(RULES_FOLDER, 'profiles')) }
}

/** What the rules add to what the case holds. */
interface Knowledge {
  readonly constraint: (rule: string) => Constraint | undefined
  readonly baseline: (rule: string) => readonly string[]
}

/** The rules, loaded once the first screen stands. */
async function knowledge(): Promise<Knowledge> {
  const [{ readyRules }, { baselinesOf }, { baseRate }, { constraintOf }, { vocabulary }] = await Promise.all([
    import('../analysis/shipped-rules.ts'),
    import('../analysis/baseline.ts'),
    import('../report/words.ts'),
    import('./constraint-of.ts'),
    import('./vocabulary.ts'),
  ])
  const rules = await readyRules([RULES_FOLDER], vocabulary)
  return {
    constraint: (rule) => constraintOf(rules, rule),
    baseline: (rule) => {
      const measured = baselinesOf(rules.baselines, rule)
      return measured.length === 0 ? ['Not measured on genuine evidence.'] : measured.map(baseRate)
    },
  }
}
