/**
 * ZIP archives (PKWARE APPNOTE 6.3.10): one artifact for the archive, one for each member with the times of its central
 * directory entry and, where they differ, of its local header.
 */
import { Readable } from 'node:stream'
import { RandomAccessReader, fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl'
import { displayName } from '../../evidence/logical-path.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import { EvidenceProblem, type Artifact, type Clock, type Event, type Locator, type Trait } from '../../model.ts'
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import { dosText, readDos } from './dos-time.ts'
import { extraTimes, type ExtraTime } from './zip-extra.ts'
import {
  localHeader,
  memberName,
  unpack,
  unreadable,
  type Header,
  type LocalHeader,
  type Unpacked,
} from './zip-member.ts'

/** The clocks of one archive: all DOS times share one unknown zone. */
const clocks = () => ({
  dos: { kind: 'archiver', writer: 'ZIP DOS times' } satisfies Clock,
  'extended timestamp': { kind: 'archiver', writer: 'ZIP extended timestamp' } satisfies Clock,
  NTFS: { kind: 'archiver', writer: 'ZIP NTFS times' } satisfies Clock,
  Unix: { kind: 'archiver', writer: 'ZIP Unix times' } satisfies Clock,
})
type Clocks = Readonly<Record<'dos' | ExtraTime['field'], Clock>>

export default defineIngester({
  id: 'zip',
  title: 'ZIP archive',
  source: 'PKWARE APPNOTE 6.3.10; Info-ZIP extrafld.txt',
  accepts: (head) =>
    ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08PK\x03\x04', 'PK00PK\x03\x04'].some((magic) => begins(head, magic)),
  // Below 100: formats that are ZIP files of a special kind may claim them.
  confidence: 90,
  emits: {
    artifacts: ['archive', 'archive-member'],
    events: {
      'archive.modified': {
        clock: 'archiver',
        doc: 'Last modification of the member as the archiver wrote it: local wall clock, two seconds (APPNOTE 4.4.6)',
      },
      'archive.modified-utc': {
        clock: 'archiver',
        doc: 'The same in UTC: extended timestamp 0x5455, Unix 0x5855 and 0x000d, NTFS 0x000a',
      },
      'archive.accessed-utc': {
        clock: 'archiver',
        doc: 'Last access of the member when it was packed (the same fields)',
      },
      'archive.created-utc': { clock: 'archiver', doc: 'Creation of the member where it was packed (0x5455, 0x000a)' },
    },
    traits: {
      'archive.zip.extra': 'Id of an extra field of the member, as 0x5455',
      'archive.zip.creator': 'Version made by, host in the upper byte, as 0x031e (APPNOTE 4.4.2)',
      'archive.zip.version-needed': 'Version needed to extract, ten times the number (APPNOTE 4.4.3)',
      'archive.zip.method': 'Compression method (APPNOTE 4.4.5)',
      'archive.zip.general-flag': 'General purpose flag that is set, as bit 11 (APPNOTE 4.4.4)',
      'archive.zip.member': 'Name of the member',
    },
  },
  ingest,
})

async function* ingest(source: Source, { limits }: IngestContext): AsyncIterable<Artifact> {
  const size = sizeWithoutTail(source)
  const archive: Artifact = {
    type: 'archive',
    locator: { type: 'bytes', offset: 0, length: source.size },
    label: 'ZIP archive',
    events: [],
    traits: [],
    ...(size === source.size ? {} : { problems: [`${source.size - size} bytes follow the end of the archive`] }),
  }
  yield archive
  const zip = await openZip(source, size)
  const all: Clocks = clocks()
  const unpacked: Unpacked = { bytes: 0 }
  let index = 0
  try {
    for await (const entry of zip.eachEntry()) {
      if (index >= limits.members) throw limitProblem('members', limits, 'this archive')
      const local = localHeader(source, entry)
      yield member(entry, local, index++, archive, all, () =>
        unpack(source, entry, local ?? missing(), limits, unpacked),
      )
    }
  } catch (error) {
    if (error instanceof EvidenceProblem) throw error
    throw new EvidenceProblem(
      `the central directory cannot be read after member ${index} of ${zip.entryCount}: ${oneLine(error)}`,
    )
  }
}

function missing(): never {
  throw new EvidenceProblem('there is no local header')
}

/** An end record of 22 bytes and a comment of at most 65,535 (APPNOTE 4.3.16). */
const END_RECORD = 22
const MAX_COMMENT = 65_535

/**
 * The size up to the end of the last end record. Mail gateways and careless copies leave bytes behind it, which other
 * programs pass over; yauzl does not.
 */
function sizeWithoutTail(source: Source): number {
  const from = Math.max(0, source.size - END_RECORD - MAX_COMMENT)
  const tail = Buffer.from(source.read(from, source.size - from))
  const at = tail.lastIndexOf('PK\x05\x06', tail.length - END_RECORD, 'latin1')
  if (at < 0) return source.size
  const end = at + END_RECORD + tail.readUInt16LE(at + 20)
  return end <= tail.length ? from + end : source.size
}

async function openZip(source: Source, size: number): Promise<ZipFile> {
  try {
    // Sizes are checked where a member is unpacked: one wrong size must not hide the members after it.
    return await fromRandomAccessReaderPromise(new SourceReader(source), size, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    })
  } catch (error) {
    throw new EvidenceProblem(`the central directory cannot be found: ${oneLine(error)}`)
  }
}

