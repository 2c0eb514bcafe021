/**
 * An iPhone runs no system older than the one it was sold with and none of the systems after its last. The pairs are from general
 * knowledge; nobody read them at Apple's pages yet, so the detector is experimental. Pairs of two values exclude one another, whatever the times say.
 */
import type { Detector } from '../../src/analysis/detector.ts'

/** Model as Exif names it: the first system it was sold with, and the number of the last system it got; absent: it still gets them. */
const MODELS: ReadonlyMap<string, readonly [first: string, last?: number]> = new Map(
  Object.entries<readonly [first: string, last?: number]>({
    iPhone: ['1.0', 3],
    'iPhone 3G': ['2.0', 4],
    'iPhone 3GS': ['3.0', 6],
    'iPhone 4': ['4.0', 7],
    'iPhone 4S': ['5.0', 9],
    'iPhone 5': ['6.0', 10],
    'iPhone 5c': ['7.0', 10],
    'iPhone 5s': ['7.0', 12],
    'iPhone 6': ['8.0', 12],
    'iPhone 6 Plus': ['8.0', 12],
    'iPhone 6s': ['9.0', 15],
    'iPhone 6s Plus': ['9.0', 15],
    'iPhone SE': ['9.3', 15],
    'iPhone 7': ['10.0', 15],
    'iPhone 7 Plus': ['10.0', 15],
    'iPhone 8': ['11.0', 16],
    'iPhone 8 Plus': ['11.0', 16],
    'iPhone X': ['11.0', 16],
    'iPhone XR': ['12.0', 18],
    'iPhone XS': ['12.0', 18],
    'iPhone XS Max': ['12.0', 18],
    'iPhone 11': ['13.0'],
    'iPhone 11 Pro': ['13.0'],
    'iPhone 11 Pro Max': ['13.0'],
    'iPhone SE (2nd generation)': ['13.4'],
    'iPhone 12': ['14.1'],
    'iPhone 12 Pro': ['14.1'],
    'iPhone 12 mini': ['14.1'],
    'iPhone 12 Pro Max': ['14.1'],
    'iPhone 13': ['15.0'],
    'iPhone 13 mini': ['15.0'],
    'iPhone 13 Pro': ['15.0'],
    'iPhone 13 Pro Max': ['15.0'],
    'iPhone SE (3rd generation)': ['15.4'],
    'iPhone 14': ['16.0'],
    'iPhone 14 Plus': ['16.0'],
    'iPhone 14 Pro': ['16.0'],
    'iPhone 14 Pro Max': ['16.0'],
    'iPhone 15': ['17.0'],
    'iPhone 15 Plus': ['17.0'],
    'iPhone 15 Pro': ['17.0'],
    'iPhone 15 Pro Max': ['17.0'],
    'iPhone 16': ['18.0'],
    'iPhone 16 Plus': ['18.0'],
    'iPhone 16 Pro': ['18.0'],
    'iPhone 16 Pro Max': ['18.0'],
  }),
)

const numbers = (version: string): readonly [number, number] => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return [major, minor]
}

/** Which end of the model's systems a version lies beyond. */
function beyond(model: string, version: string): string | undefined {
  const span = MODELS.get(model)
  if (span === undefined) return undefined
  const [first, last] = span
  const [major, minor] = numbers(version)
  const [firstMajor, firstMinor] = numbers(first)
  if (major < firstMajor || (major === firstMajor && minor < firstMinor)) return `was sold with ${first} or later`
  return last !== undefined && major > last ? `got no system after ${last}` : undefined
}

export default {
  title: 'The telephone named cannot run the system named',
  id: 'apple-model-against-system',
  status: 'experimental',
  description:
    'Model names an iPhone and Software a version of iOS that this iPhone never ran: older than the one it was sold with, or newer than its last.',
  references: [
    'From general knowledge, unchecked; to be read in: Apple, iPhone User Guide, "iPhone models compatible with iOS" (one page a system)',
  ],
  date: '2026-11-21',
  says: 'unusual',
  level: 'low',
  observed: 'Model states {model} and Software states {system}. That model {bound}.',
  inferred:
    'Either Software was written by another device than the one that took the picture, or one of the two values is not what a device wrote.',
  notShown: 'It is not shown which of the two was changed, nor by whom, nor that the picture itself was changed.',
  falsepositives: [
    {
      id: 'edited-on-another-device',
      text: 'the picture was edited on another telephone or tablet, which wrote its own system and left the model as it was',
      tests: [],
    },
    { id: 'tags-copied', text: 'a program copied the tags of one picture into another', tests: [] },
  ],
  tags: ['image', 'apple'],
  examples: [
    {
      name: 'an iPhone 6 with iOS 15',
      breaks: [
        {
          artifact: 'p',
          type: 'image',
          kind: 'exif.modified',
          time: '2021-11-01T12:00:00Z',
          clock: 'camera',
          writer: 'Exif',
          zone: 'floating',
        },
        { artifact: 'p', traits: { 'image.model': 'iPhone 6', 'image.apple-system': '15.1' } },
      ],
    },
    {
      name: 'an iPhone 6 with a late update of iOS 12',
      holds: [
        {
          artifact: 'p',
          type: 'image',
          kind: 'exif.modified',
          time: '2023-02-01T12:00:00Z',
          clock: 'camera',
          writer: 'Exif',
          zone: 'floating',
        },
        { artifact: 'p', traits: { 'image.model': 'iPhone 6', 'image.apple-system': '12.5.7' } },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['exif.original', 'exif.modified'],
    traits: ['image.model', 'image.apple-system'],
    artifacts: ['image'],
  },
  detect({ artifacts }) {
    for (const artifact of artifacts) {
      const all = [...artifact.traits, ...artifact.events.flatMap(({ traits }) => traits)]
      const value = (key: string): string | undefined => all.find((trait) => trait.key === key)?.value
      const [model, system] = [value('image.model'), value('image.apple-system')]
      if (model === undefined || system === undefined || !MODELS.has(model)) continue
      const bound = beyond(model, system)
      if (bound === undefined) return []
      return [{ artifact, events: [], values: { model, system, bound }, others: 0 }]
    }
    return 'not applicable'
  },
} satisfies Detector
