/**
 * Loads the detectors of a rule folder: shipped ones into this process, those from elsewhere by what their own process says of
 * them. A broken one is one clear line.
 */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { z } from 'zod'
import { LEVELS, SAYS } from '../model.ts'
import { checkRule } from './check-rule.ts'
import type { Detector } from './detector.ts'
import { fileName, filesIn, isNew, type Gathered } from './gathered.ts'
import { describe, type Described, type OwnDetector } from './own-detector.ts'
import { SHIPPED } from './package-folder.ts'
import { detectorSchema } from './rule-language.ts'
import { shippedDetector } from './shipped-detector.ts'
import { tagFaults } from './tags.ts'
import type { Vocabulary } from './vocabulary.ts'
import { check, type YamlDocument } from './yaml-file.ts'

/** The detectors of a folder, in TypeScript and in JavaScript. */
export const detectorsIn = (folder: string): readonly string[] => [
  ...filesIn(folder, '.detector.ts'),
  ...filesIn(folder, '.detector.js'),
]

const isShipped = (path: string): boolean => !relative(SHIPPED, path).startsWith('..')

/** Processes that are started at a time to say what their detector declares. */
const DESCRIBED_AT_ONCE = 4

/** Loads detectors; `named` says how a file is called in problems. */
export async function loadDetectors(
  paths: readonly string[],
  named: (path: string) => string,
  all: Gathered,
  vocabulary: Vocabulary,
): Promise<void> {
  for (const path of paths.filter(isShipped)) await addDetector(path, named(path), all, vocabulary)
  const own = paths.filter((path) => !isShipped(path))
  for (let i = 0; i < own.length; i += DESCRIBED_AT_ONCE) {
    const some = own.slice(i, i + DESCRIBED_AT_ONCE)
    const said = await Promise.all(some.map(async (path) => ({ path, described: await describe(path) })))
    for (const { path, described } of said) addOwnDetector(path, named(path), described, all, vocabulary)
  }
}

/** What a detector file must export as default. Its functions are checked when they run. */
const detectorShape = z.looseObject({
  id: z.string(),
  title: z.string(),
  says: z.enum(SAYS),
  level: z.enum(LEVELS),
  observed: z.string(),
  references: z.array(z.string()).min(1),
  falsepositives: z.array(z.looseObject({ id: z.string(), text: z.string() })).min(1),
  tags: z.array(z.string()),
  select: z.looseObject({
    join: detectorSchema.shape.select.shape.join,
    events: z.array(z.string()),
    traits: z.array(z.string()),
  }),
  detect: z.custom<Detector['detect']>((value) => typeof value === 'function', 'detect is a function'),
})

async function addDetector(path: string, file: string, all: Gathered, vocabulary: Vocabulary): Promise<void> {
  let loaded: unknown
  try {
    loaded = await shippedDetector(relative(SHIPPED, path).replaceAll(sep, '/'))
  } catch (error) {
    all.problems.push({
      file,
      message: `cannot be loaded: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown error'}`,
    })
    return
  }
  const detector = exportedDetector(loaded)
  if (detector === undefined) {
    const issue = detectorShape.safeParse(defaultExport(loaded)).error?.issues[0]
    all.problems.push({
      file,
      message: `its default export is no detector: ${issue === undefined ? '' : `${issue.path.map(String).join('.')}: ${issue.message}`}`,
    })
    return
  }
  const faults = [
    ...checkRule({ type: 'detector', detector }, vocabulary),
    ...tagFaults(detector.tags, all.tags),
    ...fileName(detector.id, file),
  ]
  all.problems.push(...faults.map(({ message }) => ({ file, message })))
  if (faults.length > 0 || !isNew(all, detector.id, file, () => ({ line: 1, column: 1 }))) return
  all.detectors.push(detector)
  all.detectorSources.set(detector.id, readFileSync(path, 'utf8'))
}

const defaultExport = (loaded: unknown): unknown =>
  typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined

const isDetector = (value: unknown): value is Detector => detectorShape.safeParse(value).success

function exportedDetector(loaded: unknown): Detector | undefined {
  const value = defaultExport(loaded)
  return isDetector(value) ? value : undefined
}

/** A detector from outside this package: its declaration as its own process gave it. */
function addOwnDetector(path: string, file: string, said: Described, all: Gathered, vocabulary: Vocabulary): void {
  if ('error' in said) {
    const { error, line = 1, column = 1 } = said
    all.problems.push({ file, line, column, message: error })
    return
  }
  const text = readFileSync(path, 'utf8')
  const document: YamlDocument = { value: said.metadata, at: (where, key) => placeInSource(text, where, key) }
  const checked = check(file, document, detectorSchema)
  if (!('value' in checked)) {
    all.problems.push(...checked.problems)
    return
  }
  const { artifacts, ...select } = checked.value.select
  const detector: OwnDetector = {
    ...checked.value,
    select: { ...select, ...(artifacts === undefined ? {} : { artifacts }) },
    own: path,
  }
  const faults = [
    ...checkRule({ type: 'detector', detector }, vocabulary),
    ...tagFaults(detector.tags, all.tags),
    ...fileName(detector.id, file),
  ]
  all.problems.push(...faults.map(({ path: where, message }) => ({ file, ...document.at(where), message })))
  if (faults.length > 0 || !isNew(all, detector.id, file, () => document.at(['id']))) return
  all.detectors.push(detector)
  all.detectorSources.set(detector.id, text)
}

/** Where a field of a declaration stands in a detector's source: the first line that names it. */
function placeInSource(
  text: string,
  path: readonly PropertyKey[],
  key?: string,
): { readonly line: number; readonly column: number } {
  const name = key ?? path.findLast((part) => typeof part === 'string')
  const at =
    name === undefined ? -1 : text.search(new RegExp(`(?<![\\w'"])['"]?${name.replace(/\W/g, '\\$&')}['"]?\\s*:`))
  if (at < 0) return { line: 1, column: 1 }
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
