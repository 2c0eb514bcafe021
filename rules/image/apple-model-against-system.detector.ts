/**
 * An iPhone runs no system older than the one it was sold with and none of the systems after its last. The pairs are those of the field
 * `supportedIosVersions` of endoflife-date/endoflife.date, products/iphone.md, by the number of the system alone. Pairs of two values exclude
 * one another, whatever the times say.
 */
import type { Detector } from '../../src/analysis/detector.ts'

/** Model as Exif names it: the number of the system it was sold with, and of the last it got; absent: it still gets them. */
const MODELS: ReadonlyMap<string, readonly [first: number, last?: number]> = new Map(
  Object.entries<readonly [first: number, last?: number]>({
    iPhone: [1, 3],
    'iPhone 3G': [2, 4],
    'iPhone 3GS': [3, 6],
    'iPhone 4': [4, 7],
    'iPhone 4S': [5, 9],
    'iPhone 5': [6, 10],
    'iPhone 5c': [7, 10],
    'iPhone 5s': [7, 12],
    'iPhone 6': [8, 12],
    'iPhone 6 Plus': [8, 12],
    'iPhone 6s': [9, 15],
    'iPhone 6s Plus': [9, 15],
    'iPhone SE': [9, 15],
    'iPhone 7': [10, 15],
    'iPhone 7 Plus': [10, 15],
    'iPhone 8': [11, 16],
    'iPhone 8 Plus': [11, 16],
    'iPhone X': [11, 16],
    'iPhone XR': [12, 18],
    'iPhone XS': [12, 18],
    'iPhone XS Max': [12, 18],
    'iPhone 11': [13],
    'iPhone 11 Pro': [13],
    'iPhone 11 Pro Max': [13],
    'iPhone SE (2nd generation)': [13],
    'iPhone 12': [14],
    'iPhone 12 Pro': [14],
    'iPhone 12 mini': [14],
    'iPhone 12 Pro Max': [14],
    'iPhone 13': [15],
    'iPhone 13 mini': [15],
    'iPhone 13 Pro': [15],
    'iPhone 13 Pro Max': [15],
    'iPhone SE (3rd generation)': [15],
    'iPhone 14': [16],
    'iPhone 14 Plus': [16],
    'iPhone 14 Pro': [16],
    'iPhone 14 Pro Max': [16],
    'iPhone 15': [17],
    'iPhone 15 Plus': [17],
    'iPhone 15 Pro': [17],
    'iPhone 15 Pro Max': [17],
    'iPhone 16': [18],
    'iPhone 16 Plus': [18],
    'iPhone 16 Pro': [18],
    'iPhone 16 Pro Max': [18],
    'iPhone 16e': [18],
    'iPhone 17': [26],
    'iPhone 17 Pro': [26],
    'iPhone 17 Pro Max': [26],
    'iPhone 17e': [26],
    'iPhone Air': [26],
  }),
)

/** Which end of the model's systems a version lies beyond. */
function beyond([first, last]: readonly [first: number, last?: number], version: string): string | undefined {
  const system = Number(version.split('.')[0])
  if (system < first) return `was sold with ${first}.0 or later`
  return last !== undefined && system > last ? `got no system after ${last}` : undefined
}

export default {
  title: 'The telephone named cannot run the system named',
  id: 'apple-model-against-system',
  status: 'test',
  description:
    'Model names an iPhone and Software a version of iOS that this iPhone never ran: older than the one it was sold with, or newer than its last.',
  references: [
    'endoflife-date/endoflife.date products/iphone.md, field supportedIosVersions (made from the list of iPhone models at wikipedia.org)',
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
      const span = MODELS.get(model ?? '')
      if (model === undefined || system === undefined || span === undefined) continue
      const bound = beyond(span, system)
      if (bound === undefined) return []
      return [{ artifact, events: [], values: { model, system, bound }, others: 0 }]
    }
    return 'not applicable'
  },
} satisfies Detector
