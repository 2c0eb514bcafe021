/**
 * The clauses of a Received line (RFC 5321 section 4.4) and its server's family. Servers write free comments between the
 * clauses; the clauses are read from the line without them, families from the comments.
 */

export type ReceivedFamily = 'google' | 'exchange' | 'exim' | 'postfix' | 'sendmail' | 'qmail' | 'generic'

export interface ReceivedLine {
  readonly family: ReceivedFamily
  readonly by: string | undefined
  readonly from: string | undefined
  readonly with: string | undefined
  readonly id: string | undefined
  /** What follows the last semicolon, or a date at the end of a line without one; empty if there is none. */
  readonly date: string
  /** The line before its date, comments included: at most 4,096 characters. */
  readonly clauses: string
}

const LONGEST = 4_096
const DATE_AT_END =
  /(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d{1,2}:\d\d(?::\d\d)?(?:\s+[+-]?\w{1,5})?(?:\s+\([^()]{1,40}\))?$/
const GOOGLE_ID = /(?:so|sf|sm|si|mr|ls)\d+[a-z0-9]{2,4}\.\d/

/** Splits an unfolded Received or X-Received value. Linear in the first 4 KB; never throws. */
export function readReceived(value: string): ReceivedLine {
  const semicolon = value.lastIndexOf(';')
  const tail = value.slice(-120)
  const found = semicolon === -1 ? DATE_AT_END.exec(tail)?.[0] : undefined
  const date = semicolon === -1 ? (found ?? '') : value.slice(semicolon + 1).trim()
  const end = semicolon === -1 ? value.length - (found?.length ?? 0) : semicolon
  const clauses = value.slice(0, Math.min(end, LONGEST)).trim()
  const plain = withoutComments(clauses).replaceAll('\t', ' ')
  const by = clause(plain, 'by')?.replace(/[.,]$/, '')
  const id = clause(plain, 'id')?.replace(/[<>]/g, '')
  return {
    family: familyOf(clauses, by, id),
    by,
    from: clause(plain, 'from'),
    with: clause(plain, 'with'),
    id,
    date,
    clauses,
  }
}

/** The word after a clause's name. */
function clause(plain: string, name: string): string | undefined {
  const found = plain.startsWith(`${name} `) ? 0 : plain.indexOf(` ${name} `) + 1
  if (found === 0 && !plain.startsWith(`${name} `)) return undefined
  let start = found + name.length + 1
  while (plain[start] === ' ') start++
  const space = plain.indexOf(' ', start)
  const word = space === -1 ? plain.slice(start) : plain.slice(start, space)
  return word === '' ? undefined : word
}

function familyOf(clauses: string, by: string | undefined, id: string | undefined): ReceivedFamily {
  if (
    clauses.startsWith('(qmail ') ||
    clauses.startsWith('(nullmailer') ||
    /\(qmail-ldap-|\bwith qmail-scanner-/.test(clauses)
  )
    return 'qmail'
  if (
    by !== undefined &&
    (/(?:^|\.)google\.com$|^smtp\.gmail\.com$/i.test(by) || (by.includes(':') && GOOGLE_ID.test(id ?? '')))
  )
    return 'google'
  if (
    clauses.includes('Microsoft SMTP Server') ||
    /\bwith (?:mapi|HTTPS|Microsoft SMTPSVC|Internet Mail Service)\b/.test(clauses)
  )
    return 'exchange'
  if (/\(Exim\b/.test(clauses)) return 'exim'
  if (/\(Postfix\b/.test(clauses)) return 'postfix'
  if (/\(\d+\.\d+\.\d+[^()\s/]{0,40}\/\d+\.\d+\.\d+[^()]{0,40}\)/.test(clauses)) return 'sendmail'
  return 'generic'
}

/** Comments may nest; a parenthesis that is never closed ends the line's clauses. */
function withoutComments(text: string): string {
  let open = text.indexOf('(')
  if (open === -1) return text
  let result = text.slice(0, open)
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === 40) depth++
    else if (c === 41 && depth > 0) {
      if (--depth === 0) {
        open = text.indexOf('(', at + 1)
        if (open === -1) return `${result} ${text.slice(at + 1)}`
        result += ` ${text.slice(at + 1, open)}`
        at = open - 1
      }
    }
  }
  return result
}

const PROVIDERS =
  /(?:^|\.)(?:google\.com|gmail\.com|outlook\.com|hotmail\.com|yahoo\.com|yahoodns\.net|aol\.com|icloud\.com|me\.com|mac\.com|apple\.com|messagingengine\.com|fastmail\.com|protonmail\.(?:ch|com)|proton\.me|zoho\.(?:com|eu|in)|zohomail\.com|gmx\.(?:net|com|de)|web\.de|kundenserver\.de|t-online\.de|mail\.ru|yandex\.(?:net|ru)|qq\.com|163\.com|126\.com|amazonses\.com|sendgrid\.net|mailgun\.net|mimecast\.com|pphosted\.com|messagelabs\.com|office365\.com|exchangelabs\.com)$/i

/** Whether the line's writer is a known provider, whose clocks are kept by others than the parties. */
export const isProvider = ({ family, by }: ReceivedLine): boolean =>
  family === 'google' || (by !== undefined && PROVIDERS.test(by))
/** Whether the line was written by a server of Exchange Online. */
export const isExchangeOnline = ({ by }: ReceivedLine): boolean =>
  by !== undefined &&
  /(?:^|\.)(?:prod\.outlook\.com|protection\.outlook\.com|outlook\.office365\.com|prod\.exchangelabs\.com)$/i.test(by)
