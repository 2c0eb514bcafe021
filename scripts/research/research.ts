// The research files as one list: dated marks of mails (measured) and of files and databases (read in documents), in one form.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const side = z.enum(['hard', 'soft', 'censored', 'not-claimed'])
const day = z.string().nullable()
const measuredSchema = z.array(
  z.object({
    trait: z.string(),
    pattern: z.string(),
    title: z.string(),
    first: day,
    last: day,
    edge: z.object({ first: side, last: side }),
    grade: z.enum(['A', 'B', 'C']),
    seen_anywhere: z.tuple([z.string(), z.string()]).optional(),
  }),
)
const documentedSchema = z.array(
  z.object({
    trait: z.string(),
    match: z.string(),
    title: z.string(),
    notBefore: day,
    notAfter: day,
  }),
)

export type Measured = z.infer<typeof measuredSchema>[number]
export type Documented = z.infer<typeof documentedSchema>[number]

const read = (folder: string, name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** `email-facts.json`: windows measured on public mailing lists. */
export const measuredFacts = (folder: string): readonly Measured[] =>
  measuredSchema.parse(read(folder, 'email-facts.json'))

/** `file-facts.json` and `database-facts.json`: days read in documents, or recalled. */
export const documentedFacts = (folder: string): readonly Documented[] => [
  ...documentedSchema.parse(read(folder, 'file-facts.json')),
  ...documentedSchema.parse(read(folder, 'database-facts.json')),
]
