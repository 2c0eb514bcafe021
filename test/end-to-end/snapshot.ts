// Everything the file system says of a folder and its files, but the time of the last reading: to show that nothing was touched.
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Hash, size, mode, modification and change time of each file, and of each folder all but the hash. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const entries = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].sort()
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(folder, entry)
      const stat = lstatSync(path, { bigint: true })
      const hash = stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      return [entry, [hash, stat.size, stat.mode, stat.ino, stat.mtimeNs, stat.ctimeNs].join(' ')]
    }),
  )
}
