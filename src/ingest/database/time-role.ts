/**
 * What a time column of an unknown table is: when the row was recorded (transaction time), which date it is about (valid time),
 * when a session began or ended. Guessed from names, and for the recorded time from the order of its values; where nothing
 * says it the time is shown and no more.
 */
import type { ProfileTable } from './profile.ts'
import { wordsOf } from './name-words.ts'

export type TableRole = Extract<ProfileTable['is'], 'audit' | 'session' | 'ledger' | 'other'>

const has = (words: readonly string[], ...any: readonly string[]): boolean => words.some((word) => any.includes(word))

/** What a table's name says it is, with the reason. */
export function roleOfTable(name: string): { readonly is: TableRole; readonly reason?: string } {
  const words = wordsOf(name)
  if (has(words, 'session', 'sessions', 'login', 'logins', 'logon', 'logons'))
    return { is: 'session', reason: 'its name says that it lists sessions' }
  const audit = ['audit', 'auditlog', 'audits', 'log', 'logs', 'logbook', 'trail', 'history', 'activity', 'activities']
  if (
    has(words, ...audit, 'events', 'changes', 'changelog', 'eventlog') ||
    /(?:log|audit|trail|history)$/.test(words.join(''))
  )
    return { is: 'audit', reason: 'its name says that it is a log' }
  const ledger = [
    'ledger',
    'journal',
    'journals',
    'entry',
    'entries',
    'transaction',
    'transactions',
    'posting',
    'postings',
  ]
  if (
    has(
      words,
      ...ledger,
      'booking',
      'bookings',
      'voucher',
      'vouchers',
      'invoice',
      'invoices',
      'payment',
      'payments',
      'gl',
    )
  )
    return { is: 'ledger', reason: 'its name says that it holds bookings' }
  return { is: 'other' }
}

/** What the name of a time column says, in a table of this kind; undefined if nothing. */
export function kindByName(name: string, is: TableRole): string | undefined {
  const words = wordsOf(name)
  const joined = words.join('')
  if (is === 'session') {
    if (
      has(words, 'logout', 'logoff', 'signout') ||
      /^(?:logged|signed)?(?:out|off)|^end|^finish|^clos|^stop/.test(joined)
    )
      return 'db.session.logout'
    if (
      has(words, 'login', 'logon', 'signin') ||
      /^(?:logged|signed)?(?:in|on)(?:$|at|time|date)|^start|^begin|^began|^open|^created/.test(joined)
    )
      return 'db.session.login'
  }
  if (/modif|updated|update|changed|edited/.test(joined)) return 'db.row.changed'
  if (is === 'ledger' && BOOKED.test(joined)) return 'db.row.booked'
  return undefined
}

const BOOKED =
  /^(?:post(?:ing|ed)?|book(?:ing|ed)?|value|invoice|due|doc|document|trans|transaction|txn|effective|period|tax|ship|order|journal|voucher|receipt|payment|paid)(?:date|day|on)|^date(?:$|posted|booked|due)/
/** Names of the moment a row was written, the plainest first. */
const RECORDED: readonly RegExp[] = [
  /^(?:recorded|entered|inserted|logged|written|registered)(?:at|on|date|time|ts|utc|when)?$/,
  /^(?:(?:date|time)(?:recorded|entered|inserted|logged|created|added)|(?:entry|enter|insert|record|log|system|sys)(?:ed)?(?:date|time|datetime|timestamp|ts))$/,
  /^(?:created|creation|create|added)(?:at|on|date|time|ts|utc|when|datetime|timestamp)?$/,
  /^(?:action|event|audit|change)(?:at|date|time|datetime|timestamp)$/,
  /^(?:timestamp|datetime|time|ts|at|when|occurredat)(?:utc)?$/,
]

/** How plainly a name says that the column is the moment of recording; undefined if it does not. The lowest is the plainest. */
export function recordedRank(name: string): number | undefined {
  const joined = wordsOf(name).join('')
  const rank = RECORDED.findIndex((pattern) => pattern.test(joined))
  return rank < 0 ? undefined : rank
}

const ENOUGH = 20
const IN_ORDER = 0.9

/**
 * Whether times rise with the key as those of recording do. Of few rows one may stand out; of many one in ten. `times` are in
 * the order of the key, those that could not be read left out.
 */
export function risesWithKey(times: readonly number[]): boolean {
  let falls = 0
  for (let i = 1; i < times.length; i++) if ((times[i] ?? 0) < (times[i - 1] ?? 0)) falls++
  return times.length < ENOUGH ? times.length > 1 && falls <= 1 : falls <= (1 - IN_ORDER) * (times.length - 1)
}
/** Whether so many rows rise with the key that a column without a telling name may be taken for the recorded time. */
export const risesPlainly = (times: readonly number[]): boolean =>
  times.length >= ENOUGH && new Set(times).size > ENOUGH / 2 && risesWithKey(times)
