/** Reads profiles: one YAML a product, checked against the schema in `profile.ts`, or a map of SQLECmd (`.smap`). */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LineCounter, isNode, parseDocument } from 'yaml'
import type { z } from 'zod'
import { byCodeUnits } from '../../evidence/logical-path.ts'
import { profileSchema, type Profile } from './profile.ts'
import { SmapProblem, parseSmap } from './smap.ts'

/** A profile that cannot be used: names the file, the line and the place inside it. */
export class ProfileProblem extends Error {}

/**
 * The files of profiles in folders of rules: `profiles/*.yaml` and `profiles/*.smap`, and maps that lie in the folder itself.
 * Those of a later folder go first, and profiles before maps, which say less: the first that knows a table is used for it.
 */
export function profileFilesOf(folders: readonly string[]): readonly string[] {
  const last = [...folders].reverse()
  return [
    ...last.flatMap((folder) => filesIn(join(folder, 'profiles'), '.yaml')),
    ...last.flatMap((folder) => [...filesIn(join(folder, 'profiles'), '.smap'), ...filesIn(folder, '.smap')]),
  ]
}

function filesIn(folder: string, suffix: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .sort(byCodeUnits)
    .map((name) => join(folder, name))
}

/** The profiles of these files that can be used, the first of each id; what cannot was named when the rules were loaded. */
export function usableProfiles(files: readonly string[]): readonly Profile[] {
  const found = new Map<string, Profile>()
  for (const file of files)
    try {
      const profile = readProfile(readFileSync(file, 'utf8'), file)
      if (!found.has(profile.id)) found.set(profile.id, profile)
    } catch (error) {
      if (!(error instanceof ProfileProblem)) throw error
    }
  return [...found.values()]
}

/** All profiles of a folder, by id. Throws `ProfileProblem` on the first that is not one. */
export function loadProfiles(folder: string): readonly Profile[] {
  return filesIn(folder, '.yaml').map((file) => parseProfile(readFileSync(file, 'utf8'), file))
}

/** One profile from the text of a YAML file or a map. Throws `ProfileProblem`. */
export function readProfile(text: string, file: string): Profile {
  if (!file.endsWith('.smap')) return parseProfile(text, file)
  try {
    return parseSmap(text, basename(file)).profile
  } catch (error) {
    if (error instanceof SmapProblem) throw new ProfileProblem(`${file}: ${error.message}`)
    throw error
  }
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
