/** Reads one folder of rules: which of its files hold what, those that nobody would read, and how a file is called in problems. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { profileFilesOf } from '../ingest/database/load-profiles.ts'
import { nearest } from '../nearest.ts'
import { filesIn, type Gathered } from './gathered.ts'
import { detectorsIn, loadDetectors } from './load-detectors.ts'
import { SHIPPED } from './package-folder.ts'
import { parsedCopy } from './parsed-copy.ts'
import {
  addBaselines,
  addClocks,
  addFamily,
  addKeys,
  addProfile,
  addRule,
  addTags,
  type AddDocument,
} from './rule-documents.ts'
import type { Vocabulary } from './vocabulary.ts'
import { parseYaml, whyUnread, type YamlDocument, type YamlFile } from './yaml-file.ts'

/** Rules cannot be run at all without these. */
export class RulesUnusable extends Error {}

/** Folders of rules, one YAML a rule; `facts` and `profiles` have their own form. */
const RULE_FOLDERS = ['email', 'database', 'document', 'image', 'archive', 'filesystem'] as const

/** How a file of a folder of rules is called: as whoever named the folder can open it; a shipped one by its place in the package. */
export const fileNamed = (folder: string, path: string): string =>
  (resolve(folder) === SHIPPED ? join('rules', relative(folder, path)) : path).split(sep).join('/')

/** Adds all that the folder holds, its `rules.yaml` apart. Throws `RulesUnusable` where there is no such folder. */
export async function readRuleFolder(folder: string, all: Gathered, vocabulary: Vocabulary): Promise<void> {
  if (!existsSync(folder)) throw new RulesUnusable(`${folder}: there is no such folder of rules`)
  if (!statSync(folder).isDirectory())
    throw new RulesUnusable(`${folder}: is a file; name the folder of rules in which its kind of evidence lies`)
  const named = (path: string): string => fileNamed(folder, path)
  /** Those that can be read. */
  const readable = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => {
      const message = whyUnread(path)
      if (message !== undefined) all.problems.push({ file: named(path), message })
      return message === undefined
    })
  const add = (paths: readonly string[], addDocument: AddDocument): void => {
    for (const path of readable(paths)) {
      const { documents, problems } = documentsOf(named(path), readFileSync(path, 'utf8'))
      all.problems.push(...problems)
      if (documents.length === 0 && problems.length === 0)
        all.problems.push({ file: named(path), message: 'the file is empty' })
      for (const document of documents) addDocument(named(path), document, all, vocabulary)
    }
  }
  const present = (name: string): readonly string[] => [join(folder, name)].filter((path) => existsSync(path))
  for (const path of strayFiles(folder))
    all.problems.push({
      file: named(path),
      message: `is not read: rules lie in ${RULE_FOLDERS.join(', ')}, facts in facts, and end in .yaml`,
    })
  add(present('clocks.yaml'), addClocks)
  add(present('tags.yaml'), addTags)
  add(present('baselines.json'), addBaselines)
  for (const path of readable(profileFilesOf([folder]))) addProfile(path, named(path), all)
  add(filesIn(join(folder, 'facts'), '.yaml'), addFamily)
  add(filesIn(join(folder, 'facts', 'dkim-keys'), '.yaml'), addKeys)
  for (const name of RULE_FOLDERS) add(filesIn(join(folder, name), '.yaml'), addRule)
  const detectors = readable(RULE_FOLDERS.flatMap((name) => detectorsIn(join(folder, name))))
  await loadDetectors(detectors, named, all, vocabulary)
}

/** What somebody meant as a rule and would wait for in vain: a rule file beside the folders or in one whose name is misspelt, or one that ends in .yml. */
function strayFiles(folder: string): readonly string[] {
  const beside = ['.yaml', '.yml', '.detector.ts', '.detector.js']
    .flatMap((suffix) => filesIn(folder, suffix))
    .filter((path) => !OF_THE_FOLDER.has(basename(path)))
  const misspelt = readdirSync(folder, { withFileTypes: true })
    .filter(
      (one) => one.isDirectory() && !KNOWN_FOLDERS.has(one.name) && nearest(one.name, KNOWN_FOLDERS) !== undefined,
    )
    .flatMap(({ name }) => ['.yaml', '.yml', '.detector.ts'].flatMap((suffix) => filesIn(join(folder, name), suffix)))
  return [...beside, ...misspelt, ...['facts', ...RULE_FOLDERS].flatMap((name) => filesIn(join(folder, name), '.yml'))]
}
const KNOWN_FOLDERS: ReadonlySet<string> = new Set([...RULE_FOLDERS, 'facts', 'profiles'])
const OF_THE_FOLDER = new Set(['clocks.yaml', 'tags.yaml', 'rules.yaml'])

/** A file's documents from the copy that the build made; where something stands is found by parsing after all. */
function documentsOf(file: string, text: string): YamlFile {
  const copy = parsedCopy(text)
  if (copy === undefined) return parseYaml(file, text)
  let parsed: YamlFile | undefined
  const documents = copy.map((value, i): YamlDocument => {
    const at: YamlDocument['at'] = (path, key) => {
      parsed ??= parseYaml(file, text)
      return parsed.documents[i]?.at(path, key) ?? { line: 1, column: 1 }
    }
    return { value, at }
  })
  return { documents, problems: [] }
}
