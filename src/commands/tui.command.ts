/** `anachron tui CASE`: the examiner's screen. The case is opened for reading; each note is written on its own, for as long as that takes. */
import { existsSync, writeFileSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { isPrepared, prepareBrowsing, prepareTemporarily } from '../case/browse/prepare.ts'
import { asCaseProblem, openCase, type CaseDatabase, type OpenCase } from '../case/open.ts'
import { CaseProblem } from '../case/problem.ts'
import { pathsOf } from '../case/settings.ts'
import { examinedAround } from '../evidence/inside.ts'
import type { Show } from '../tui/show.ts'
import { workOf } from '../tui/work.ts'
import { defineCommand, EXIT, UsageError, type Io } from './command.ts'
import { PROFILES_FOLDER } from './package.ts'

export default defineCommand({
  id: 'tui',
  usage: '<case>',
  summary: 'look through the findings, their proofs and the evidence at the terminal',
  flags: [{ flag: '--screen-reader', doc: 'spoken lines, one after the other, instead of a drawn screen' }],
  examples: ['anachron tui ledger.anachron'],
  run: async ([file = ''], asked, io) => {
    if (!io.interactive) throw new UsageError('tui needs a terminal; use anachron report or anachron timeline instead')
    const readOnly = prepared(file, io)
    const open = openCase(file, 'read')
    try {
      if (!isPrepared(open.db)) prepareTemporarily(open.db)
      // React reads it once, when it is loaded: what it checks for developers takes more time than the drawing.
      process.env['NODE_ENV'] = 'production'
      // Loaded only here: a scan needs no screen, and ink takes its time. The name is put together because the compiler
      // leaves the ending in a dynamic import as it stands.
      const { show } = (await import(`../tui/show${extname(import.meta.url)}`)) as { show: Show }
      const ended = await show({
        db: open.db,
        given: {
          name: basename(file),
          readOnly,
          work: workOf(open.db, io.who, (write) => writing(file, write)),
        },
        colour: io.colour,
        linear: asked['screenReader'] === true,
        outside: {
          write: (target, text) => writeView(target, text, pathsOf(open.db)),
          openRaw: async (subject) => {
            const { openRaw, ...read } = await reading()
            return await openRaw(open.db, read, subject)
          },
          lost: () => (existsSync(file) ? undefined : `${file}: the case was deleted or moved while it was open`),
        },
      })
      if (ended !== undefined) throw new CaseProblem(ended)
      return EXIT.ok
    } catch (error) {
      throw asCaseProblem(file, error)
    } finally {
      open.close()
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

function writing(file: string, write: (db: CaseDatabase) => string): string {
  const open = openCase(file, 'write')
  try {
    return write(open.db)
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
  const ending = extname(import.meta.url)
  const [{ openRaw }, { ingesters }, { loadProfiles }] = await Promise.all([
    import(`../case/browse/raw${ending}`) as Promise<typeof import('../case/browse/raw.ts')>,
    import(`../ingest/index.generated${ending}`) as Promise<typeof import('../ingest/index.generated.ts')>,
    import(`../ingest/database/load-profiles${ending}`) as Promise<
      typeof import('../ingest/database/load-profiles.ts')
    >,
  ])
  return { openRaw, ingesters, profiles: loadProfiles(PROFILES_FOLDER) }
}
