/** A picture's blocks of metadata become one artifact with its events and traits. */
import type { Artifact, Clock, Event, Trait } from '../../model.ts'
import { readExifDate, readGpsDate, readIptcDate, readXmpDate } from '../../time/exif-date.ts'
import { MINUTE, SECOND, civil } from '../../time/instant.ts'
import { UTC } from '../../time/reading.ts'
import { MAX_BLOCK, latin1, viewOf, type Block, type Blocks } from './blocks.ts'
import { profileName } from './icc.ts'
import { iptcDatasets, iptcOfPhotoshop } from './iptc.ts'
import { readTiff, type Group, type Tag, type Tiff } from './tiff.ts'
import { readXmp } from './xmp.ts'

const MAX_TEXT = 4096
const IPTC_CREATED = 55
const IPTC_CREATED_TIME = 60

/** `size` is the evidence's. */
export function imageArtifact(size: number, blocks: Blocks): Artifact {
  const tiff = blocks.tiff === undefined ? undefined : readTiff(blocks.tiff)
  const base = blocks.tiff?.base ?? 0
  const xmpBlocks = [...(blocks.xmp ?? []), ...inTiff(tiff, base, 0x02bc)]
  const iptc = blocks.iptc ?? inTiff(tiff, base, 0x83bb)[0] ?? iptcOfPhotoshop(inTiff(tiff, base, 0x8649)[0] ?? NONE)
  const events = [
    ...(tiff === undefined ? [] : exifEvents(tiff)),
    ...xmpBlocks.flatMap(xmpEvents).filter(firstOfKind()),
    ...(iptc === undefined ? [] : iptcEvents(iptc)),
    ...(blocks.time === undefined ? [] : pngTime(blocks.time)),
  ]
  const event = (kind: string) => events.find((one) => one.kind === kind)
  const claim = [event('exif.original'), event('xmp.created')].find((one) => one?.reading.nominal !== undefined)
  const problems = [...blocks.problems, ...(tiff?.problems ?? [])]
  return {
    type: 'image',
    locator: { type: 'bytes', offset: 0, length: size },
    label: `${blocks.format} picture`,
    events,
    ...(claim === undefined ? {} : { claim }),
    traits: [
      { key: 'image.format', value: blocks.format, locator: { type: 'bytes', offset: 0, length: Math.min(size, 16) } },
      ...(tiff === undefined ? [] : exifTraits(tiff, event('exif.original'), event('exif.modified'))),
      ...(blocks.software === undefined
        ? []
        : texts('image.software', text(blocks.software.bytes), 'PNG', 'Software', event('png.time'))),
      ...iccTraits(blocks, inTiff(tiff, base, 0x8773)[0], event('exif.modified')),
      ...xmpBlocks.flatMap((block) => xmpTraits(block, event('xmp.metadata'), event('xmp.modified'))),
    ],
    ...(problems.length === 0 ? {} : { problems }),
  }
}

const NONE: Block = { offset: 0, bytes: new Uint8Array(0) }

/** A block that a TIFF keeps as the value of a tag. */
function inTiff(tiff: Tiff | undefined, base: number, code: number): Block[] {
  const tag = tiff?.tag('IFD0', code)
  return tiff === undefined || tag === undefined ? [] : [{ offset: base + tag.at, bytes: tiff.bytes(tag, MAX_BLOCK) }]
}

