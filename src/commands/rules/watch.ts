/** `--watch`: runs again whenever a file in the folders of rules changes, until Ctrl-C. */
import { existsSync } from 'node:fs'
import { terminal } from '../../report/safe-text.ts'
import { UsageError, type Given, type Io } from '../command.ts'
import { ruleFolders } from '../examination.ts'
import { watchRules } from '../watch-rules.ts'

/** An editor writes a file in several steps. */
const SETTLES = 100

/** Ends when the process does. What goes wrong in a run is told, and the next run waits for the next change. */
export async function watching(given: Given, io: Io, run: () => Promise<unknown>): Promise<void> {
  const folders = ruleFolders(given)
  const missing = folders.find((folder) => !existsSync(folder))
  // Said before anything is watched: a watcher keeps the process alive.
  if (missing !== undefined) throw new UsageError(`${missing}: there is no such folder of rules`)
  const changed = changes(folders)
  for (;;) {
    try {
      await run()
    } catch (error) {
      io.err(`anachron: ${terminal(error instanceof Error ? error.message : String(error))}\n`)
    }
    io.err('anachron: waiting for a change (Ctrl-C ends)\n')
    const names = await changed()
    io.err(`anachron: ${[...names].map(terminal).join(', ')}\n`)
  }
}

/** A function that resolves to the files that changed since it resolved last; at once if some did meanwhile. */
function changes(folders: readonly string[]): () => Promise<ReadonlySet<string>> {
  let names = new Set<string>()
  let wake: (() => void) | undefined
  let settled: NodeJS.Timeout | undefined
  watchRules(folders, (name) => {
    names.add(name)
    clearTimeout(settled)
    settled = setTimeout(() => wake?.(), SETTLES)
  })
  return async () => {
    while (names.size === 0) await new Promise<void>((resolve) => (wake = resolve))
    const found = names
    names = new Set()
    return found
  }
}
