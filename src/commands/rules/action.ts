/** What an action of `anachron rules` declares, and what several of them do: load the folders, find a rule by its id. */
import { basename } from 'node:path'
import { readyRules } from '../../analysis/shipped-rules.ts'
import { metadataOf, problemText, rulesOf, type Rule, type RuleSet } from '../../analysis/rule-set.ts'
import { vocabularyOf } from '../../analysis/vocabulary.ts'
import { ingesters } from '../../ingest/index.generated.ts'
import { nearest } from '../../nearest.ts'
import { UsageError, type ExitCode, type Given, type Io } from '../command.ts'
import { ruleFolders } from '../examination.ts'

export interface RuleAction {
  readonly id: string
  /** Arguments after the action's name. */
  readonly usage: string
  readonly summary: string
  /** `--watch` runs it again whenever a rule file changes. */
  readonly watchable?: true
  readonly run: (args: readonly string[], given: Given, io: Io) => Promise<ExitCode>
  /** What is done once before `--watch`, and what is then run again and again; absent: the action itself. */
  readonly begin?: (args: readonly string[], given: Given, io: Io) => Promise<Repeated>
}

/** What `--watch` runs again, with the arguments and flags that it has then. */
export interface Repeated {
  readonly args: readonly string[]
  readonly given: Given
  readonly run: RuleAction['run']
}

export const vocabulary = vocabularyOf(ingesters)

export const loaded = (given: Given): Promise<RuleSet> =>
  readyRules(ruleFolders(given), () => Promise.resolve(vocabulary))

/** The rule of that id. Throws `UsageError` with what is wrong with it, or with the id that may be meant. */
export function find(rules: RuleSet, id: string): Rule {
  const found = rulesOf(rules).find((rule) => metadataOf(rule).id === id)
  if (found !== undefined) return found
  const broken = rules.problems.find(({ file }) => basename(file).startsWith(`${id}.`))
  if (broken !== undefined) throw new UsageError(`the rule ${id} cannot be used: ${problemText(broken)}`)
  const near = nearest(
    id,
    rulesOf(rules).map((rule) => metadataOf(rule).id),
  )
  throw new UsageError(
    `there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}; rules list has them all`,
  )
}
