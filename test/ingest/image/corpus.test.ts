// Real pictures: our reading against that of metadata-extractor (text files beside its pictures) and of exifr.
import exifr from 'exifr'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import image from '../../../src/ingest/image/image.ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { CLEAR_LINE, corpus, ingest } from '../../evidence/helpers.ts'

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
const raw = (artifact: Artifact | undefined, kind: string) =>
  artifact?.events
    .find((event) => event.kind === kind)
    ?.raw.split(', ')[0]
    ?.trim()
const trait = (artifact: Artifact | undefined, key: string) =>
  artifact?.traits.find((one) => one.key === key)?.value.trim()

interface Agreement {
  readonly equal: number
  readonly unequal: readonly string[]
}
/** Pairs of what two readers say; both silent is no agreement. */
const compare = (
  pairs: readonly (readonly [name: string, ours: string | undefined, theirs: string | undefined])[],
): Agreement => {
  const stated = pairs.filter(([, ours, theirs]) => (ours ?? '') !== '' || (theirs ?? '') !== '')
  const unequal = stated.filter(([, ours, theirs]) => ours !== theirs).map((pair) => pair.join(' | '))
  return { equal: stated.length - unequal.length, unequal }
}

const listings = corpus('images/metadata-extractor/jpg-metadata')
describe.runIf(listings !== undefined)('metadata-extractor', () => {
  test('states the same times, makers and models for its pictures', async () => {
    const pairs: [string, string | undefined, string | undefined][] = []
    for (const listing of files(listings ?? '')) {
      const picture = listing.replace('jpg-metadata', 'jpg').slice(0, -4)
      const [artifact] = (await ingest(image, readFileSync(picture))).artifacts
      const text = readFileSync(listing, 'latin1').replaceAll('\r', '')
      const theirs = (label: string) =>
        text
          .split('\n')
          .find((line) => line.startsWith(`[${label}] `))
          ?.replace(/^[^=]*= ?/, '')
          .trim()
      const name = picture.split('/').at(-1) ?? ''
      for (const [kind, label] of [
        ['exif.original', 'Exif SubIFD - 0x9003'],
        ['exif.digitised', 'Exif SubIFD - 0x9004'],
        ['exif.modified', 'Exif IFD0 - 0x0132'],
        ['xmp.created', 'XMPMeta - http://ns.adobe.com/xap/1.0/'],
      ] as const)
        if (kind !== 'xmp.created') pairs.push([`${name} ${kind}`, raw(artifact, kind), theirs(label)])
        else
          pairs.push([
            `${name} ${kind}`,
            raw(artifact, kind),
            /^\[[^\]]*xap\/1.0\/\] xmp:CreateDate = (.*)$/m.exec(text)?.[1]?.trim(),
          ])
      for (const [key, label] of [
        ['image.make', 'Exif IFD0 - 0x010f'],
        ['image.model', 'Exif IFD0 - 0x0110'],
        ['image.software', 'Exif IFD0 - 0x0131'],
      ] as const)
        pairs.push([`${name} ${key}`, trait(artifact, key), theirs(label)])
    }
    const { equal, unequal } = compare(pairs)
    console.log(`metadata-extractor: ${equal} of ${equal + unequal.length} values agree`, unequal)
    expect(equal).toBeGreaterThan(200)
    expect(unequal).toEqual([])
  })
})

const pictures = corpus('images')
describe.runIf(pictures !== undefined)('exifr', () => {
  test('states the same times in every picture that it reads', { timeout: 120_000 }, async () => {
    const pairs: [string, string | undefined, string | undefined][] = []
    let read = 0
    for (const file of files(pictures ?? '')) {
      const bytes = readFileSync(file)
      if (!image.accepts(bytes.subarray(0, 65_536), bytes.length)) continue
      const theirs = await byExifr(bytes)
      if (theirs === undefined) continue
      read++
      const [artifact] = (await ingest(image, bytes)).artifacts
      const name = file.split('/').slice(-2).join('/')
      pairs.push([`${name} exif.original`, raw(artifact, 'exif.original'), theirs.original])
      pairs.push([`${name} exif.modified`, raw(artifact, 'exif.modified'), theirs.modified])
    }
    const { equal, unequal } = compare(pairs)
    console.log(`exifr: ${read} pictures, ${equal} of ${equal + unequal.length} values agree`, unequal)
    expect(equal).toBeGreaterThan(150)
    // Its block begins with bytes FF instead of a byte order: exifr guesses one, we say that there is no TIFF header.
    expect(unequal).toEqual(['pillow/invalid-exif.jpg exif.modified |  | 2017:03:13 23:03:09'])
  })
})

async function byExifr(
  bytes: Buffer,
): Promise<{ original: string | undefined; modified: string | undefined } | undefined> {
  try {
    const found: unknown = await exifr.parse(bytes, {
      mergeOutput: false,
      reviveValues: false,
      translateKeys: false,
      translateValues: false,
    })
    const value = (block: string, code: string) => {
      const tags: unknown =
        typeof found === 'object' && found !== null && block in found ? Reflect.get(found, block) : undefined
      const text: unknown = typeof tags === 'object' && tags !== null ? Reflect.get(tags, code) : undefined
      return typeof text === 'string' ? text.split('\0')[0]?.trim() : undefined
    }
    return { original: value('exif', String(0x9003)), modified: value('ifd0', String(0x0132)) }
  } catch {
    return undefined
  }
}

const all = ['images', 'hostile', 'pdf', 'office', 'archives'].map(corpus).filter((path) => path !== undefined)
describe.runIf(all.length > 0)('every file of the corpus', () => {
  test(
    'ends in artifacts and clear lines within a second, and emits only what is declared',
    { timeout: 120_000 },
    async () => {
      let read = 0
      let slowest = 0
      for (const file of all.flatMap(files)) {
        const bytes = readFileSync(file)
        if (!image.accepts(bytes.subarray(0, 65_536), bytes.length)) continue
        read++
        const started = performance.now()
        const { artifacts, problem } = await ingest(image, bytes)
        slowest = Math.max(slowest, performance.now() - started)
        expect(problem).toBeUndefined()
        for (const { events, traits, problems = [] } of artifacts) {
          expect(Object.keys(image.emits.events)).toEqual(expect.arrayContaining(events.map(({ kind }) => kind)))
          expect(Object.keys(image.emits.traits)).toEqual(expect.arrayContaining(traits.map(({ key }) => key)))
          for (const line of problems) expect(line).toMatch(CLEAR_LINE)
        }
      }
      console.log(`${read} pictures, the slowest ${Math.round(slowest)} ms`)
      expect(read).toBeGreaterThan(150)
      expect(slowest).toBeLessThan(1_000)
    },
  )
})
