/** A private copy of what lies beside a database, opened for raw reading: SQLite itself must never see the journal, or it rolls back. */
import { renameSync } from 'node:fs'
import { openSource, type OpenedSource } from '../../evidence/source.ts'
import type { Companions } from './sqlite/row-history.ts'

export interface OpenedCompanions extends Companions {
  readonly close: () => void
}

/** `copies` are the companions of a private copy, by path. A journal gets another name. Throws `EvidenceProblem`. */
export function openCompanions(copies: readonly string[]): OpenedCompanions {
  const opened: OpenedSource[] = []
  const open = (suffix: string): OpenedSource | undefined => {
    let path = copies.find((one) => one.endsWith(suffix))
    if (path === undefined) return undefined
    if (suffix === '-journal') {
      renameSync(path, `${path}.raw`)
      path = `${path}.raw`
    }
    const source = openSource(path, suffix)
    opened.push(source)
    return source
  }
  const [wal, journal] = [open('-wal'), open('-journal')]
  return {
    ...(wal === undefined ? {} : { wal: wal.source }),
    ...(journal === undefined ? {} : { journal: journal.source }),
    close: () => {
      for (const one of opened) one.close()
    },
  }
}
