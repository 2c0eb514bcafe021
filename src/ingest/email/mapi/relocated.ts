/** An artifact whose locators are put differently; traits keep the events that wrote them, events their clocks. */
import type { Artifact, Event, Locator } from '../../../model.ts'

export function relocated(artifact: Artifact, where: (locator: Locator) => Locator): Artifact {
  const events = new Map<Event, Event>()
  for (const event of artifact.events) {
    const locator = where(event.locator)
    events.set(event, locator === event.locator ? event : { ...event, locator })
  }
  const { claim: said, ...rest } = artifact
  const claim = said && events.get(said)
  return {
    ...rest,
    events: [...events.values()],
    ...(claim === undefined ? {} : { claim }),
    traits: artifact.traits.map(({ by, ...trait }) => {
      const writer = by && (events.get(by) ?? by)
      return { ...trait, locator: where(trait.locator), ...(writer === undefined ? {} : { by: writer }) }
    }),
  }
}
