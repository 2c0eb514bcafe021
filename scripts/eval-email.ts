// `npm run eval:email [CORPUS]`: takes genuine mails, changes them in known ways, and writes what the program says of each way to
// docs/evaluation-email.md; the same for honest variants, in which nothing of medium or above may be found.
import { strFromU8, unzipSync } from 'fflate'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../samples/make/random.ts'
import { atLeast, type Level } from '../src/model.ts'
import { WAYS as CONTENT } from './email-bench/content.ts'
import { WAYS as DATES } from './email-bench/dates.ts'
import { arrival, parseMail, printMail, stated, type Mail } from './email-bench/mail.ts'
import { WAYS as MARKS } from './email-bench/marks.ts'
import { VARIANTS } from './email-bench/variants.ts'
import type { Donors, Forged, Way } from './email-bench/way.ts'

const root = join(import.meta.dirname, '..')
const corpus = process.argv[2] ?? join(root, '..', 'shared', 'corpus')
const from = join(corpus, 'mail')
if (!existsSync(join(from, 'lists-more'))) {
  console.error(`${from}: there are no genuine mails here; give a corpus: npm run eval:email -- FOLDER`)
  process.exit(2)
}
/** Mails a way is tried on, and honest variants are made from. */
const TRIED = 40
const SEED = 2019
const DAY = 86_400_000

const folder = mkdtempSync(join(tmpdir(), 'anachron-eval-email-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

interface Genuine {
  readonly mail: Mail
  readonly arrived: number
}
interface Finding {
  readonly rule: string
  readonly level: Level
  readonly evidence: string
}
interface Dating {
  readonly evidence: string
  readonly notBefore?: string
  readonly notAfter?: string
}
interface Scanned {
  readonly findings: readonly Finding[]
  readonly datings: readonly Dating[]
}
interface Score {
  readonly way: Way
  readonly tried: number
  readonly caught: Readonly<Record<'low' | 'medium' | 'high', number>>
  /** A lower bound later than the claimed time: the dating alone contradicts the claim. */
  readonly refuted: number
  readonly excludesTruth: number
  /** Days from the tightest lower bound to the making, the median. */
  readonly tightness: number | undefined
  readonly rules: ReadonlyMap<string, number>
  /** What speaks of the mails that are not caught at high: rules of low and medium, joined. */
  readonly below: ReadonlyMap<string, number>
}

/** Mails whose hops are dated, in seeded order. */
function genuine(): readonly Genuine[] {
  const all: Genuine[] = []
  for (const set of ['lists-more', 'lists-unseen'])
    for (const zip of readdirSync(join(from, set))
      .filter((name) => name.endsWith('.zip'))
      .sort())
      for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(from, set, zip))))) {
        if (!name.endsWith('.eml')) continue
        const mail = parseMail(strFromU8(bytes, true))
        const arrived = arrival(mail)
        const date = stated(mail)
        if (arrived !== undefined && date !== undefined && Math.abs(arrived - date) < DAY) all.push({ mail, arrived })
      }
  const random = seeded(SEED)
  for (let n = all.length - 1; n > 0; n--) {
    const other = random.int(0, n)
    const [a, b] = [all[n], all[other]]
    if (a !== undefined && b !== undefined) [all[n], all[other]] = [b, a]
  }
  return all
}

