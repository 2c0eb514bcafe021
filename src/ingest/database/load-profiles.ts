/** Reads the profiles of a folder: one YAML a product, checked against the schema in `profile.ts`. */
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LineCounter, isNode, parseDocument } from 'yaml'
import type { z } from 'zod'
import { profileSchema, type Profile } from './profile.ts'

/** A profile that cannot be used: names the file, the line and the place inside it. */
export class ProfileProblem extends Error {}

/** All profiles of a folder, by id. Throws `ProfileProblem` on the first that is not one. */
export function loadProfiles(folder: string): readonly Profile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parseProfile(readFileSync(join(folder, name), 'utf8'), join(folder, name)))
}

/** One profile from its text; `file` is named in errors and its base name must be the profile's id. */
export function parseProfile(text: string, file: string): Profile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken) throw new ProfileProblem(`${file}: ${broken.message}`)
  const parsed = profileSchema.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ProfileProblem(`${file}${issue ? describe(issue) : ''}`)
  }
  if (`${parsed.data.id}.yaml` !== basename(file))
    throw new ProfileProblem(`${file}: id is ${parsed.data.id}, but a profile's id is its file name`)
  return parsed.data

  function describe(issue: z.core.$ZodIssue): string {
    const node = document.getIn(issue.path, true)
    const line = isNode(node) && node.range ? `:${lines.linePos(node.range[0]).line}` : ''
    return `${line}: ${issue.path.map(String).join('.') || 'the profile'}: ${issue.message}`
  }
}
