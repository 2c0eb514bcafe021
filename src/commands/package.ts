/** Which version this package is, and where its rules and profiles lie: files beside the code. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PACKAGE } from '../analysis/package-folder.ts'

const about = z
  .object({ version: z.string(), gitHead: z.string().optional() })
  .parse(JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')))

export const VERSION = about.version
/** Set by npm when the package is published. */
export const COMMIT = about.gitHead
export { SHIPPED as RULES_FOLDER } from '../analysis/package-folder.ts'
