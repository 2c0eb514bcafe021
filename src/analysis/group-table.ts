/**
 * The artifacts of one evidence (or of one artifact and its parts) as all detectors of that join need them: columns, read
 * once, about sixty bytes for a row with one event. `group-views.ts` shows them to one detector after the other.
 */
import type { ArtifactType } from '../model.ts'
import type { Reading } from '../time/reading.ts'
import { Codes, Column, codes, instants, integers } from './columns.ts'
import type { DetectorEvent } from './detector.ts'
import type { FactMatch } from './fact-index.ts'
import type { StoredMatch } from './facts.ts'
import { isTimed, type Bundle } from './rows.ts'

/** What some detector asks of one type of artifact. */
export interface Interest {
  readonly kinds: ReadonlySet<string>
  readonly keys: ReadonlySet<string>
}

/** An artifact carries something that is asked for. */
export const carries = ({ events, traits }: Bundle, { kinds, keys }: Interest): boolean =>
  events.some((event) => kinds.has(event.kind) && isTimed(event)) || traits.some((trait) => keys.has(trait.key))

export class GroupTable {
  readonly root: number
  readonly types = new Codes<ArtifactType>()
  readonly kinds = new Codes<string>()
  readonly clocks = new Codes<DetectorEvent['clock']>()
  readonly zones = new Codes<Reading['zone']['type']>()
  /** Microseconds. */
  readonly spreads = new Codes<number>()
  readonly keys = new Codes<string>()
  readonly values = new Codes<string>()
  readonly artifacts = {
    id: integers(),
    type: codes(),
    /** Place of the claim among the events; -1: none. */
    claim: integers(),
    firstEvent: integers(),
    firstTrait: integers(),
  }
  readonly events = {
    id: integers(),
    artifact: integers(),
    kind: codes(),
    clock: integers(),
    zone: codes(),
    nominal: instants(),
    /** How much earlier and later than the nominal time it can be: the same for most events of a clock. */
    before: integers(),
    after: integers(),
  }
  /** `event` is the writing event's id; -1: none. */
  readonly traits = { id: integers(), event: integers(), key: codes(), value: integers() }
  readonly facts = {
    match: [] as FactMatch[],
    artifact: integers(),
    trait: integers(),
    key: integers(),
    value: integers(),
    broken: integers(),
  }

  constructor(root: number) {
    this.root = root
  }

  add(
    { artifact, events, traits }: Bundle,
    { kinds, keys }: Interest,
    matches: readonly StoredMatch[],
    clock: (event: Bundle['events'][number]) => DetectorEvent['clock'],
  ): void {
    const at = this.artifacts.id.length
    this.artifacts.id.push(artifact.id)
    this.artifacts.type.push(this.types.of(artifact.type))
    this.artifacts.firstEvent.push(this.events.id.length)
    this.artifacts.firstTrait.push(this.traits.id.length)
    let claim = -1
    for (const event of events) {
      if (!isTimed(event) || (event.id !== artifact.claim && !kinds.has(event.kind))) continue
      if (event.id === artifact.claim) claim = this.events.id.length
      this.events.id.push(event.id)
      this.events.artifact.push(at)
      this.events.kind.push(this.kinds.of(event.kind))
      this.events.clock.push(this.clocks.of(clock(event)))
      this.events.zone.push(this.zones.of(event.zone))
      this.events.nominal.push(event.nominal)
      this.events.before.push(this.spreads.of(event.nominal - event.earliest))
      this.events.after.push(this.spreads.of(event.latest - event.nominal))
    }
    this.artifacts.claim.push(claim)
    for (const { id, event, key, value } of traits) {
      if (!keys.has(key)) continue
      this.traits.id.push(id)
      this.traits.event.push(event ?? -1)
      this.traits.key.push(this.keys.of(key))
      this.traits.value.push(this.values.of(value))
    }
    for (const { match, trait, broken } of matches) {
      this.facts.match.push(match)
      this.facts.artifact.push(at)
      this.facts.trait.push(trait.id)
      this.facts.key.push(this.keys.of(trait.key))
      this.facts.value.push(this.values.of(trait.value))
      this.facts.broken.push(broken === '' ? 0 : 1)
    }
  }

  /** Gives the columns' memory back, when the last detector has seen them. */
  free(): void {
    for (const columns of [this.artifacts, this.events, this.traits, this.facts])
      for (const column of Object.values(columns)) if (column instanceof Column) column.free()
  }
}
