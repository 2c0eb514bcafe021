/** What is gathered of one message while its header is read: events, traits, problems, and the clocks that several events share. */
import type { Clock, Event, Locator, Trait } from '../../model.ts'
import { locate, type HeaderBlock, type HeaderField } from './header-block.ts'
import { readable } from './raw-text.ts'

/** Fields of one name that are read: a hostile header may repeat any of them without end. Received lines are read all. */
const MOST_REPEATS = 1_000

export class MessageDraft {
  readonly events: Event[] = []
  readonly traits: Trait[] = []
  readonly problems: string[] = []
  readonly header: HeaderBlock
  private readonly clocks = new Map<string, Clock>()

  constructor(header: HeaderBlock) {
    this.header = header
  }

  /** The fields of a lower-case name, from the top, at most 1,000. */
  fields(lower: string): readonly HeaderField[] {
    const all = this.header.byName.get(lower) ?? []
    return all.length > MOST_REPEATS ? all.slice(0, MOST_REPEATS) : all
  }

  first(lower: string): HeaderField | undefined {
    return this.header.byName.get(lower)?.[0]
  }

  event(event: Event): Event {
    this.events.push(event)
    return event
  }

  /** Adds a trait with its value as readable text. */
  trait(key: string, value: string, at: HeaderField | Locator, by?: Event): void {
    const locator = 'type' in at ? at : locate(at)
    this.traits.push({ key, value: readable(value), locator, ...(by === undefined ? {} : { by }) })
  }

  /** One clock object for each kind and role in this message; `writer` names it at its first use. */
  clock(kind: Clock['kind'], role: string, writer: string): Clock {
    const key = `${kind} ${role}`
    const known = this.clocks.get(key)
    if (known) return known
    const clock: Clock = { kind, writer: readable(writer) }
    this.clocks.set(key, clock)
    return clock
  }
}
