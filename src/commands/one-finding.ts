/** The finding that a person names by the beginning of its id, as `explain` and `note` take it. */
import type { CaseDatabase } from '../case/open.ts'
import { findingIds } from '../report/assemble.ts'
import { UsageError } from './command.ts'

/** The whole id. Throws `UsageError` where no finding, or more than one, begins so. */
export function oneFinding(db: CaseDatabase, beginning: string): string {
  const found = findingIds(db, beginning.toLowerCase())
  const [only, second] = found
  if (only === undefined)
    throw new UsageError(`${db.name}: no finding begins with ${beginning}; the report and anachron tui list them`)
  if (second !== undefined)
    throw new UsageError(
      `${db.name}: ${found.length} findings begin with ${beginning}; give more of the id, for example ${only}`,
    )
  return only
}