function scan(name: string, mails: ReadonlyMap<string, Mail>): Scanned {
  const into = join(folder, name)
  mkdirSync(into)
  for (const [file, mail] of mails) writeFileSync(join(into, file), printMail(mail), 'latin1')
  const report = join(folder, `${name}-report`)
  const run = spawnSync(
    process.execPath,
    [join(root, 'dist/src/main.js'), 'scan', into, '--report', report, '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  if (run.status !== 0 && run.status !== 3) throw new Error(`${name}: ${run.stderr.slice(-2_000)}`)
  const scanned = JSON.parse(readFileSync(join(report, 'report.json'), 'utf8')) as Scanned
  rmSync(into, { recursive: true })
  rmSync(report, { recursive: true })
  return scanned
}

const inFile = (evidence: string, file: string): boolean => evidence === file || evidence.startsWith(`${file}/`)

function tryWay(way: Way, all: readonly Genuine[], donors: Donors, before: Rules): Score {
  const random = seeded(SEED)
  const made: { readonly of: number; readonly forged: Forged }[] = []
  for (let n = 0; n < all.length && made.length < TRIED; n++) {
    const one = all[n]
    const forged = one === undefined ? undefined : way.make(one.mail, one.arrived, donors, random)
    if (forged !== undefined) made.push({ of: n, forged })
  }
  const files = new Map<string, Mail>()
  for (const { of, forged } of made) {
    files.set(`${of}.eml`, forged.mail)
    for (const [i, mail] of (forged.beside ?? []).entries()) files.set(`${of}-beside-${i}.eml`, mail)
  }
  const { findings, datings } = scan(way.id, files)
  const caught = { low: 0, medium: 0, high: 0 }
  const rules = new Map<string, number>()
  const below = new Map<string, number>()
  let refuted = 0
  let excludesTruth = 0
  const distances: number[] = []
  for (const { of, forged } of made) {
    const names = [`${of}.eml`, ...(forged.beside ?? []).map((_, i) => `${of}-beside-${i}.eml`)]
    const fresh = findings.filter(
      ({ evidence, rule }) => names.some((name) => inFile(evidence, name)) && before.get(of)?.has(rule) !== true,
    )
    for (const floor of ['low', 'medium', 'high'] as const)
      if (fresh.some(({ level }) => atLeast(level, floor))) caught[floor]++
    if (!fresh.some(({ level }) => atLeast(level, 'high'))) {
      const heard = [...new Set(fresh.filter(({ level }) => atLeast(level, 'low')).map((one) => `\`${one.rule}\``))]
      const words = heard.sort().join(' + ') || 'nothing'
      below.set(words, (below.get(words) ?? 0) + 1)
    }
    for (const rule of new Set(fresh.filter(({ level }) => atLeast(level, 'medium')).map((one) => one.rule)))
      rules.set(rule, (rules.get(rule) ?? 0) + 1)
    const bounds = datings.filter(({ evidence }) => evidence === `${of}.eml`)
    const lower = Math.max(
      ...bounds.flatMap(({ notBefore }) => (notBefore === undefined ? [] : [Date.parse(notBefore)])),
    )
    if (bounds.some(({ notAfter }) => notAfter !== undefined && Date.parse(notAfter) < forged.made)) excludesTruth++
    if (!Number.isFinite(lower)) continue
    if (lower > forged.made + 5 * 60_000) excludesTruth++
    distances.push((forged.made - lower) / DAY)
    const claim = stated(forged.mail)
    if (claim !== undefined && lower > claim) refuted++
  }
  distances.sort((a, b) => a - b)
  return {
    way,
    tried: made.length,
    caught,
    refuted,
    excludesTruth,
    tightness: distances[distances.length >> 1],
    rules,
    below,
  }
}

/** By number of the genuine mail: the rules that it breaks as it stands. */
type Rules = ReadonlyMap<number, ReadonlySet<string>>

function asTheyStand(all: readonly Genuine[]): Rules {
  const { findings } = scan('genuine', new Map(all.map(({ mail }, n) => [`${n}.eml`, mail])))
  const rules = new Map<number, Set<string>>()
  for (const { evidence, rule } of findings) {
    const n = Number.parseInt(evidence, 10)
    const known = rules.get(n) ?? new Set()
    rules.set(n, known.add(rule))
  }
  return rules
}

const all = genuine()
const byArrival = [...all].sort((a, b) => a.arrived - b.arrived)
const donors: Donors = {
  find: (low, high, fits) => {
    const within = byArrival.filter(({ arrived }) => arrived >= low && arrived <= high)
    const start = seeded(Math.round(low / DAY)).int(0, Math.max(0, within.length - 1))
    return [...within.slice(start), ...within.slice(0, start)].find(({ mail }) => fits(mail))?.mail
  },
}
const before = asTheyStand(all.slice(0, 6_000))
console.log(`${all.length} genuine mails; ${TRIED} a way, seed ${SEED}`)
const scores = [...DATES, ...MARKS, ...CONTENT].map((way) => {
  const score = tryWay(way, all, donors, before)
  const { tried, caught, excludesTruth } = score
  console.log(
    `${way.id.padEnd(26)} ${String(tried).padStart(3)} tried, medium ${caught.medium}, high ${caught.high}, excludes the truth ${excludesTruth}  ${[...score.rules].map(([rule, n]) => `${rule} ${n}`).join(', ')}`,
  )
  return score
})

interface Honest {
  readonly title: string
  readonly made: number
  readonly alarms: Readonly<Record<'medium' | 'high', number>>
  readonly rules: readonly string[]
}
const honest: readonly Honest[] = VARIANTS.map(({ id, title, make }) => {
  const files = new Map<string, Mail>()
  for (const [n, { mail, arrived }] of all.slice(0, 400).entries()) {
    const made = make(mail, arrived)
    if (made !== undefined) files.set(`${n}.eml`, made)
  }
  const { findings } = scan(id, files)
  const own = (floor: Level): readonly Finding[] =>
    findings.filter(
      ({ level, rule, evidence }) =>
        atLeast(level, floor) && before.get(Number.parseInt(evidence, 10))?.has(rule) !== true,
    )
  const count = (floor: Level): number => new Set(own(floor).map(({ evidence }) => evidence.split('/')[0])).size
  const rules = [...new Set(own('medium').map(({ rule }) => rule))].sort()
  const alarms = { medium: count('medium'), high: count('high') }
  console.log(
    `honest: ${id.padEnd(22)} ${files.size} made, medium ${alarms.medium}, high ${alarms.high}  ${rules.join(', ')}`,
  )
  return { title, made: files.size, alarms, rules }
})

const traced = scores.filter(({ way, tried }) => way.noTrace === undefined && tried > 0)
const share = (level: 'medium' | 'high'): string => {
  const tried = traced.reduce((sum, score) => sum + score.tried, 0)
  const caught = traced.reduce((sum, score) => sum + score.caught[level], 0)
  return `${caught} of ${tried} (${((100 * caught) / tried).toFixed(0)} %)`
}
const spoken = ({ below }: Score): string =>
  [...below]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 3)
    .map(([words, n]) => `${n}: ${words}`)
    .join('; ')
const line = ({ way, tried, caught, refuted, excludesTruth, tightness, rules }: Score): string =>
  `| ${way.title} | ${tried} | ${caught.low} | ${caught.medium} | ${caught.high} | ${refuted} | ${excludesTruth} | ${tightness === undefined ? '–' : tightness.toFixed(0)} | ${
    way.noTrace ??
    [...rules]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 3)
      .map(([rule]) => `\`${rule}\``)
      .join(', ')
  } |`

writeFileSync(
  join(root, 'docs/evaluation-email.md'),
  `# Mails changed in known ways

