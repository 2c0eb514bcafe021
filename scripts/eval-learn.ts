// `npm run eval:learn [CORPUS FACTS]`: mines genuine mails as `anachron learn` does, and holds what it learns against facts that
// were measured on a far larger collection; writes docs/evaluation-learn.md.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { edgeOf, mirrored } from '../src/analysis/learn/edge.ts'
import { isStrong } from '../src/analysis/learn/learnt-family.ts'
import { heldOutSources, mine, type Learnt } from '../src/analysis/learn/mine.ts'
import { sightings, type Sighting } from '../src/analysis/learn/sightings.ts'
import { isEndless, isName } from '../src/analysis/learn/which-traits.ts'

const root = join(import.meta.dirname, '..')
const corpus = process.argv[2] ?? join(root, '..', 'shared', 'corpus', 'mail', 'lists-more')
const known = process.argv[3] ?? join(root, '..', 'shared', 'research', 'email-facts.json')
if (!existsSync(corpus) || !existsSync(known)) {
  console.error('there is no corpus, or no measured facts, here: npm run eval:learn -- CORPUS FACTS.json')
  process.exit(2)
}
const DAY = 86_400e6
/** Fewer sightings than this in the learning half, and the collection does not cover the fact. */
const COVERED = 20

const side = z.enum(['hard', 'soft', 'censored', 'not-claimed'])
const measured = z
  .array(
    z.object({
      trait: z.string(),
      pattern: z.string().optional(),
      title: z.string(),
      first: z.string().nullable(),
      last: z.string().nullable(),
      edge: z.object({ first: side, last: side }).optional(),
    }),
  )
  .parse(JSON.parse(readFileSync(known, 'utf8')))
type Measured = (typeof measured)[number]

const folder = mkdtempSync(join(tmpdir(), 'anachron-eval-learn-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'learn.anachron')
const run = spawnSync(process.execPath, [join(root, 'dist/src/main.js'), 'ingest', file, '--all-traits', corpus], {
  encoding: 'utf8',
})
if (run.status !== 0) throw new Error(run.stderr)
const db = new Database(file, { readonly: true })
const held = heldOutSources(db.prepare<[], string>('SELECT path FROM root').pluck().all())

const learnt: Learnt[] = []
const seen: { readonly fact: Measured; readonly side: 'first' | 'last'; readonly found: boolean }[] = []
const verdicts = { same: 0, other: 0, unknown: 0 }
for (const trait of sightings(db, isName)) {
  const mined = mine(trait, held, isEndless(trait.key))
  const strong = mined.filter(isStrong)
  learnt.push(...strong)
  const own = [...trait.values].map(([value, all]) => [value, all.filter(({ source }) => !held.has(source))] as const)
  const carriers = times(own.flatMap(([, all]) => all))
  const facts = measured.filter((fact) => fact.trait === trait.key && fact.pattern !== undefined)
  for (const fact of facts) {
    const pattern = new RegExp(fact.pattern ?? '')
    const at = times(own.filter(([value]) => pattern.test(value)).flatMap(([, all]) => all))
    if (at.length < COVERED) continue
    for (const which of ['first', 'last'] as const) {
      if (fact.edge?.[which] !== 'hard') continue
      const edge = which === 'first' ? edgeOf(at, carriers) : edgeOf(mirrored(at), mirrored(carriers))
      if (edge?.kind !== 'hard') continue
      seen.push({ fact, side: which, found: strong.some((one) => agrees(one, fact, which)) })
    }
  }
  for (const one of strong)
    for (const which of ['first', 'last'] as const) {
      if (one[which].kind !== 'hard') continue
      const about = facts.filter((fact) => isAbout(one, fact) && fact.edge?.[which] === 'hard')
      if (about.length === 0) verdicts.unknown++
      else if (about.some((fact) => agrees(one, fact, which))) verdicts.same++
      else {
        verdicts.other++
        console.log(
          `other: ${one.trait} ${one.candidate.text.slice(0, 60)} ${which} ${day(one[which].at)}, measured ${about[0]?.[which] ?? '?'}`,
        )
      }
    }
}
db.close()

/** A fact is about what most of the first and last sightings of the learnt value bear. */
function isAbout(one: Learnt, fact: Measured): boolean {
  const pattern = new RegExp(fact.pattern ?? '')
  const some = [...one.earliest, ...one.latest]
  return some.filter(({ value }) => pattern.test(value)).length * 2 > some.length
}

/** The same edge within what the collection can tell: the learnt margin, and three days at least. */
function agrees(one: Learnt, fact: Measured, which: 'first' | 'last'): boolean {
  const day = fact[which]
  if (day === null || one[which].kind !== 'hard') return false
  return Math.abs(one[which].at - Date.parse(day) * 1000) <= Math.max(3, one.margin.cannot) * DAY
}

/** As mining does: one of each source and day. */
function times(all: readonly Sighting[]): readonly number[] {
  const once = new Map(all.map(({ source, at }) => [`${source} ${Math.floor(at / DAY)}`, at]))
  return [...once.values()].sort((a, b) => a - b)
}

function day(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 10)
}

const contradicted = learnt.filter(({ heldOut }) => heldOut.contradicted > 0)
const found = seen.filter((one) => one.found).length
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`
const missed = seen
  .filter((one) => !one.found)
  .map(({ fact, side: which }) => `- ${fact.title}, ${which} ${fact[which] ?? ''}`)
  .sort()
writeFileSync(
  join(root, 'docs/evaluation-learn.md'),
  `# What \`anachron learn\` finds again

Made by \`npm run eval:learn\` on eight public mailing lists (17,188 genuine mails, 2019 to 2026), four of them to learn from and four set aside, and held
against facts measured on 596,640 mails of 18 lists.

- **Learnt**: ${learnt.length} facts of ${new Set(learnt.map(({ trait }) => trait)).size} traits, each seen at least 20 times, from two sources or more next to its edge.
- **Contradicted** by the half set aside (a sighting outside window and margin): ${contradicted.length} (${percent(contradicted.length, learnt.length)}).
- **Found again**: ${found} of ${seen.length} (${percent(found, seen.length)}) hard edges of the measured facts that the learning half covers, within what it can tell (its margin; three days at least).
  Covered means: ${COVERED} sightings there, and the edge hard by the same measure.
- **Of the learnt edges**: ${verdicts.same} agree with a measured fact about the same value, ${verdicts.other} differ from it, and about ${verdicts.unknown} the measured facts say nothing.

## Not found again

${missed.join('\n')}

## Contradicted by the half set aside

${contradicted.map(({ trait, candidate, heldOut }) => `- \`${trait}\` \`${candidate.text}\`: ${heldOut.contradicted} of ${heldOut.n}`).join('\n')}
`,
)
console.log(
  `${learnt.length} learnt, ${contradicted.length} contradicted, ${found} of ${seen.length} found again`,
  verdicts,
)
