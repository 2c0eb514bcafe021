/** `anachron rules import-sigma FILE --into DIR`: Sigma rules on timeline events as rules of one's own, and what was left out. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { importSigma } from '../../analysis/sigma/import.ts'
import { NotCarried, sigmaSchema } from '../../analysis/sigma/sigma-rule.ts'
import { KnownTags } from '../../analysis/tags.ts'
import { problemText, type RuleSet } from '../../analysis/rule-set.ts'
import { LARGEST_COLLECTION, check, parseYaml, whyUnread } from '../../analysis/yaml-file.ts'
import { inCommand, terminal } from '../../report/safe-text.ts'
import { plural } from '../../report/words.ts'
import { EXIT, UsageError, value, type Io } from '../command.ts'
import { loaded, vocabulary, type RuleAction } from './action.ts'
import { placeOf } from './template.ts'

export const importSigmaRules: RuleAction = {
  id: 'import-sigma',
  usage: 'FILE',
  summary: 'write Sigma rules on timeline events as rules into --into DIR, and say what was left out',
  run: async ([file, ...more], given, io) => {
    const into = value(given, 'into')
    if (file === undefined || more.length > 0 || into === undefined)
      throw new UsageError('rules import-sigma needs a file and a folder: anachron rules import-sigma FILE --into DIR')
    if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`)
    const why = whyUnread(file, LARGEST_COLLECTION)
    if (why !== undefined) throw new UsageError(`${file}: ${why}`)
    const { documents, problems } = parseYaml(file, readFileSync(file, 'utf8'), LARGEST_COLLECTION)
    for (const problem of problems) io.out(`${terminal(problemText(problem))}\n`)
    const rules = await loaded({ ...given, rules: existsSync(into) ? [into] : [] })
    const taken = new Set<string>()
    let made = 0
    for (const document of documents) {
      const checked = check(file, document, sigmaSchema)
      if ('value' in checked) {
        const written = write(checked.value, { into, folder: value(given, 'folder') ?? 'email', rules, taken }, io)
        if (written) made++
      } else for (const problem of checked.problems) io.out(`${terminal(problemText(problem))}\n`)
    }
    io.out(`${plural(made, 'rule')} of ${documents.length} written to ${terminal(into)}\n`)
    if (made > 0)
      io.out(`next: anachron rules check --rules ${inCommand(into)}, and an example of each kind in each rule\n`)
    return made === documents.length && problems.length === 0 && made > 0 ? EXIT.ok : EXIT.found
  },
}

interface Target {
  readonly into: string
  readonly folder: string
  readonly rules: RuleSet
  /** Ids that other rules of the file got. */
  readonly taken: Set<string>
}

/** Writes one rule and says what was left out of it. */
function write(rule: Parameters<typeof importSigma>[0], { into, folder, rules, taken }: Target, io: Io): boolean {
  try {
    const { id, is, text, left } = importSigma(
      rule,
      vocabulary,
      new KnownTags(rules.tags),
      io.now().toISOString().slice(0, 10),
      taken,
    )
    const other = rules.files.get(id)
    if (other !== undefined) throw new NotCarried(`the id ${id} is already that of ${other}`)
    taken.add(id)
    const [place, suffix] = placeOf(is, folder)
    const path = join(into, place, `${id}${suffix}`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    io.out(`made ${terminal(path)}\n`)
    for (const line of left) io.out(`  left out: ${terminal(line)}\n`)
    return true
  } catch (error) {
    if (!(error instanceof NotCarried)) throw error
    io.out(`not imported: ${terminal(rule.title)}: ${terminal(error.message)}\n`)
    return false
  }
}
