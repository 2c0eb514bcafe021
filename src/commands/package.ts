/** Where this package lies and which version it is: the rules and profiles are files beside the code. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

function packageFolder(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageFolder(dirname(from))
}

const folder = packageFolder(import.meta.dirname)
const about = z
  .object({ version: z.string(), gitHead: z.string().optional() })
  .parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))

export const VERSION = about.version
/** Set by npm when the package is published. */
export const COMMIT = about.gitHead
export const RULES_FOLDER = join(folder, 'rules')