/** What the library says, without its questions to the reader. */
const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : 'broken data')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ (?:Are there|Either not) .*$/, '')

function member(
  entry: Entry,
  local: LocalHeader | undefined,
  index: number,
  archive: Artifact,
  all: Clocks,
  open: () => Uint8Array,
): Artifact {
  const name = memberName(entry)
  const shown = displayName(name)
  const at = (field: string): Locator => ({ type: 'member', name: shown, index, field })
  const central: Header = { date: entry.lastModFileDate, time: entry.lastModFileTime, fields: entry.extraFields }
  const events = [...headerEvents(central, all, (field) => at(`central directory, ${field}`))]
  const seen = new Set(events.map((event) => `${event.kind} ${event.clock.writer} ${event.raw}`))
  if (local !== undefined)
    for (const event of headerEvents(local, all, (field) => at(`local header, ${field}`)))
      if (!seen.has(`${event.kind} ${event.clock.writer} ${event.raw}`)) events.push(event)
  const modified = events[0]
  const claim =
    events.find((event) => event.kind === 'archive.modified-utc' && event.reading.nominal !== undefined) ?? modified
  const isFolder = name.endsWith('/')
  const problem = isFolder ? undefined : unreadable(entry, local, shown)
  return {
    type: 'archive-member',
    locator: { type: 'member', name: shown, index },
    label: shown,
    parent: archive,
    events,
    ...(claim === undefined ? {} : { claim }),
    traits: traits(entry, name, at, modified),
    ...(isFolder || problem !== undefined ? {} : { contains: [{ name, open }] }),
    ...(problem === undefined ? {} : { problems: [problem] }),
  }
}

/** The DOS time first, then those of the extra fields. */
function headerEvents(header: Header, all: Clocks, at: (field: string) => Locator): Event[] {
  return [
    {
      kind: 'archive.modified',
      clock: all.dos,
      reading: readDos(header.date, header.time),
      raw: dosText(header.date, header.time),
      locator: at('DOS time'),
    },
    ...extraTimes(header.fields).map((time) => ({
      kind: `archive.${time.what}-utc`,
      clock: all[time.field],
      reading: time.reading,
      raw: time.raw,
      locator: at(`${time.field}, ${time.what}`),
    })),
  ]
}

function traits(entry: Entry, name: string, at: (field: string) => Locator, by: Event | undefined): Trait[] {
  const trait = (key: string, value: string, field: string): Trait => ({
    key: `archive.zip.${key}`,
    value,
    locator: at(field),
    ...(by === undefined ? {} : { by }),
  })
  const flags = Array.from({ length: 16 }, (_, bit) => bit).filter(
    (bit) => (entry.generalPurposeBitFlag & (1 << bit)) !== 0,
  )
  return [
    ...[...new Set(entry.extraFields.map((field) => hex(field.id)))].map((id) =>
      trait('extra', id, `extra field ${id}`),
    ),
    trait('creator', hex(entry.versionMadeBy), 'version made by'),
    trait('version-needed', String(entry.versionNeededToExtract & 0xff), 'version needed to extract'),
    trait('method', String(entry.compressionMethod), 'compression method'),
    ...flags.map((bit) => trait('general-flag', `bit ${bit}`, 'general purpose bit flag')),
    trait('member', name, 'file name'),
  ]
}

const hex = (n: number): string => `0x${n.toString(16).padStart(4, '0')}`

function begins(head: Uint8Array, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (head[i] !== magic.charCodeAt(i)) return false
  return true
}

/** Lets yauzl read out of a `Source`. */
class SourceReader extends RandomAccessReader {
  readonly #source: Source

  constructor(source: Source) {
    super()
    this.#source = source
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytes?: number) => void,
  ): void {
    const bytes = this.#source.read(position, length)
    buffer.set(bytes, offset)
    // Not at once: yauzl calls back into itself, and a long directory would overflow the stack.
    setImmediate(callback, null, bytes.length)
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from([this.#source.read(start, end - start)])
  }
}
