/**
 * A case as a screen holds it open: read for hours, written for moments, so that an ingest or an analysis elsewhere is never kept
 * waiting. It says when the case can only be read, and when the file is no longer there.
 */
import { fileIdentity } from './file-identity.ts'
import { isBeingWritten } from './lock.ts'
import { asCaseProblem, openCase, type CaseDatabase } from './open.ts'
import { CaseProblem } from './problem.ts'

export interface ExaminedCase {
  readonly path: string
  /** For reading only; sees what others commit. */
  readonly db: CaseDatabase
  /** One line where another run is writing the case: it can be read as it stands, and nothing can be noted. Looked up anew each time. */
  readonly readOnlyBecause: () => string | undefined
  /** One line where the file was deleted, moved or replaced since it was opened. Looked up anew each time. */
  readonly lost: () => string | undefined
  /** Does the work; what goes wrong is one clear line about the case (`CaseProblem`). */
  readonly read: <T>(work: (db: CaseDatabase) => T) => T
  /** Opens the case for writing, does the work and closes it again. Throws `CaseProblem`. */
  readonly write: <T>(work: (db: CaseDatabase) => T) => T
  readonly close: () => void
}

/** Opens a case to look at it, also while it is written. Throws `CaseProblem`. */
export function examineCase(path: string): ExaminedCase {
  const { db, close } = openCase(path, 'read')
  // 16 MB: a screen needs few pages twice, and the operating system keeps them too.
  db.pragma('cache_size = -16384')
  const opened = fileIdentity(path)
  const lost = (): string | undefined => {
    const now = fileIdentity(path)
    if (now === undefined)
      return `${path}: the case was deleted or moved while it was open; what is shown was read before. Put it back, or leave and open a copy`
    return now === opened ? undefined : `${path}: another file has taken the place of this case; leave and open it anew`
  }
  const told = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      const gone = lost()
      throw gone === undefined ? asCaseProblem(path, error) : new CaseProblem(gone)
    }
  }
  return {
    path,
    db,
    readOnlyBecause: () =>
      isBeingWritten(path)
        ? `${path}: another run of anachron is writing this case; it is shown as it stands, and nothing can be noted until that run ends`
        : undefined,
    lost,
    read: (work) => told(() => work(db)),
    write: (work) => {
      const gone = lost()
      if (gone !== undefined) throw new CaseProblem(gone)
      return told(() => {
        const open = openCase(path, 'write')
        try {
          return work(open.db)
        } finally {
          open.close()
        }
      })
    },
    close,
  }
}