Made by \`npm run eval:email\`: each way of making a mail say another time is tried on ${TRIED} genuine mails that have what it needs, drawn by a seed
from ${all.length} mails of ten lists (2019 to 2026). A mail counts as caught only by a rule that it does not break as it stands.
"Refuted": the lower bound of its dating alone lies after the claimed time. "Excludes": a bound given excludes the true time of making; this must be 0.
"Days": from the lower bound to the true time, the median.

Of the ways that leave a trace: ${share('medium')} caught at medium or above, ${share('high')} at high or above.

| way | tried | low or above | medium or above | high or above | refuted | excludes | days | by, or why not |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${traced.map(line).join('\n')}

## What is not caught at high, and why

A finding reaches high only where two independent writers contradict the claim, or a server or a signer contradicts itself; a rule is raised by no figure of this page.

| way | below high | what speaks of them | why not high |
| --- | ---: | --- | --- |
${traced
  .filter(({ tried, caught }) => caught.high < tried)
  .sort((a, b) => b.tried - b.caught.high - (a.tried - a.caught.high))
  .map(
    (score) =>
      `| ${score.way.title} | ${score.tried - score.caught.high} | ${spoken(score)} | ${score.way.notHigh ?? ''} |`,
  )
  .join('\n')}

## Ways that leave no trace in principle

| way | tried | low or above | medium or above | high or above | refuted | excludes | days | why |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${scores
  .filter(({ way }) => way.noTrace !== undefined)
  .map(line)
  .join('\n')}

## Honest variants

What honestly happens to genuine mails, made from 400 of them. Nothing of medium or above may be found that the mail did not have before.

| variant | made | medium or above | high or above | rules |
| --- | ---: | ---: | ---: | --- |
${honest.map(({ title, made, alarms, rules }) => `| ${title} | ${made} | ${alarms.medium} | ${alarms.high} | ${rules.join(', ')} |`).join('\n')}
`,
)
console.log(`medium or above: ${share('medium')}; high or above: ${share('high')}`)
