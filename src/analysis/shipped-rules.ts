/**
 * The shipped rules as `npm run build` loaded and checked them (dist/rules/checked.json): as long as no byte of the folder differs,
 * a start reads them as they are, without YAML, schemas and checks. Any other folder, and a folder that was edited, is loaded whole.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { Detector } from './detector.ts'
import { BUILT, PACKAGE, SHIPPED } from './package-folder.ts'
import type { RuleSet } from './rule-set.ts'
import { shippedDetector } from './shipped-detector.ts'
import type { Vocabulary } from './vocabulary.ts'

const FILE = join(PACKAGE, 'dist/rules/checked.json')

/** What of a rule set is kept as it is; functions, texts and places are put back when it is read. */
export type KeptRules = Pick<
  RuleSet,
  | 'intervals'
  | 'orders'
  | 'agrees'
  | 'families'
  | 'profileFacts'
  | 'keys'
  | 'clocks'
  | 'house'
  | 'baselines'
  | 'tags'
  | 'hash'
  | 'knowledge'
>
export interface CheckedRules {
  /** Of the folder from which it was made. */
  readonly digest: string
  readonly rules: KeptRules
  /** Where each rule was read, by id. */
  readonly files: readonly (readonly [id: string, file: string])[]
  /** Files of profiles and of detectors, from the folder; a detector with its id and all tags it bears. */
  readonly profiles: readonly string[]
  readonly detectors: readonly (readonly [id: string, path: string, tags: string[]])[]
}

/** Loads the folders: what the build checked as it is, everything else by `load-rules.ts`, which is loaded itself only then. */
export async function readyRules(folders: readonly string[], vocabulary: () => Promise<Vocabulary>): Promise<RuleSet> {
  const [folder = '', ...more] = folders
  const shipped = BUILT && more.length === 0 ? await shippedRules(folder) : undefined
  if (shipped !== undefined) return shipped
  const { loadRules } = await import('./load-rules.ts')
  return loadRules(folders, await vocabulary())
}

/** The checked copy of the package's own folder; undefined if the folder is another one or has changed since. */
export async function shippedRules(folder: string): Promise<RuleSet | undefined> {
  if (resolve(folder) !== SHIPPED) return undefined
  const copy = checkedCopy()
  if (copy === undefined) return undefined
  const { digest, texts } = contentOf(folder)
  if (copy.digest !== digest) return undefined
  const path = (name: string): string => join(folder, name)
  const detectors = await Promise.all(
    copy.detectors.map(async ([, name, tags]) => ({ ...(await detectorOf(name)), tags })),
  )
  return {
    ...copy.rules,
    detectors,
    profileFiles: copy.profiles.map(path),
    sources: new Map(copy.detectors.map(([id, name]) => [id, texts.get(name) ?? ''])),
    files: new Map(copy.files),
    problems: [],
    off: [],
  }
}

/** Our own build's file, made from what the schemas let in: the one place where a type is taken on trust. */
function checkedCopy(): CheckedRules | undefined {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as CheckedRules
  } catch {
    return undefined
  }
}

async function detectorOf(name: string): Promise<Detector> {
  return ((await shippedDetector(name)) as { default: Detector }).default
}

/** The texts that decide what a folder's rules are, by path, and one SHA-256 over all of them. */
export function contentOf(folder: string): { readonly digest: string; readonly texts: ReadonlyMap<string, string> } {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll(sep, '/'))
  const hash = createHash('sha256')
  const texts = new Map<string, string>()
  for (const name of names.filter((one) => RULE_FILE.test(one)).sort()) {
    const text = readFileSync(join(folder, name), 'utf8')
    hash.update(`${name}\0${text.length}\0`).update(text)
    texts.set(name, text)
  }
  return { digest: hash.digest('hex'), texts }
}
const RULE_FILE = /(?:\.yaml|\.smap|\.detector\.[jt]s|^baselines\.json)$/
