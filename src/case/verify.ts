/** Whether the evidence still is what the case holds: reads every file again and compares the hash. */
import { byCodeUnits } from '../evidence/logical-path.ts'
import { walk } from '../evidence/walk.ts'
import { differs, rootsOf, type Changed } from './roots.ts'
import { pathsOf } from './settings.ts'
import type { CaseDatabase } from './open.ts'

export interface Verified {
  /** Files whose bytes have the hash the case holds. */
  readonly same: number
  readonly changed: readonly Changed[]
  /** Files under the paths that the case does not know. */
  readonly added: readonly string[]
}

/** `paths` default to those the case was made from. */
export function verifyEvidence(db: CaseDatabase, paths: readonly string[] = pathsOf(db)): Verified {
  const walked = walk([...paths].sort())
  const found = new Map(walked.files.map((file) => [file.path, file]))
  const changed: Changed[] = []
  let same = 0
  for (const { path, sha256 } of rootsOf(db)) {
    const file = found.get(path)
    found.delete(path)
    // Never read, so there is nothing to compare.
    if (sha256 === null) continue
    const reason = file === undefined ? 'is no longer there' : differs(file, sha256)
    if (reason === undefined) same++
    else changed.push({ path, reason })
  }
  return { same, changed: changed.sort((a, b) => byCodeUnits(a.path, b.path)), added: [...found.keys()] }
}
