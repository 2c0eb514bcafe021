/** Nothing may appear beside evidence: tells whether a file or folder that is to be written would lie among what is examined. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

/** The first of the examined paths that is `place` or holds it, links resolved; undefined if none does. `place` need not exist. */
export function examinedAround(place: string, paths: readonly string[]): string | undefined {
  const at = real(place)
  return paths.find((path) => {
    const from = relative(real(path), at)
    return from === '' || !(from === '..' || from.startsWith(`..${sep}`) || resolve(from) === from)
  })
}

/** The path without links, as far as it exists. */
function real(path: string): string {
  const whole = resolve(path)
  if (existsSync(whole)) return realpathSync(whole)
  const above = dirname(whole)
  return above === whole ? whole : join(real(above), basename(whole))
}
