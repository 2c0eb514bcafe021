/** The two times of a commit as events. Git keeps seconds and an offset, both of the computer that committed (gitformat-commit). */
import type { Clock, Event, Locator } from '../../../model.ts'
import { instantFromBigInt, SECOND } from '../../../time/instant.ts'
import { UTC, type Reading } from '../../../time/reading.ts'
import type { EmittedEvent } from '../../ingester.ts'
import type { Commit } from './history.ts'

export const COMMIT_EVENTS: Readonly<Record<string, EmittedEvent>> = {
  'git.committed': {
    clock: 'archiver',
    doc: 'Committer time of the first commit that holds the file: the archive had it by then, if its clock was right',
  },
  'git.authored': {
    clock: 'archiver',
    doc: 'Author time of that commit; public-inbox writes there what Date said (public-inbox-v2-format(5))',
  },
}

export function commitEvents(commit: Commit, clocks: CommitClocks, locator: Locator): readonly Event[] {
  const event = (kind: string, clock: Clock, raw: string | undefined): Event[] =>
    raw === undefined ? [] : [{ kind, clock, reading: readingOf(raw), raw, locator }]
  return [
    ...event('git.committed', clocks.committer, commit.committed),
    ...event('git.authored', clocks.author, commit.authored),
  ]
}

export interface CommitClocks {
  readonly committer: Clock
  readonly author: Clock
}

/** One pair for one pack. */
export const commitClocks = (): CommitClocks => ({
  committer: { kind: 'archiver', writer: 'git committer' },
  author: { kind: 'archiver', writer: 'git author' },
})

/** The seconds are UTC; the offset beside them only says where the computer thought it was. */
function readingOf(raw: string): Reading {
  const nominal = instantFromBigInt(BigInt(raw.split(' ')[0] ?? '0') * 1_000_000n)
  const reading = { nominal, precision: SECOND, zone: UTC }
  return nominal === undefined ? { ...reading, problem: 'out-of-range' } : reading
}
