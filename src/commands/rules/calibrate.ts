/** `anachron rules calibrate CORPUS`: runs over genuine evidence and writes each rule's base rate to `baselines.json`. */
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { rateChanges, withMeasured } from '../../analysis/calibration.ts'
import { baselinesSchema } from '../../analysis/rule-language.ts'
import { plural } from '../../report/words.ts'
import { EXIT, UsageError, value, values, type Flag } from '../command.ts'
import { askedOf } from '../examination.ts'
import { loaded, type RuleAction } from './action.ts'
import { readJson } from './json-file.ts'
import { measuredCase } from './measured-case.ts'

export const CALIBRATE_FLAGS: readonly Flag[] = [
  {
    flag: '--collection <text>',
    doc: 'calibrate: the name of the evidence in reports (default: the name of its folder)',
  },
  { flag: '--years <text>', doc: 'calibrate: the years that it covers: 2019-2026' },
  { flag: '--sources <n>', doc: 'calibrate: how many independent sources it has (default: 1)' },
  { flag: '--learnt-from', doc: 'calibrate: facts were learnt from this very evidence; its rate flatters them' },
]

export const calibrate: RuleAction = {
  id: 'calibrate',
  usage: 'CORPUS',
  summary:
    'base rates on genuine evidence, written to baselines.json of the folder of --into (default: that of --rules)',
  run: async ([corpus, ...more], given, io) => {
    if (corpus === undefined || more.length > 0)
      throw new UsageError('rules calibrate needs one folder of genuine evidence')
    if (!existsSync(corpus) || !statSync(corpus).isDirectory())
      throw new UsageError(`${corpus}: there is no such folder`)
    const into = value(given, 'into') ?? values(given, 'rules').at(-1)
    if (into === undefined || !existsSync(into))
      throw new UsageError(
        'rules calibrate writes base rates to a folder of rules that is there: --into DIR or --rules DIR',
      )
    const years = value(given, 'years')
    if (years === undefined)
      throw new UsageError('rules calibrate needs the years that the evidence covers: --years 2019-2026')
    const sources = Number(value(given, 'sources') ?? '1')
    if (!Number.isInteger(sources) || sources < 1) throw new UsageError('--sources is a whole number')
    const file = join(into, 'baselines.json')
    const before = existsSync(file)
      ? readJson(file, baselinesSchema, 'this is no file of base rates; mend it, or move it away')
      : {}
    const rules = await loaded(given)
    const { coverage, examined } = await measuredCase([corpus], askedOf({}), rules, io)
    const title = value(given, 'collection') ?? basename(resolve(corpus))
    const collection = { title, years, learntFrom: given['learntFrom'] === true, sources }
    const after = withMeasured(before, [{ collection, examined, rules: coverage }])
    io.out(`${'rule'.padEnd(44)}  broken applicable\n`)
    for (const { rule, applied, broken } of coverage.filter((one) => one.applied > 0))
      io.out(`${rule.padEnd(44)} ${String(broken).padStart(7)} ${String(applied).padStart(10)}\n`)
    for (const line of rateChanges(before, after)) io.out(`${line}\n`)
    writeFileSync(file, `${JSON.stringify(after, null, 1)}\n`)
    io.out(`${plural(examined, 'case')} examined; base rates written to ${file}\n`)
    return EXIT.ok
  },
}
