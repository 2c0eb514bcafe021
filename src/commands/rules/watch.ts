/** `--watch`: runs again whenever a file in the folders of rules changes, until Ctrl-C. */
import { watch } from 'node:fs'
import { terminal } from '../../report/safe-text.ts'
import type { Given, Io } from '../command.ts'
import { foldersOf } from './action.ts'

/** An editor writes a file in several steps. */
const SETTLES = 100

/** Ends when the process does. What goes wrong in a run is told, and the next run waits for the next change. */
export async function watching(given: Given, io: Io, run: () => Promise<unknown>): Promise<void> {
  const changed = changes(foldersOf(given))
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
  for (const folder of folders)
    watch(folder, { recursive: true }, (_, name) => {
      if (name === null || !/\.(?:yaml|json|ts|js)$/.test(name)) return
      names.add(name)
      setTimeout(() => wake?.(), SETTLES)
    })
  return async () => {
    if (names.size === 0) await new Promise<void>((resolve) => (wake = resolve))
    const found = names
    names = new Set()
    return found
  }
}
