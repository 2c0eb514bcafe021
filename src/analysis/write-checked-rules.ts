/** Writes what `shipped-rules.ts` reads: a part of the build. */
import { writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { knowledgeOf } from './knowledge.ts'
import { problemText, type RuleSet } from './rule-set.ts'
import { contentOf, type CheckedRules } from './shipped-rules.ts'

/** Keeps the rules of a folder as they were loaded. Rules with problems, or with a `rules.yaml` of their own, are not kept. */
export function writeCheckedRules(folder: string, set: RuleSet, file: string): void {
  const [problem] = set.problems
  if (problem !== undefined) throw new Error(problemText(problem))
  if (set.off.length > 0) throw new Error(`${folder}: shipped rules are not switched off`)
  const { digest, texts } = contentOf(folder)
  const { intervals, orders, agrees, families, profileFacts, keys, clocks, house, baselines, tags, hash } = set
  const detectors = set.detectors.map(({ id, tags: borne }) => {
    const name = [...texts.keys()].find((one) => texts.get(one) === set.sources.get(id))
    if (name === undefined) throw new Error(`${id}: its source is not in ${folder}`)
    return [id, name, borne] as const
  })
  const copy: CheckedRules = {
    digest,
    rules: {
      intervals,
      orders,
      agrees,
      families,
      profileFacts,
      keys,
      clocks,
      house,
      baselines,
      tags,
      hash,
      knowledge: knowledgeOf(set),
    },
    files: [...set.files],
    profiles: set.profileFiles.map((path) => relative(folder, path).split(sep).join('/')),
    detectors,
  }
  writeFileSync(file, JSON.stringify(copy))
}
