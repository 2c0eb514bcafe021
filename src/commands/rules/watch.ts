/** `--watch`: runs again whenever a file in the folders of rules changes, until Ctrl-C. */
import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs'
import { join, relative } from 'node:path'
import { terminal } from '../../report/safe-text.ts'
import { UsageError, type Given, type Io } from '../command.ts'
import { foldersOf } from './action.ts'

/** An editor writes a file in several steps. */
const SETTLES = 100

/** Ends when the process does. What goes wrong in a run is told, and the next run waits for the next change. */
export async function watching(given: Given, io: Io, run: () => Promise<unknown>): Promise<void> {
  const folders = foldersOf(given)
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

/**
 * A function that resolves to the files that changed since it resolved last; at once if some did meanwhile. Each folder is watched by
 * itself: on Linux the recursive watch of Node 24 loses a file that an editor saved by putting another one in its place.
 */
function changes(roots: readonly string[]): () => Promise<ReadonlySet<string>> {
  let names = new Set<string>()
  let wake: (() => void) | undefined
  let settled: NodeJS.Timeout | undefined
  const followed = new Map<string, FSWatcher>()
  const changed = (name: string): void => {
    names.add(name)
    clearTimeout(settled)
    settled = setTimeout(() => wake?.(), SETTLES)
  }
  const follow = (root: string): readonly string[] => {
    for (const [folder, watcher] of followed)
      if (!existsSync(folder)) {
        watcher.close()
        followed.delete(folder)
      }
    const found = [...foldersIn(root)].filter((folder) => !followed.has(folder))
    for (const folder of found)
      followed.set(
        folder,
        watch(folder, (_, name) => {
          if (name === null) return
          if (/\.(?:yaml|json|ts|js)$/.test(name)) changed(relative(root, join(folder, name)))
          else for (const added of follow(root)) changed(relative(root, added))
        }),
      )
    return found
  }
  for (const root of roots) follow(root)
  return async () => {
    while (names.size === 0) await new Promise<void>((resolve) => (wake = resolve))
    const found = names
    names = new Set()
    return found
  }
}

function* foldersIn(folder: string): Generator<string> {
  yield folder
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* foldersIn(join(folder, entry.name))
}
