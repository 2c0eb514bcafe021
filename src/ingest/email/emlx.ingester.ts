/**
 * A message as Apple Mail keeps it: its length in a line, the message, a property list with flags and times. In `.partial.emlx` the
 * attachments are left out and lie in files beside.
 */
import type { Clock, Event, Locator, Trait } from '../../model.ts'
import { instantFromBigInt, SECOND } from '../../time/instant.ts'
import { UTC, type Reading } from '../../time/reading.ts'
import { defineIngester, type Source } from '../ingester.ts'
import { EMAIL_EMITS } from './email-vocabulary.ts'
import { flatPlist, type PlistEntry } from './flat-plist.ts'
import { asBuffer, looksLikeMail } from './looks-like-mail.ts'
import { LARGEST_MESSAGE, tooLarge } from './message-size.ts'
import { messageArtifacts } from './message.ts'
import { readable } from './raw-text.ts'

const LENGTH = /^(\d{1,12})[ \t]*\r?\n/
/** Apple Mail writes about a kilobyte. */
const LONGEST_LIST = 64 * 1024

export default defineIngester({
  id: 'emlx',
  title: 'Apple Mail message (.emlx)',
  source: 'Observed in files of Apple Mail 2 to 16: length, message, property list (Apple plist(5))',
  accepts: (head) => {
    const bytes = asBuffer(head)
    const line = LENGTH.exec(bytes.toString('latin1', 0, 32))
    return line !== null && looksLikeMail(bytes.subarray(line[0].length))
  },
  confidence: 60,
  emits: {
    ...EMAIL_EMITS,
    events: {
      ...EMAIL_EMITS.events,
      'email.store.viewed': { clock: 'copy', doc: 'date-last-viewed of an .emlx: when this copy was last shown' },
    },
    traits: { ...EMAIL_EMITS.traits, 'email.store.flags': "The number in which Apple Mail keeps a message's flags" },
  },
  *ingest(source, { limits }) {
    const first = asBuffer(source.read(0, 32)).toString('latin1')
    const start = LENGTH.exec(first)?.[0].length ?? 0
    const problems: string[] = []
    const { at, list } = listOf(source, start, start + parseInt(first, 10), problems)
    const size = at - start
    if (size > LARGEST_MESSAGE) problems.push(tooLarge(size))
    const bytes = asBuffer(source.read(start, Math.min(size, LARGEST_MESSAGE)))
    const locator: Locator = { type: 'bytes', offset: at, length: source.size - at }
    yield* messageArtifacts({ bytes, base: start, problems, ...storeFacts(list, locator) }, limits)
  },
})

type List = ReadonlyMap<string, PlistEntry>

/** The property list and where it begins: where the first line says, else the last one in the file. */
function listOf(source: Source, start: number, stated: number, problems: string[]): { at: number; list: List } {
  const text = (at: number): string => asBuffer(source.read(at, LONGEST_LIST)).toString('latin1')
  if (stated <= source.size) {
    const list = flatPlist(text(stated))
    if (list !== undefined) return { at: stated, list }
  }
  const from = Math.max(start, source.size - LONGEST_LIST)
  const found = text(from).lastIndexOf('<?xml')
  const list = found === -1 ? undefined : flatPlist(text(from + found))
  if (list !== undefined) {
    problems.push(
      `the first line states a message of ${stated - start} bytes, but its property list begins after ${from + found - start}: the message was changed, or its length is wrong`,
    )
    return { at: from + found, list }
  }
  const there = Math.max(0, source.size - start)
  problems.push(
    stated > source.size
      ? `the first line states a message of ${stated - start} bytes, ${there} are there: the file was cut`
      : 'after the message stands no whole property list of at most 64 KB: the file was cut or changed; its times are missing',
  )
  return { at: Math.min(stated, source.size), list: new Map() }
}

const TIMES = [
  ['date-received', 'email.store.delivered'],
  ['date-last-viewed', 'email.store.viewed'],
] as const

/** Seconds since 1970 as whole numbers; 0 stands for "never" and is no event. */
function storeFacts(
  list: List,
  locator: Locator,
): { readonly events: readonly Event[]; readonly traits: readonly Trait[] } {
  const clock: Clock = { kind: 'copy', writer: 'Apple Mail' }
  const events = TIMES.flatMap(([key, kind]): Event[] => {
    const raw = list.get(key)?.text.trim() ?? '0'
    if (raw === '0') return []
    return [{ kind, clock, reading: readingOf(raw), raw: readable(raw), locator }]
  })
  const flags = list.get('flags')?.text.trim()
  const traits = flags === undefined ? [] : [{ key: 'email.store.flags', value: readable(flags), locator }]
  return { events, traits }
}

function readingOf(raw: string): Reading {
  const reading = { nominal: undefined, precision: SECOND, zone: UTC }
  if (!/^-?\d{1,15}$/.test(raw)) return { ...reading, problem: 'unreadable' }
  const nominal = instantFromBigInt(BigInt(raw) * 1_000_000n)
  return nominal === undefined ? { ...reading, problem: 'out-of-range' } : { ...reading, nominal }
}
