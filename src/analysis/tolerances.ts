/** Tolerances of clocks in microseconds, and what they do to a comparison of two events (DESIGN, "The time model"). */
import type { ClockKind } from '../model.ts'
import { parseDuration } from '../time/duration.ts'
import { HOUR, ZERO, type Micros } from '../time/instant.ts'
import type { TimedEvent } from './rows.ts'
import type { Clocks, WriterClock } from './rule-language.ts'

/** `usual` holds for 99 % of genuine material; beyond `extreme` nobody measured honest material. */
export type Tier = 'usual' | 'extreme'
export interface Granted {
  readonly usual: Micros
  readonly extreme: Micros
}
/** By the kind of clock; and of single writers, where a laboratory measured them (`rules.yaml`), by `KIND WRITER`. */
export type Tolerances = Readonly<Record<ClockKind, Granted>> & { readonly writers?: Readonly<Record<string, Granted>> }

/** What is granted to a clock: what a laboratory measured of its writer, else what holds for its kind. */
export function toleranceOf(
  clocks: Tolerances,
  { clockKind, writer }: Pick<TimedEvent, 'clockKind' | 'writer'>,
): Granted {
  if (clocks.writers === undefined) return clocks[clockKind]
  const key = writerKey(clockKind, writer)
  return (Object.hasOwn(clocks.writers, key) ? clocks.writers[key] : undefined) ?? clocks[clockKind]
}

export const writerKey = (kind: ClockKind, writer: string): string => `${kind} ${writer}`

/** The tolerances of `rules/clocks.yaml` as numbers. The schema has checked the durations. */
export function tolerances(clocks: Clocks, writers: readonly WriterClock[] = []): Tolerances {
  const read = (text: string): Micros => parseDuration(text) ?? ZERO
  const of = (kind: ClockKind) => ({ usual: read(clocks[kind].usual), extreme: read(clocks[kind].extreme) })
  return {
    sender: of('sender'),
    relay: of('relay'),
    provider: of('provider'),
    receiver: of('receiver'),
    copy: of('copy'),
    quoted: of('quoted'),
    database: of('database'),
    'database-guessed': of('database-guessed'),
    'user-entry': of('user-entry'),
    camera: of('camera'),
    satellite: of('satellite'),
    software: of('software'),
    archiver: of('archiver'),
    filesystem: of('filesystem'),
    assertion: of('assertion'),
    custody: of('custody'),
    release: of('release'),
    ...(writers.length === 0
      ? {}
      : {
          writers: Object.fromEntries(
            writers.map((one) => [
              writerKey(one.clock, one.writer),
              { usual: read(one.usual), extreme: read(one.extreme) },
            ]),
          ),
        }),
  }
}

/**
 * What a wall clock may jump at a change of daylight saving. Between two floating events of one instance a change may
 * always lie: the tz database records changes in every month of the year, and at the change itself two events a minute
 * apart can stand an hour out of order.
 */
export const DAYLIGHT_SAVING = HOUR

export const sameClock = (a: TimedEvent, b: TimedEvent): boolean => a.root === b.root && a.clock === b.clock

/**
 * The longest and the shortest time that can honestly lie from one event to another, tolerances of the tier included.
 * Events of one clock instance are compared by what the clock showed: its tolerance counts once, its unknown zone not at all.
 */
export function distance(
  from: TimedEvent,
  to: TimedEvent,
  clocks: Tolerances,
  tier: Tier,
): { readonly longest: number; readonly shortest: number } {
  if (sameClock(from, to)) {
    const slack = toleranceOf(clocks, from)[tier] + (from.zone === 'floating' ? DAYLIGHT_SAVING : 0)
    return {
      longest: to.nominal + Math.max(0, to.width - 1) - from.nominal + slack,
      shortest: to.nominal - from.nominal - Math.max(0, from.width - 1) - slack,
    }
  }
  const slack = toleranceOf(clocks, from)[tier] + toleranceOf(clocks, to)[tier]
  return { longest: to.latest - from.earliest + slack, shortest: to.earliest - from.latest - slack }
}
