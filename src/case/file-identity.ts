/** Which file stands at a path: one that was put in the place of another has another identity. */
import { statSync } from 'node:fs'

/** Device and number; undefined: there is no file. */
export function fileIdentity(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}.${found.ino}`
}
