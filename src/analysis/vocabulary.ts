/** Event kinds, traits and clocks that can occur in a case: what the ingesters declare, and what the runner and the recorder add. */
import type { Ingester } from '../ingest/ingester.ts'
import type { ClockKind } from '../model.ts'
import { CHECKED } from './signature-check.ts'

export interface Vocabulary {
  readonly kinds: ReadonlyMap<string, ClockKind>
  readonly hasTrait: (key: string) => boolean
  readonly traits: readonly string[]
}

/** From the exhibit list, the directory entries and the profiles; an ingester that declares one of these is heard first. */
const RUNNER_KINDS: readonly (readonly [string, ClockKind])[] = [
  ['assertion.made', 'assertion'],
  ['assertion.untouched-since', 'assertion'],
  ['exhibit.received', 'custody'],
  ['fs.modified', 'filesystem'],
  ['fs.changed', 'filesystem'],
  ['fs.created', 'filesystem'],
]
/** Times that could not be read (recorder), and signatures held against archived keys. */
const RUNNER_TRAITS = ['time.out-of-range', 'time.sentinel', 'time.unreadable', ...Object.values(CHECKED)]

export function vocabularyOf(ingesters: readonly Ingester[]): Vocabulary {
  const kinds = new Map<string, ClockKind>(RUNNER_KINDS)
  const traits = new Set<string>(RUNNER_TRAITS)
  for (const { emits } of ingesters) {
    for (const [kind, { clock }] of Object.entries(emits.events)) kinds.set(kind, clock)
    for (const key of Object.keys(emits.traits)) traits.add(key)
  }
  const families = [...traits].filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1))
  return {
    kinds,
    traits: [...traits],
    hasTrait: (key) => traits.has(key) || families.some((prefix) => key.startsWith(prefix)),
  }
}
