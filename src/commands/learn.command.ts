/** `anachron learn CORPUS --into DIR`: mines dated facts from genuine evidence, for a person to review. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { isStrong, learntFamily } from '../analysis/learn/learnt-family.ts'
import { heldOutSources, mine, type Learnt } from '../analysis/learn/mine.ts'
import { sightings } from '../analysis/learn/sightings.ts'
import { isEndless, isName } from '../analysis/learn/which-traits.ts'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { privateFolder } from '../evidence/private-folder.ts'
import { terminal } from '../report/safe-text.ts'
import { plural, thousands } from '../report/words.ts'
import { EXIT, UsageError, defineCommand, value, type Io } from './command.ts'
import { LIMIT_FLAG, RULES_FLAG, askedOf, ingest, loadKnowledge, refuseInside } from './examination.ts'
import { interruptible } from './stop.ts'

/** Text of a value that is printed. */
const SHOWN = 60

export default defineCommand({
  id: 'learn',
  usage: '<corpus>',
  summary: 'mine dated facts from genuine evidence, for review',
  flags: [
    { flag: '--into <folder>', doc: 'where the facts are written; reviewed files there are never changed' },
    LIMIT_FLAG,
    RULES_FLAG,
  ],
  examples: ['anachron learn genuine-mails --into my-rules/facts'],
  run: async ([corpus = ''], given, io) => {
    const into = value(given, 'into')
    if (into === undefined) throw new UsageError('say where the facts go: --into FOLDER')
    if (!existsSync(corpus)) throw new UsageError(`${corpus}: there is no such file or folder`)
    refuseInside(into, [corpus], 'into')
    const rules = await loadKnowledge(given, io)
    const folder = privateFolder()
    try {
      const open = openCase(join(folder.path, 'learn.anachron'), 'create')
      try {
        await ingest(open.db, [corpus], rules, { ...askedOf(given), allTraits: true }, io)
        const sources = open.db.prepare<[], string>('SELECT path FROM evidence WHERE parent IS NULL').pluck().all()
        const held = heldOutSources([...new Set(sources.map((path) => path.split('/')[0] ?? path))])
        mkdirSync(into, { recursive: true })
        const collection = `${corpus}: ${plural(sources.length, 'file')}; learnt from every second source, held against the others`
        const today = io.now().toISOString().slice(0, 10)
        const all = interruptible(() => writeFacts(open.db, held, into, { collection, today }, io))
        io.out(summary(all, sources.length, held.size, into))
        return EXIT.ok
      } finally {
        open.close()
      }
    } finally {
      folder.remove()
    }
  },
})

/** One file a trait, each as soon as it is known; returns the facts that were learnt. */
function writeFacts(
  db: CaseDatabase,
  held: ReadonlySet<string>,
  into: string,
  about: { readonly collection: string; readonly today: string },
  io: Io,
): readonly Learnt[] {
  const all: Learnt[] = []
  for (const trait of sightings(db, isName)) {
    const learnt = mine(trait, held, isEndless(trait.key))
    const family = learntFamily(trait.key, learnt, about)
    if (family === undefined) continue
    const file = join(into, `${family.id}.yaml`)
    if (isReviewed(file)) {
      io.err(`anachron: ${terminal(file)}: reviewed, so it is left as it is; move it to learn the trait anew\n`)
      continue
    }
    writeFileSync(file, stringify(family, { lineWidth: 0 }))
    for (const one of learnt.filter(isStrong)) {
      all.push(one)
      io.out(`${line(one)}\n`)
    }
  }
  return all
}

/** A file that a person has looked at says so by its status. */
function isReviewed(file: string): boolean {
  if (!existsSync(file)) return false
  const held: unknown = parse(readFileSync(file, 'utf8'))
  return !(typeof held === 'object' && held !== null && 'status' in held && held.status === 'experimental')
}

const day = (micros: number): string => new Date(micros / 1000).toISOString().slice(0, 10)

function line({ trait, candidate, n, first, last, heldOut }: Learnt): string {
  const from = first.kind === 'hard' ? day(first.at) : '          '
  const to = last.kind === 'hard' ? day(last.at) : '          '
  const outside = heldOut.contradicted > 0 ? `  ${heldOut.contradicted} of ${heldOut.n} held out lie outside` : ''
  return `${from}  ${to}  ${String(n).padStart(6)}  ${terminal(trait)}  ${terminal(candidate.text.slice(0, SHOWN))}${outside}`
}

function summary(all: readonly Learnt[], sources: number, held: number, into: string): string {
  const given = `${plural(sources, 'file')}, of which ${plural(held, 'source was', 'sources were')} set aside`
  if (all.length === 0)
    return `no fact learnt from ${given}: no value of a trait has a first or last sighting that is sharp enough there\n`
  const contradicted = all.filter(({ heldOut }) => heldOut.contradicted > 0).length
  return [
    '',
    `${plural(all.length, 'fact')} learnt from ${given}; ${thousands(contradicted)} of them have sightings there that lie outside their window and margin.`,
    `They are in ${terminal(into)}, each experimental and at most low. Read them, take out what is the collection's and not the world's, and set their status.`,
    '',
  ].join('\n')
}
