/** A JSON file that a command is given and that somebody may have written by hand: it is what it should be, or one line says what to do. */
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { UsageError } from '../command.ts'

/** `otherwise`: what the line says of a file that cannot be read or holds something else. Throws `UsageError`. */
export function readJson<T extends z.ZodType>(file: string, schema: T, otherwise: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new UsageError(`${file}: ${otherwise}`)
  }
}
