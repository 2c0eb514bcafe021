/** A run that reads or analyses in the background, as the screen is told of it, and how that is said in one line. */
import type { What } from '../case/changes.ts'
import { inWords } from '../time/duration.ts'
import { micros } from '../time/instant.ts'
import { plural, thousands } from '../report/words.ts'
import { bytes } from './words.ts'

/** How far a run is. Lengths are bytes of files, rates bytes or artifacts a second. */
export interface Running {
  /** stopped: ended on request, and can be continued. failed: `failure` says why. */
  readonly phase: 'starting' | 'reading' | 'analysing' | 'done' | 'stopped' | 'failed'
  readonly files: number
  readonly filesDone: number
  readonly bytes: number
  readonly bytesDone: number
  readonly events: number
  /** Evidence that was not wholly read, so far. */
  readonly unread: number
  /** Artifacts looked at by the analysis, and how many there are. */
  readonly artifacts: number
  readonly artifactsOf: number
  /** Bytes while reading, artifacts while analysing; undefined until something is done. */
  readonly perSecond: number | undefined
  readonly secondsLeft: number | undefined
  /** What the run that goes on, or went last, said for the examiner. */
  readonly lines: readonly string[]
  /** What the last analysis changed against the one before; undefined: no analysis ended yet. */
  readonly changes: Readonly<Record<What, number>> | undefined
  /** A rule was saved that cannot be used (`lines` says why): the findings are those of the rules before. */
  readonly rulesUnsound: boolean
  readonly failure: string | undefined
}

/** The run behind the screen. */
export interface Follow {
  readonly state: () => Running
  /** Rules are read again when one is saved. */
  readonly watches: boolean
}

export const isGoingOn = ({ phase }: Running): boolean =>
  phase === 'starting' || phase === 'reading' || phase === 'analysing'

/** How far the run is, in one line; the same words for the drawn screen and the spoken one. */
export function progressWords(run: Running): string {
  switch (run.phase) {
    case 'starting':
      return 'starting: the rules are read …'
    case 'reading':
      return [
        `reading: ${thousands(run.filesDone)} of ${plural(run.files, 'file')}`,
        ...(run.perSecond === undefined ? [] : [`${bytes(run.perSecond)}/s`]),
        plural(run.events, 'event'),
        run.unread === 0 ? 'no errors so far' : `${thousands(run.unread)} not wholly read so far`,
        ...left(run),
      ].join(' · ')
    case 'analysing':
      return [
        `analysing: ${thousands(run.artifacts)} of ${plural(run.artifactsOf, 'artifact')}`,
        ...(run.perSecond === undefined ? [] : [`${thousands(Math.round(run.perSecond))} a second`]),
        ...left(run),
      ].join(' · ')
    case 'failed':
      return `the run failed: ${run.failure ?? 'no reason was given'}`
    case 'stopped':
      return 'the run was ended before it was done; the next one goes on from there'
    case 'done':
      return run.rulesUnsound
        ? 'a rule was saved that cannot be used; the findings are those of the rules before'
        : 'read and analysed'
  }
}

const left = ({ secondsLeft }: Running): readonly string[] =>
  secondsLeft === undefined ? [] : [`about ${inWords(micros(Math.max(1, Math.round(secondsLeft)) * 1_000_000))} left`]

/** What an analysis changed, in words; undefined: nothing. */
export function changeWords(changes: NonNullable<Running['changes']>): string | undefined {
  const parts = [
    ...(changes.new === 0 ? [] : [`${thousands(changes.new)} new`]),
    ...(changes.changed === 0 ? [] : [`${thousands(changes.changed)} changed`]),
    ...(changes.gone === 0 ? [] : [`${thousands(changes.gone)} gone`]),
    ...(changes['gone-earlier'] === 0 ? [] : [`${thousands(changes['gone-earlier'])} gone earlier, with notes`]),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** The line under the title while there is something to say; absent: none is drawn. */
export function statusWords({ state, watches }: Follow): string | undefined {
  const run = state()
  if (isGoingOn(run) || run.phase === 'failed' || run.phase === 'stopped' || run.rulesUnsound) return progressWords(run)
  if (!watches) return undefined
  if (run.changes === undefined) return 'watching the rules: a rule that is saved is tried at once'
  return `watching the rules: the last analysis ${changeWords(run.changes) ?? 'changed no finding'}`
}

/** How far the events are counted that the timeline needs, once after an ingest. */
export const countingWords = ({ seen, of }: { readonly seen: number; readonly of: number }): string =>
  `the events are counted for the timeline, once after an ingest: ${thousands(seen)} of ${thousands(of)}; everything else is ready`
