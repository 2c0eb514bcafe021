/**
 * The directory entry of an examined file as an artifact: size aside, what the file system on which the scan runs says of its times.
 * They are observed on the examination copy, and mean little unless the exhibit list says that it is an image of the original medium.
 */
import type { FileTimes } from '../../evidence/walk.ts'
import type { Artifact, Clock, Event } from '../../model.ts'
import { micros, toIso, type Instant } from '../../time/instant.ts'
import { UTC } from '../../time/reading.ts'

/** The clock kind and meaning of each event, as an ingester would declare them. */
export const DIRECTORY_ENTRY_EVENTS = {
  'fs.modified': { clock: 'filesystem', doc: 'st_mtime: last change of the content (POSIX.1-2024, sys/stat.h)' },
  'fs.changed': { clock: 'filesystem', doc: 'st_ctime: last change of the directory entry' },
  'fs.created': { clock: 'filesystem', doc: 'Birth time, where the file system keeps one' },
} as const

/** `name` is the last level of the logical path. No access time: reading may have changed it. */
export function directoryEntry(name: string, times: FileTimes): Artifact {
  const clock: Clock = { kind: 'filesystem', writer: 'file system of the examination copy' }
  const event = (kind: keyof typeof DIRECTORY_ENTRY_EVENTS, field: string, at: Instant | undefined): Event[] =>
    at === undefined
      ? []
      : [
          {
            kind,
            clock,
            reading: { nominal: at, precision: micros(1), zone: UTC },
            raw: toIso(at),
            locator: { type: 'tag', group: 'directory entry', name: field },
          },
        ]
  const modified = event('fs.modified', 'mtime', times.mtime)
  const [claim] = modified
  return {
    type: 'file',
    locator: { type: 'tag', group: 'directory entry', name },
    label: name,
    events: [
      ...modified,
      ...event('fs.changed', 'ctime', times.ctime),
      ...event('fs.created', 'birthtime', times.birthtime),
    ],
    ...(claim === undefined ? {} : { claim }),
    traits: [],
  }
}
