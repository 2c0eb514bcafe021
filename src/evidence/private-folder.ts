/**
 * Folders for private copies of evidence: readable by their owner only, deleted when the work with them is done, and at the latest
 * when the process exits.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inWords } from './walk.ts'

export interface PrivateFolder {
  readonly path: string
  readonly remove: () => void
}

const standing = new Set<string>()
let watched = false

/** Makes one among the temporary files of the system. Throws where none can be made. */
export function privateFolder(): PrivateFolder {
  if (!watched) process.once('exit', () => standing.forEach(remove))
  watched = true
  let path: string
  try {
    // mkdtemp makes it 0700.
    path = mkdtempSync(join(tmpdir(), 'anachron-'))
  } catch (error) {
    throw new Error(`no private folder can be made in ${tmpdir()}: ${inWords(error)}; set TMPDIR to another folder`)
  }
  standing.add(path)
  return { path, remove: () => remove(path) }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true })
  standing.delete(path)
}

/** What a thread's environment says so that all its temporary files lie in this folder, and go with it. */
export const temporaryIn = ({ path }: PrivateFolder): Readonly<Record<'TMPDIR' | 'TMP' | 'TEMP', string>> => ({
  TMPDIR: path,
  TMP: path,
  TEMP: path,
})
