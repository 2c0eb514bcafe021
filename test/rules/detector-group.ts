/** Makes the group that a detector gets out of an example's notation, with the tolerances of rules/clocks.yaml. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type {
  Breach,
  Detector,
  DetectorArtifact,
  DetectorEvent,
  DetectorGroup,
  House,
} from '../../src/analysis/detector.ts'
import { clocksSchema, type ExampleEvent } from '../../src/analysis/rule-language.ts'
import { tolerances } from '../../src/analysis/tolerances.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { SECOND, parseIso } from '../../src/time/instant.ts'
import { FLOATING, UTC, range } from '../../src/time/reading.ts'

const clocks = tolerances(
  clocksSchema.parse(parse(readFileSync(join(import.meta.dirname, '../../rules/clocks.yaml'), 'utf8'))),
)

const traitsOf = (item: ExampleEvent, offset: number): DetectorEvent['traits'] =>
  Object.entries(item.traits ?? {}).flatMap(([key, value]) =>
    [value].flat().map((one) => ({ key, value: String(one), locator: { type: 'bytes' as const, offset, length: 0 } })),
  )

/** An item with a kind and a readable time; the n-th item of an example stands n lines further down in the header. */
function eventOf(item: ExampleEvent, line: number): DetectorEvent | undefined {
  const { kind, time, writer = item.kind ?? '' } = item
  const nominal = time === undefined ? undefined : parseIso(time)
  if (kind === undefined || nominal === undefined) return undefined
  const zone = item.zone === 'floating' ? FLOATING : UTC
  const precision = (item.precision === undefined ? undefined : parseDuration(item.precision)) ?? SECOND
  const meant = range({ nominal, precision, zone })
  if (meant === undefined) return undefined
  const clock = item.clock ?? 'software'
  return {
    kind,
    clock: { kind: clock, writer, ...clocks[clock] },
    zone: zone.type,
    nominal,
    ...meant,
    raw: item.raw ?? time ?? '',
    locator: { type: 'header', name: writer, index: 0, offset: line },
    traits: traitsOf(item, line),
  }
}

/** One group of all artifacts of an example that the detector asks for. */
export function groupOf(
  items: readonly ExampleEvent[],
  { select }: Detector,
  facts: DetectorGroup['facts'] = [],
): DetectorGroup {
  const names = [...new Set(items.map((item) => item.artifact ?? 'a'))]
  const artifacts = names.flatMap((name): DetectorArtifact[] => {
    const own = items.filter((item) => (item.artifact ?? 'a') === name)
    const type = own.find((item) => item.type !== undefined)?.type ?? 'message'
    if (select.artifacts !== undefined && !select.artifacts.includes(type)) return []
    const events = own.flatMap((item) => eventOf(item, items.indexOf(item)) ?? [])
    const traits = own.filter((item) => item.kind === undefined).flatMap((item) => traitsOf(item, 0))
    return [
      {
        type,
        label: name,
        claim: events[0],
        events: events.filter(({ kind }) => select.events.includes(kind)),
        traits,
      },
    ]
  })
  return { artifacts, facts }
}

/** What a detector finds; undefined where it says that it does not apply. */
export function run(
  detector: Detector,
  group: DetectorGroup,
  house: House = { holidays: {} },
): readonly Breach[] | undefined {
  const found = detector.detect(group, house)
  return typeof found === 'string' ? undefined : [...found]
}
