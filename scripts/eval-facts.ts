// `npm run eval:facts [FOLDER]`: holds every dated fact of `rules/facts` against the research that it was made from, and writes
// docs/evaluation-facts.md. `npm run generate` runs it too. Where the research is absent it says so, and the page stays as it is.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadRules } from '../src/analysis/load-rules.ts'
import { vocabularyOf } from '../src/analysis/vocabulary.ts'
import { ingesters } from '../src/ingest/index.generated.ts'
import { againstDocuments, againstMeasured, missingFrom, type Verdict } from './research/compare.ts'
import { ABSENT, EARLIER, leftOut } from './research/decided.ts'
import { documentedFacts, measuredFacts } from './research/research.ts'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/evaluation-facts.md')
const check = process.argv.includes('--check')
const folder = process.argv.slice(2).find((one) => !one.startsWith('-')) ?? join(root, '..', 'shared', 'research')

if (existsSync(join(folder, 'email-facts.json'))) await compare()
else console.error('skipped: docs/evaluation-facts.md is not compared, the research files are not here')

async function compare(): Promise<void> {
  const { families } = await loadRules([join(root, 'rules')], vocabularyOf(ingesters))
  const [measured, documented] = [measuredFacts(folder), documentedFacts(folder)]
  const emails = families.flatMap((family) => againstMeasured(family, measured))
  const documents = families.flatMap((family) => againstDocuments(family, documented))
  const missing = Map.groupBy(missingFrom(families, measured), (one) => `${one.trait}\t${leftOut(one) ?? ''}`)

  const undecided = [
    ...[...emails, ...documents]
      .filter(({ verdict }) => verdict === 'differs')
      .map(({ id, what }) => `${id} differs: ${what}`),
    ...[...missing].filter(([key]) => key.endsWith('\t')).map(([key, facts]) => `${key}: ${facts.length} left out`),
  ]
  for (const line of undecided) console.error(`not decided: ${line}`)
  if (undecided.length > 0) process.exitCode = 1

  const text = `# The facts, held against the research

Made by \`npm run eval:facts\`. The research: 2,402 windows measured on public mailing lists (\`email-facts.json\`), 5,753 days read in documents or recalled
(\`file-facts.json\`, \`database-facts.json\`). *Agrees*: the same day and the same kind of edge, and a window that holds every sighting. *Earlier*: our window begins
before the research's, so it accuses less. *Differs*: anything else. *Absent*: the research has no such fact.

## Mails: measured facts with a hard edge

${table(emails)}

## Files, databases, signs and programs: documented facts

${table(documents)}

## Facts of the research with a hard edge that are none of ours

| trait | facts | why |
| --- | --- | --- |
${[...missing]
  .map(([key, facts]) => [...key.split('\t'), String(facts.length)] as const)
  .map(([trait, why, n]) => `| \`${trait}\` | ${n ?? ''} | ${why ?? ''} |`)
  .sort()
  .join('\n')}
`
  if (existsSync(page) && readFileSync(page, 'utf8') === text) return
  if (!check) {
    writeFileSync(page, text)
    return
  }
  console.error('stale: docs/evaluation-facts.md (run npm run generate)')
  process.exitCode = 1
}

function reasonOf({ family, verdict }: Verdict): string | undefined {
  if (verdict === 'earlier') return EARLIER[family]
  return verdict === 'absent' ? ABSENT[family] : undefined
}

/** One line a family, with the reason for what does not agree. */
function table(verdicts: readonly Verdict[]): string {
  const rows = [...Map.groupBy(verdicts, ({ family }) => family)].map(([family, all]) => {
    const count = (verdict: Verdict['verdict']): string => String(all.filter((one) => one.verdict === verdict).length)
    const why = [...new Set(all.flatMap((one) => reasonOf(one) ?? []))].join('; ')
    return `| ${family} | ${count('agrees')} | ${count('earlier')} | ${count('differs')} | ${count('absent')} | ${why} |`
  })
  const sum = (verdict: Verdict['verdict']): number => verdicts.filter((one) => one.verdict === verdict).length
  return [
    '| family | agrees | earlier | differs | absent | why |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    `| **all** | **${sum('agrees')}** | **${sum('earlier')}** | **${sum('differs')}** | **${sum('absent')}** | |`,
  ].join('\n')
}
