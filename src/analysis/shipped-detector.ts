/**
 * A shipped detector by its path in `rules/`. The build joins all of them in one file (scripts/bundle.ts): Node strips no types
 * inside `node_modules`, and to find and link fifty files takes a good part of a start.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BUILT, PACKAGE } from './package-folder.ts'

/** What its file exports, not yet checked. Throws what goes wrong while it is loaded. */
export async function shippedDetector(name: string): Promise<unknown> {
  if (!BUILT) return import(pathToFileURL(join(PACKAGE, 'rules', name)).href)
  const file = pathToFileURL(join(PACKAGE, 'dist/rules/detectors.js')).href
  const { detectors } = (await import(file)) as { readonly detectors: ReadonlyMap<string, unknown> }
  if (!detectors.has(name)) throw new Error('the program was built without it; keep your own in a folder for --rules')
  return detectors.get(name)
}
