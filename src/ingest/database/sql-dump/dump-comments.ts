/** What a dump says of itself in its comments: which program wrote it, from which server, and when. */
import { SECOND, MINUTE, civil, type Instant, type Micros } from '../../../time/instant.ts'
import type { Backslash } from './statements.ts'

export interface Dialect {
  readonly name: 'mysql' | 'postgresql' | 'sqlite'
  readonly backslash: Backslash
  /** The line that closes a complete dump, where the program writes one. */
  readonly closes?: RegExp
}

const MYSQL: Dialect = { name: 'mysql', backslash: 'escapes', closes: /^-- Dump completed/ }
export const POSTGRESQL: Dialect = {
  name: 'postgresql',
  backslash: 'stands for itself',
  closes: /^-- PostgreSQL database (?:cluster )?dump complete/,
}

/** How dumps begin. MariaDB's sandbox line and empty comments may stand before. */
const BEGINNINGS: readonly (readonly [RegExp, Dialect])[] = [
  [/^-- (?:MySQL|MariaDB) dump /, MYSQL],
  [/^-- mysqldump /, MYSQL],
  [/^-- phpMyAdmin SQL Dump/, { name: 'mysql', backslash: 'escapes' }],
  [/^-- PostgreSQL database (?:cluster )?dump\s*$/m, POSTGRESQL],
  [/^PRAGMA foreign_keys ?= ?OFF;\s+BEGIN TRANSACTION;/i, { name: 'sqlite', backslash: 'stands for itself' }],
]
const PRELUDE = /^\uFEFF?(?:\s*\/\*M?![^*]{0,200}\*\/[^\n]{0,20}\n|\s*--[ \t]*\r?\n|\s+)*/

/** The dialect of a dump by its first characters; undefined if it is none. */
export function dialectOf(head: string): Dialect | undefined {
  const text = head.slice(0, 4_096).replace(PRELUDE, '')
  return BEGINNINGS.find(([beginning]) => beginning.test(text))?.[1]
}

export interface DumpTime {
  readonly nominal: Instant | undefined
  readonly precision: Micros
  /** As it stands. */
  readonly raw: string
  readonly is: 'started' | 'made'
}

const WHEN = /(\d{4})-(\d\d)-(\d\d)\s+(\d{1,2}):(\d\d):(\d\d)/
const GENERATED = /^-- Generation Time: ([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) at (\d{1,2}):(\d\d) ([AP]M)/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The time that a comment states; dumps write the wall clock of the machine they are made on. */
export function timeIn(comment: string): DumpTime | undefined {
  const m = /^-- (?:Dump completed on|Completed on|Started on) /.test(comment) ? WHEN.exec(comment) : null
  if (m !== null) {
    const [y, mo, d, h, mi, s] = m.slice(1).map(Number)
    return {
      nominal: civil(y ?? 0, mo ?? 0, d ?? 0, h, mi, s),
      precision: SECOND,
      raw: comment.slice(3, 100),
      is: comment.startsWith('-- Started') ? 'started' : 'made',
    }
  }
  const g = GENERATED.exec(comment)
  if (g === null) return undefined
  const [, month = '', day, year, hour, minute, half] = g
  const h = (Number(hour) % 12) + (half === 'PM' ? 12 : 0)
  return {
    nominal: civil(Number(year), MONTHS.indexOf(month) + 1, Number(day), h, Number(minute)),
    precision: MINUTE,
    raw: comment.slice(3, 100),
    is: 'made',
  }
}

const SAYS: readonly (readonly [key: string, pattern: RegExp])[] = [
  ['sql-dump.program', /^-- ((?:MySQL|MariaDB) dump \S+\s+Distrib [^,]+)/],
  ['sql-dump.program', /^-- Dumped by (pg_dump(?:all)? version .+)$/],
  ['sql-dump.server-version', /^-- Server version:?\s+(.+)$/],
  ['sql-dump.server-version', /^-- Dumped from database version (.+)$/],
  ['sql-dump.php-version', /^-- PHP Version: (.+)$/],
]
const LONGEST = 200

/** The trait that a comment is. */
export function traitIn(comment: string): { readonly key: string; readonly value: string } | undefined {
  for (const [key, pattern] of SAYS) {
    const value = pattern.exec(comment)?.[1]?.trim().replace(/\s+/g, ' ')
    if (value !== undefined && value !== '') return { key, value: value.slice(0, LONGEST) }
  }
  return undefined
}
