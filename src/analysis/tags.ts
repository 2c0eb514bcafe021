/**
 * Tags of rules: words of our own, and ids of other catalogues (ATT&CK, SOLVE-IT) as `NAMESPACE.ID`. `rules/tags.yaml` holds
 * the ids that somebody read at the source, with the titles they have there; another id of these catalogues is refused.
 */
import { z } from 'zod'
import { tagTitles, type Catalogue } from './catalogue.ts'
import { nearest } from '../nearest.ts'

/** Lower-case words, dots between a namespace and an id (the Sigma specification, "Tags"). */
export const TAG = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/

export const tagsSchema = z.strictObject({
  catalogues: z
    .array(
      z.strictObject({
        namespace: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
        title: z.string(),
        version: z.string(),
        source: z.string(),
        ids: z.record(z.string(), z.string().min(1)),
      }),
    )
    .default([]),
  /** A word of our own, and the tags that a rule which bears it bears, too. */
  means: z.record(z.string(), z.array(z.string().regex(TAG))).default({}),
})
export type TagFile = z.output<typeof tagsSchema>

/** What is wrong with a rule's tags, and where in it. */
export const tagFaults = (
  tags: readonly string[],
  known: KnownTags,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] =>
  tags.flatMap((tag, i) => {
    const message = known.fault(tag)
    return message === undefined ? [] : [{ path: ['tags', i], message }]
  })

/** The tags of all folders that were loaded: a later folder adds to those before. */
export class KnownTags {
  readonly catalogues: Catalogue[]
  #titles: ReadonlyMap<string, string>
  readonly #means = new Map<string, readonly string[]>()

  constructor(catalogues: readonly Catalogue[] = []) {
    this.catalogues = [...catalogues]
    this.#titles = tagTitles(this.catalogues)
  }

  add(file: TagFile): void {
    this.catalogues.push(...file.catalogues)
    this.#titles = tagTitles(this.catalogues)
    for (const [word, tags] of Object.entries(file.means)) this.#means.set(word, tags)
  }

  /** Why a rule may not bear this tag. Tags of namespaces that no folder describes are nobody's but the author's. */
  fault(tag: string): string | undefined {
    if (!TAG.test(tag)) return `a tag is lower-case words, with a dot after a namespace: ${tag}`
    const [namespace, ...id] = tag.split('.')
    if (id.length === 0 || !this.catalogues.some((one) => one.namespace === namespace)) return undefined
    if (this.#titles.has(tag)) return undefined
    const near = nearest(tag, this.#titles.keys())
    return `no tags.yaml holds ${tag}, with the title that it has at its source${near === undefined ? '' : `; did you mean ${near}?`}`
  }

  /** The tags with those that they stand for. */
  whole(tags: readonly string[]): string[] {
    return [...new Set(tags.flatMap((tag) => [tag, ...(this.#means.get(tag) ?? [])]))]
  }
}