/** Text as it stands, up to the first NUL; bytes that are no UTF-8 as `\xNN`. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  const used = end < 0 ? bytes : bytes.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(used)
  } catch {
    return latin1(used).replace(/[\x80-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase()}`)
  }
}

const TIMES = [
  { kind: 'exif.original', group: 'Exif', code: 0x9003, name: 'DateTimeOriginal', fraction: 0x9291, offset: 0x9011 },
  { kind: 'exif.digitised', group: 'Exif', code: 0x9004, name: 'DateTimeDigitized', fraction: 0x9292, offset: 0x9012 },
  { kind: 'exif.modified', group: 'IFD0', code: 0x0132, name: 'DateTime', fraction: 0x9290, offset: 0x9010 },
] as const

function exifEvents(tiff: Tiff): Event[] {
  const string = (group: Group, code: number) => textOf(tiff, tiff.tag(group, code))
  const camera: Clock = { kind: 'camera', writer: 'Exif' }
  const events: Event[] = []
  for (const { kind, group, code, name, fraction, offset } of TIMES) {
    const stands = string(group, code)
    if (stands === undefined) continue
    const [digits, zone] = [string('Exif', fraction), string('Exif', offset)]
    const reading = readExifDate(stands, digits, zone)
    const first = events[0]?.reading
    // Written in one go with the first: the camera's own. Else another machine, in an unknown zone of its own, may have written it.
    const together =
      first === undefined || Math.abs((first.nominal ?? Infinity) - (reading.nominal ?? -Infinity)) <= MINUTE
    events.push({
      kind,
      clock: together ? camera : { kind: 'camera', writer: `Exif ${name}` },
      reading,
      raw: [stands, digits === undefined ? undefined : `sub-seconds ${digits}`, zone]
        .filter((part) => part !== undefined)
        .join(', '),
      locator: { type: 'tag', group, name },
    })
  }
  return [...events, ...gpsEvents(tiff)]
}

function gpsEvents(tiff: Tiff): Event[] {
  const [dateTag, timeTag] = [tiff.tag('GPS', 0x001d), tiff.tag('GPS', 0x0007)]
  const date = textOf(tiff, dateTag)
  const time = timeTag === undefined ? undefined : tiff.rationals(timeTag)
  if (date === undefined || time?.length !== 3) return []
  return [
    {
      kind: 'exif.gps',
      clock: { kind: 'satellite', writer: 'GPS' },
      reading: readGpsDate(date, time),
      raw: `${date} ${time.join(':')}`,
      locator: { type: 'tag', group: 'GPS', name: 'GPSDateStamp' },
    },
  ]
}

/** Type 2 is text (TIFF 6.0), 129 UTF-8 (Exif 3.0); some writers say "undefined" (7). */
function textOf(tiff: Tiff, tag: Tag | undefined): string | undefined {
  return tag === undefined || (tag.type !== 2 && tag.type !== 7 && tag.type !== 129)
    ? undefined
    : text(tiff.bytes(tag, MAX_TEXT))
}

function exifTraits(tiff: Tiff, original: Event | undefined, modified: Event | undefined): Trait[] {
  const string = (group: Group, code: number) => textOf(tiff, tiff.tag(group, code))?.trim()
  const of = (key: string, group: Group, code: number, name: string, by: Event | undefined) =>
    texts(key, string(group, code), group, name, by)
  const software = string('IFD0', 0x0131) ?? ''
  // A bare number is the version of the system only where the maker is Apple.
  const system = string('IFD0', 0x010f) === 'Apple' && /^\d{1,2}(?:\.\d{1,2}){1,2}$/.test(software)
  return [
    ...(system ? texts('image.apple-system', software, 'IFD0', 'Software', modified) : []),
    ...of('image.make', 'IFD0', 0x010f, 'Make', original),
    ...of('image.model', 'IFD0', 0x0110, 'Model', original),
    ...of('image.software', 'IFD0', 0x0131, 'Software', modified),
    ...of('image.exif-version', 'Exif', 0x9000, 'ExifVersion', modified),
    ...tiff.tags.flatMap(({ group, code }): Trait[] => {
      const name = `0x${code.toString(16).padStart(4, '0')}`
      if (group === 'IFD0') return []
      return texts('image.exif-tag', group === 'GPS' ? `GPS ${name}` : name, group, name, modified)
    }),
  ]
}

/** A trait, unless there is nothing to say. */
function texts(key: string, value: string | undefined, group: string, name: string, by: Event | undefined): Trait[] {
  return value === undefined || value === ''
    ? []
    : [{ key, value, locator: { type: 'tag', group, name }, ...(by === undefined ? {} : { by }) }]
}

