/**
 * Backups that `adb backup` writes (Android Open Source Project, BackupManagerService: header, then a tar, deflated or not). Members keep
 * their logical paths (`apps/PACKAGE/db/NAME`) and times; databases among them are read as databases.
 */
import { inflateSync } from 'node:zlib'
import { displayName } from '../../evidence/logical-path.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import { SECOND, instant } from '../../time/instant.ts'
import { UTC } from '../../time/reading.ts'
import { EvidenceProblem, type Artifact, type Clock } from '../../model.ts'
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import { tarMembers, type TarMember } from './android-backup/tar.ts'

const MAGIC = 'ANDROID BACKUP\n'
/** The longest header of a backup that is not encrypted has 30 bytes. */
const HEAD = 64
/** A deflated backup is unpacked in memory, up to here. */
const MOST_UNPACKED = 268_435_456
const CLOCK: Clock = { kind: 'archiver', writer: 'tar times of an Android backup' }

interface Head {
  readonly version: string
  readonly isDeflated: boolean
  readonly encryption: string
  /** Where the tar begins. */
  readonly length: number
}

export default defineIngester({
  id: 'android-backup',
  title: 'Android backup (adb backup)',
  source: 'Android Open Source Project, services/backup: the header of the backup stream; POSIX.1-2017, pax',
  accepts: (head) => Buffer.from(head.subarray(0, MAGIC.length)).toString('latin1') === MAGIC,
  confidence: 100,
  emits: {
    artifacts: ['archive', 'archive-member'],
    events: {
      'archive.modified-utc': {
        clock: 'archiver',
        doc: 'Last modification of the file on the device, as the backup states it: seconds since 1970 (pax, mtime)',
      },
    },
    traits: {
      'archive.android.version': 'Version of the backup format, of the second line',
      'archive.android.encryption': 'Encryption of the fourth line: none or AES-256',
    },
  },
  ingest,
})

function headOf(source: Source): Head | undefined {
  const text = Buffer.from(source.read(0, HEAD)).toString('latin1')
  const found = /^ANDROID BACKUP\n(\d{1,3})\n([01])\n([\w-]{1,20})\n/.exec(text)
  if (found === null) return undefined
  const [whole, version = '', deflated = '', encryption = ''] = found
  return { version, isDeflated: deflated === '1', encryption, length: whole.length }
}

function* ingest(source: Source, { limits }: IngestContext): Generator<Artifact> {
  const head = headOf(source)
  if (head === undefined) throw new EvidenceProblem('its header is not that of an Android backup')
  const locator = { type: 'bytes', offset: 0, length: head.length } as const
  const archive: Artifact = {
    type: 'archive',
    locator: { type: 'bytes', offset: 0, length: source.size },
    label: `Android backup ${source.name}`,
    events: [],
    traits: [
      { key: 'archive.android.version', value: head.version, locator },
      { key: 'archive.android.encryption', value: head.encryption, locator },
    ],
  }
  yield archive
  if (head.encryption !== 'none')
    throw new EvidenceProblem(
      `the backup is encrypted (${head.encryption}); decrypt it with its password and examine the result`,
    )
  const { read, size } = tarOf(source, head)
  const members = tarMembers(read, size)
  let [index, unpacked] = [0, 0]
  for (;;) {
    const step = members.next()
    if (step.done === true) {
      if (step.value !== undefined) throw new EvidenceProblem(step.value)
      return
    }
    if (index >= limits.members) throw limitProblem('members', limits, 'this backup')
    yield member(step.value, index++)
  }

  function member(one: TarMember, number: number): Artifact {
    const place = { type: 'member', name: displayName(one.name), index: number } as const
    const nominal = one.modified === undefined ? undefined : instant(Math.floor(one.modified) * SECOND)
    return {
      type: 'archive-member',
      locator: place,
      label: displayName(one.name),
      parent: archive,
      events:
        nominal === undefined
          ? []
          : [
              {
                kind: 'archive.modified-utc',
                clock: CLOCK,
                reading: { nominal, precision: SECOND, zone: UTC },
                raw: String(one.modified),
                locator: place,
              },
            ],
      traits: [],
      contains: [
        {
          name: one.name,
          open: () => {
            if (one.size > limits['member-bytes']) throw limitProblem('member-bytes', limits, displayName(one.name))
            unpacked += one.size
            if (unpacked > limits['total-bytes']) throw limitProblem('total-bytes', limits, displayName(one.name))
            return read(one.at, one.size)
          },
        },
      ],
    }
  }
}

/** The tar: as it lies in the file, or inflated. */
function tarOf(source: Source, { length, isDeflated }: Head) {
  if (!isDeflated)
    return {
      size: source.size - length,
      read: (offset: number, bytes: number) => source.read(length + offset, bytes),
    }
  if (source.size > MOST_UNPACKED) throw new EvidenceProblem(tooLarge)
  let tar: Buffer
  try {
    tar = inflateSync(source.read(length, source.size - length), { maxOutputLength: MOST_UNPACKED })
  } catch (error) {
    if (error instanceof RangeError) throw new EvidenceProblem(tooLarge)
    throw new EvidenceProblem('what follows its header is no deflated stream, or is cut; compare with another copy')
  }
  return { size: tar.length, read: (offset: number, bytes: number) => tar.subarray(offset, offset + bytes) }
}

const tooLarge = `the backup is deflated and holds more than ${MOST_UNPACKED} bytes; unpack it (adb backup extractors write a tar) and examine the files`
