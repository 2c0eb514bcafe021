/**
 * `rules.yaml` in a folder of rules: which packs belong to it, which rules are off and why, other levels within what `says`
 * allows, and tolerances of the laboratory's own clocks. What it says holds for everything loaded before it.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { CLOCK_KINDS, LEVELS, atLeast, type Level, type Says } from '../model.ts'
import { clockFaults } from './check-windows.ts'
import { clockSchema, day, writerClockSchema, type Clocks } from './rule-language.ts'
import type { RuleProblem } from './rule-set.ts'
import { check, parseYaml, whyUnread, type YamlDocument } from './yaml-file.ts'
import { nearest } from '../nearest.ts'

/** Entries of one list. */
const MOST = 5000

export const packSchema = z.strictObject({
  packs: z
    .array(z.string())
    .default([])
    .describe('Folders (beginning with . or /) from this file, or npm packages whose folder rules is meant.'),
  off: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Rules that are not used, each with the reason; coverage prints it in every report.'),
  levels: z
    .record(z.string(), z.enum(LEVELS))
    .default({})
    .describe('Other levels for rules, at most what the rule says allows.'),
  clocks: z
    .partialRecord(z.enum(CLOCK_KINDS), clockSchema)
    .default({})
    .describe('Tolerances by the kind of clock, with reason and source.'),
  writers: z
    .array(writerClockSchema)
    .max(MOST)
    .default([])
    .describe("Tolerances of single writers' clocks, where they were measured. They hold before those of the kind."),
  holidays: z
    .record(day, z.string().min(1))
    .refine((days) => Object.keys(days).length <= MOST, `at most ${MOST} holidays`)
    .default({})
    .describe('Public holidays: their names by day. Informational only: a rule on hours of work names them.'),
})
export type PackFile = z.output<typeof packSchema>

/** One folder of rules, with what its `rules.yaml` says. */
export interface Pack {
  readonly folder: string
  readonly file: string
  readonly said: PackFile
  readonly at: YamlDocument['at']
}

/** How a file of a folder is called in problems. */
type Named = (folder: string, path: string) => string

/** The folders with their packs, each pack before the folder that names it, each once. */
export function packsOf(
  folders: readonly string[],
  named: Named,
): { readonly packs: readonly Pack[]; readonly problems: readonly RuleProblem[] } {
  const packs: Pack[] = []
  const problems: RuleProblem[] = []
  const done = new Set<string>()
  const visit = (folder: string, path: readonly string[]): void => {
    const real = existsSync(folder) ? realpathSync(folder) : folder
    if (done.has(real)) return
    const { pack, problems: own } = read(folder, named)
    problems.push(...own)
    for (const [i, name] of pack.said.packs.entries()) {
      const problem = (message: string) =>
        problems.push({ file: pack.file, ...pack.at(['packs', i]), message: `pack ${name}: ${message}` })
      const found = folderOf(name, folder)
      if (found === undefined || !existsSync(found)) problem('there is no such folder or package of rules')
      else if ([...path, real].includes(realpathSync(found))) problem('it leads back to itself; packs form no circle')
      else visit(found, [...path, real])
    }
    if (done.has(real)) return
    done.add(real)
    packs.push(pack)
  }
  for (const folder of folders) visit(folder, [])
  return { packs, problems }
}

function read(folder: string, named: Named): { pack: Pack; problems: readonly RuleProblem[] } {
  const path = join(folder, 'rules.yaml')
  const file = named(folder, path)
  const nothing: Pack = { folder, file, said: packSchema.parse({}), at: () => ({ line: 1, column: 1 }) }
  if (!existsSync(path)) return { pack: nothing, problems: [] }
  const why = whyUnread(path)
  if (why !== undefined) return { pack: nothing, problems: [{ file, message: why }] }
  const { documents, problems } = parseYaml(file, readFileSync(path, 'utf8'))
  const [document] = documents
  if (document === undefined) return { pack: nothing, problems }
  const checked = check(file, document, packSchema)
  if (!('value' in checked)) return { pack: nothing, problems: [...problems, ...checked.problems] }
  const { at } = document
  const faults = clockFaults(checked.value.clocks).map(({ path: where, message }) => ({
    file,
    ...at(['clocks', ...where]),
    message,
  }))
  const of = writerFaults(checked.value.writers, file, at)
  return { pack: { folder, file, said: checked.value, at }, problems: [...problems, ...faults, ...of] }
}

function writerFaults(writers: PackFile['writers'], file: string, at: YamlDocument['at']): readonly RuleProblem[] {
  return writers.flatMap((one, i) =>
    clockFaults({ [one.clock]: one }).map(({ message }) => ({ file, ...at(['writers', i, 'usual']), message })),
  )
}

function folderOf(name: string, from: string): string | undefined {
  if (isAbsolute(name)) return name
  if (name.startsWith('.')) return join(from, name)
  try {
    const of = createRequire(join(resolve(from), 'rules.yaml')).resolve(`${name}/package.json`)
    return fromHere(join(dirname(of), 'rules'))
  } catch {
    return undefined
  }
}

/** A path below the current folder, as somebody in it would type it. */
function fromHere(path: string): string {
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}

/** The highest level that a statement of this kind may have. */
export const highestOf = (says: Says): Level =>
  says === 'unusual' ? 'low' : says === 'inconsistent' ? 'high' : 'critical'

/** A rule that a laboratory switched off. */
export interface SwitchedOff<T> {
  readonly rule: T
  readonly why: string
}

/** Applies what one pack says of rules that were loaded: those that remain, and those that are off. */
export function applied<T extends { readonly id: string; readonly says: Says; readonly level: Level }>(
  rules: readonly T[],
  { said, folder }: Pack,
): { readonly rules: readonly T[]; readonly off: readonly SwitchedOff<T>[] } {
  // Reports say it: by the folder's name, wherever the folder lies.
  const file = `${basename(resolve(folder))}/rules.yaml`
  const off = rules.flatMap((rule) => {
    const reason = said.off[rule.id]
    return reason === undefined ? [] : [{ rule, why: `switched off in ${file}: ${reason}` }]
  })
  const kept = rules.flatMap((rule) => {
    if (said.off[rule.id] !== undefined) return []
    const level = said.levels[rule.id]
    return level === undefined || !atLeast(highestOf(rule.says), level) ? [rule] : [{ ...rule, level }]
  })
  return { rules: kept, off }
}

/** What a pack says of rules that are not there, or that may not have that level. */
export function packFaults(
  { said, file, at }: Pack,
  rules: ReadonlyMap<string, { readonly says: Says }>,
): readonly RuleProblem[] {
  const problems: RuleProblem[] = []
  for (const field of ['off', 'levels'] as const)
    for (const id of Object.keys(said[field]).filter((one) => !rules.has(one))) {
      const near = nearest(id, rules.keys())
      problems.push({
        file,
        ...at([field], id),
        message: `there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}`,
      })
    }
  for (const [id, level] of Object.entries(said.levels)) {
    const says = rules.get(id)?.says
    if (says !== undefined && !atLeast(highestOf(says), level))
      problems.push({
        file,
        ...at(['levels'], id),
        message: `${id} says ${says}, which is at most ${highestOf(says)}; it cannot be ${level}`,
      })
  }
  return problems
}

/** The tolerances with those of a pack in their place. */
export const withClocks = (clocks: Clocks, { said }: Pack): Clocks => ({ ...clocks, ...said.clocks })