function iccTraits(blocks: Blocks, tagged: Block | undefined, by: Event | undefined): Trait[] {
  const profile = blocks.icc ?? tagged
  const name = (profile === undefined ? undefined : profileName(profile.bytes)) ?? blocks.iccName
  return texts('image.icc', name, 'ICC', 'desc', by)
}

/** The time of making is often copied from a camera: its unknown zone is not that of the program that changed the file. */
const DATES = [
  ['xmp.created', 'xmp:CreateDate', 'xmp:CreateDate'],
  ['xmp.modified', 'xmp:ModifyDate', 'XMP'],
  ['xmp.metadata', 'xmp:MetadataDate', 'XMP'],
] as const
const HISTORY = 'xmpMM:History'

function xmpEvents(block: Block): Event[] {
  const { properties, history } = readXmp(new TextDecoder().decode(block.bytes))
  const clocks = new Map(
    [...DATES.map(([, , writer]) => writer), HISTORY].map((writer): [string, Clock] => [
      writer,
      { kind: 'software', writer },
    ]),
  )
  const made = (kind: string, writer: string, raw: string, name: string): Event => ({
    kind,
    clock: clocks.get(writer) ?? { kind: 'software', writer },
    reading: readXmpDate(raw),
    raw,
    locator: { type: 'tag', group: 'XMP', name },
  })
  return [
    ...DATES.flatMap(([kind, name, writer]) => {
      const property = properties.get(name)
      return property === undefined ? [] : [made(kind, writer, property.value, name)]
    }),
    ...history.map(({ value }, step) => ({
      ...made('xmp.history', HISTORY, value, `${HISTORY}[${step + 1}]/stEvt:when`),
      places: [{ sequence: 'xmp.history', position: step }],
    })),
  ]
}

/** A packet and its extension may state a date twice; the first counts. Steps of the history all stay. */
function firstOfKind(): (event: Event) => boolean {
  const seen = new Set<string>()
  return ({ kind }) => kind === 'xmp.history' || (!seen.has(kind) && seen.add(kind).size > 0)
}

function xmpTraits(block: Block, metadata: Event | undefined, modified: Event | undefined): Trait[] {
  const { properties } = readXmp(new TextDecoder().decode(block.bytes))
  return [
    ...texts('xmp.toolkit', properties.get('x:xmptk')?.value, 'XMP', 'x:xmptk', metadata ?? modified),
    ...texts('xmp.creator-tool', properties.get('xmp:CreatorTool')?.value, 'XMP', 'xmp:CreatorTool', modified),
  ]
}

function iptcEvents(block: Block): Event[] {
  const sets = iptcDatasets(block)
  const date = sets.get(IPTC_CREATED)
  if (date === undefined) return []
  const time = sets.get(IPTC_CREATED_TIME)
  const [day, clock] = [text(date.bytes), time === undefined ? '' : text(time.bytes)]
  return [
    {
      kind: 'iptc.created',
      clock: { kind: 'software', writer: 'IPTC' },
      reading: readIptcDate(day, clock),
      raw: `${day} ${clock}`.trim(),
      locator: { type: 'bytes', offset: date.offset, length: date.bytes.length },
    },
  ]
}

/** Year (two bytes), month, day, hour, minute, second. */
function pngTime({ offset, bytes }: Block): Event[] {
  if (bytes.length < 7) return []
  const [year, rest] = [viewOf(bytes).getUint16(0), [...bytes.subarray(2, 7)]]
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest
  const nominal = civil(year, month, day, hour, minute, second)
  const raw = `${year}-${rest.slice(0, 2).join('-')} ${rest.slice(2).join(':')}`
  return [
    {
      kind: 'png.time',
      clock: { kind: 'software', writer: 'PNG tIME' },
      reading: { nominal, precision: SECOND, zone: UTC, ...(nominal === undefined ? { problem: 'unreadable' } : {}) },
      raw,
      locator: { type: 'bytes', offset, length: 7 },
    },
  ]
}
