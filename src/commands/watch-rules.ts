/**
 * Tells of files of rules that are saved, put in or taken away. Each folder is watched by itself: on Linux the recursive watch of Node 24
 * loses a file that an editor saved by putting another one in its place.
 */
import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs'
import { join, relative } from 'node:path'

/** Files that decide what the rules are; editors leave others beside them. */
const RULE_FILE = /\.(?:yaml|json|ts|js)$/

export interface RuleWatch {
  readonly close: () => void
}

/** `changed` is told the file's path in its root, once for each step in which an editor writes it. */
export function watchRules(roots: readonly string[], changed: (name: string) => void): RuleWatch {
  const followed = new Map<string, FSWatcher>()
  const leave = (folder: string): void => {
    followed.get(folder)?.close()
    followed.delete(folder)
  }
  const follow = (root: string): readonly string[] => {
    for (const folder of followed.keys()) if (!existsSync(folder)) leave(folder)
    const found = [...foldersIn(root)].filter((folder) => !followed.has(folder))
    for (const folder of found) {
      const watcher = watch(folder, (_, name) => {
        if (name === null) return
        if (RULE_FILE.test(name)) changed(relative(root, join(folder, name)))
        else for (const added of follow(root)) changed(relative(root, added))
      })
      watcher.on('error', () => leave(folder))
      followed.set(folder, watcher)
    }
    return found
  }
  for (const root of roots) follow(root)
  return {
    close: () => {
      for (const folder of followed.keys()) leave(folder)
    },
  }
}

function* foldersIn(folder: string): Generator<string> {
  if (!existsSync(folder)) return
  yield folder
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* foldersIn(join(folder, entry.name))
}
