/**
 * `--dns`: looks up the keys of DKIM and ARC that the archive does not hold (RFC 6376 section 3.6.2), before the analysis, and keeps in the
 * case what was found and when, so that a later analysis says the same. Nothing else in this program touches a network.
 */
import { keyRecord, type PublishedKey } from '../analysis/dkim-record.ts'
import { answersIn, selectorsWithoutKey, type Answered, type Selector } from '../analysis/live-keys.ts'
import type { RuleSet } from '../analysis/rule-set.ts'
import { nameOf } from '../analysis/signature-check.ts'
import { append } from '../case/log.ts'
import type { CaseDatabase } from '../case/open.ts'
import { set } from '../case/settings.ts'
import type { Flag, Io } from './command.ts'
import { VERSION } from './package.ts'
import { plural } from '../report/words.ts'

export const DNS_FLAG: Flag = {
  flag: '--dns',
  doc: 'look up keys of mail signatures that the archive does not hold; this tells the name servers of the signers that their mail is looked at',
}

/** What is asked: `dns.promises.Resolver`, or that of a test. */
export interface TxtResolver {
  readonly resolveTxt: (name: string) => Promise<readonly (readonly string[])[]>
  readonly cancel: () => void
}

/** Bounds of one run. */
export interface LookUpLimits {
  readonly selectors: number
  readonly atOnce: number
  readonly eachMilliseconds: number
  readonly allMilliseconds: number
}
const LIMITS: LookUpLimits = { selectors: 500, atOnce: 8, eachMilliseconds: 5_000, allMilliseconds: 120_000 }
/** Records of one name that are read: a name should have one (RFC 6376 section 3.6.2.2). */
const MOST_RECORDS = 4
/** Names that are no part of the public DNS (RFC 6761, 6762, 7686) or nobody's to publish keys in. */
const NOT_PUBLIC = /(?:^|\.)(?:local|localhost|internal|invalid|test|onion|arpa)$|^[\d.]+$/i

/** Looks up what is missing, each selector once; one line on standard error says what came of it. */
export async function lookUpKeys(
  db: CaseDatabase,
  rules: Pick<RuleSet, 'keys' | 'hash'>,
  io: Io,
  resolver?: TxtResolver,
  limits: LookUpLimits = LIMITS,
): Promise<void> {
  const missing = selectorsWithoutKey(db, rules.keys)
  const chosen = missing.slice(0, limits.selectors)
  if (chosen.length === 0) {
    io.err('anachron: --dns: there is no selector without a key; nothing was looked up\n')
    return
  }
  const answers = await ask(chosen, resolver ?? (await systemResolver(limits)), io, limits)
  const again = new Set(answers.map(nameOf))
  const kept = [...answersIn(db).filter((one) => !again.has(nameOf(one))), ...answers].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  )
  const left = missing.length - answers.length
  const outcomes = counted(answers)
  db.transaction(() => {
    set(db, 'live-keys', kept)
    const entry = { action: 'look-up-keys', version: VERSION, rules: rules.hash, answers, notAskedFor: left }
    append(db, io.who, entry, io.now())
  })()
  const words = Object.entries(outcomes).map(([why, n]) => `${n} ${why}`)
  const rest = left === 0 ? '' : `; not asked for, beyond the limits of number and time: ${left}`
  io.err(`anachron: --dns: ${plural(answers.length, 'selector')} looked up: ${words.join(', ')}${rest}\n`)
}

function counted(answers: readonly Answered[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { why = 'with a key' } of answers) counts[why] = (counts[why] ?? 0) + 1
  return counts
}

/** The resolver of the system, loaded only here. */
async function systemResolver({ eachMilliseconds }: LookUpLimits): Promise<TxtResolver> {
  const { Resolver } = await import('node:dns/promises')
  const resolver = new Resolver({ timeout: eachMilliseconds, tries: 1 })
  return { resolveTxt: (name) => resolver.resolveTxt(name), cancel: () => resolver.cancel() }
}

/** A few at once, until all are asked or the time is over. */
async function ask(
  selectors: readonly Selector[],
  resolver: TxtResolver,
  io: Io,
  { atOnce, eachMilliseconds, allMilliseconds }: LookUpLimits,
): Promise<readonly Answered[]> {
  const end = performance.now() + allMilliseconds
  const answers: Answered[] = []
  let next = 0
  const askNext = async (): Promise<void> => {
    for (let one = selectors[next++]; one !== undefined; one = selectors[next++]) {
      const left = Math.min(eachMilliseconds, end - performance.now())
      if (left <= 0) return
      answers.push({ ...one, on: io.now().toISOString().slice(0, 10), ...(await answer(one, resolver, left)) })
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, askNext))
  } finally {
    resolver.cancel()
  }
  return answers
}

type Outcome = Pick<Answered, 'keys' | 'why'>
const nothing = (why: string): Outcome => ({ keys: [], why })

async function answer({ domain, selector }: Selector, resolver: TxtResolver, within: number): Promise<Outcome> {
  const name = `${selector}._domainkey.${domain}`
  const labels = name.split('.')
  if (NOT_PUBLIC.test(domain) || !domain.includes('.')) return nothing('not public names')
  if (name.length > 253 || labels.some((label) => label === '' || label.length > 63)) return nothing('no DNS names')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, within, 'late')
  })
  try {
    const records = await Promise.race([resolver.resolveTxt(name), late])
    return records === 'late' ? nothing('without an answer in time') : keysOf(records)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    if (code === 'ENOTFOUND' || code === 'ENODATA') return nothing('without a record')
    return nothing(code === 'ETIMEOUT' ? 'without an answer in time' : `without an answer (${code.slice(0, 20)})`)
  } finally {
    clearTimeout(timer)
  }
}

function keysOf(records: readonly (readonly string[])[]): Outcome {
  const read = records.slice(0, MOST_RECORDS).map((strings) => keyRecord(strings.join('')))
  const keys: readonly PublishedKey[] = read.flatMap((one) => (one.state === 'key' ? [one.key] : []))
  if (keys.length > 0) return { keys: [...keys] }
  const [why = 'malformed'] = read.flatMap((one) => (one.state === 'useless' ? [one.why] : []))
  return nothing(records.length === 0 ? 'without a record' : why)
}
