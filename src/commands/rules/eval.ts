/** `anachron rules eval FOLDER...`: precision and recall of each rule on labelled evidence, and what changed since the committed figures. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expectedSchema, judge, precision, recall, scoreChanges, scoresSchema } from '../../analysis/scores.ts'
import { terminal } from '../../report/safe-text.ts'
import { plural } from '../../report/words.ts'
import { EXIT, UsageError, value, type Flag } from '../command.ts'
import { askedOf } from '../examination.ts'
import { loaded, type RuleAction } from './action.ts'
import { readJson } from './json-file.ts'
import { measuredCase } from './measured-case.ts'

export const EVAL_FLAGS: readonly Flag[] = [
  {
    flag: '--scores <file>',
    doc: 'eval: the committed figures; exit code 1 if a rule got worse. Written if it is not there',
  },
]

/** What is said of files that are not what they should be. */
const NO_LABELS = 'write {"mustFind": [{"rule": …, "evidence": …}]}'
const NO_SCORES = 'this is no file of scores; name one that rules eval --scores wrote, or a new one'

/** Labelled evidence: each folder with an `expected.json`, and an `exhibits.yaml` if there is one. */
export const evalRules: RuleAction = {
  id: 'eval',
  usage: 'FOLDER...',
  summary: 'precision, recall and confusion of each rule on labelled evidence (folders with expected.json)',
  run: async (folders, given, io) => {
    const labelled = folders.flatMap(labelledIn)
    if (labelled.length === 0)
      throw new UsageError('rules eval needs a folder of labelled evidence: each story has an expected.json')
    const file = value(given, 'scores')
    const before = file === undefined || !existsSync(file) ? undefined : readJson(file, scoresSchema, NO_SCORES)
    const rules = await loaded(given)
    const stories = []
    for (const { name, folder } of labelled) {
      const exhibits = join(folder, 'exhibits.yaml')
      const asked = askedOf(existsSync(exhibits) ? { exhibits } : {})
      const { findings } = await measuredCase([folder], asked, rules, io)
      const expected = readJson(join(folder, 'expected.json'), expectedSchema, NO_LABELS)
      stories.push({ name, mustFind: expected.mustFind, found: findings })
    }
    const { scores, faults } = judge(stories)
    for (const line of faults) io.out(`${terminal(line)}\n`)
    const per = (rate: number): string => rate.toFixed(3).padStart(9)
    io.out(`${'rule'.padEnd(44)} found missed unexpected precision    recall\n`)
    for (const [rule, score] of Object.entries(scores))
      io.out(
        `${rule.padEnd(44)} ${String(score.found).padStart(5)} ${String(score.missed).padStart(6)} ${String(score.unexpected).padStart(10)} ${per(precision(score))} ${per(recall(score))}\n`,
      )
    io.out(
      `${plural(stories.length, 'story', 'stories')}, ${plural(Object.keys(scores).length, 'rule')} with a score\n`,
    )
    if (file === undefined) return faults.length === 0 ? EXIT.ok : EXIT.found
    if (before === undefined) {
      writeFileSync(file, `${JSON.stringify(scores, null, 1)}\n`)
      return EXIT.ok
    }
    const changes = scoreChanges(before, scores)
    for (const { line } of changes) io.out(`${line}\n`)
    io.out(`${plural(changes.length, 'change')} since ${file}\n`)
    return changes.some(({ worse }) => worse) ? EXIT.found : EXIT.ok
  },
}

function labelledIn(folder: string): readonly { readonly name: string; readonly folder: string }[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`${folder}: there is no such folder`)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path === 'expected.json' || path.endsWith('/expected.json'))
    .sort()
    .map((path) => dirname(join(folder, path)))
    .map((found) => ({ name: relative(dirname(folder), found), folder: found }))
}
