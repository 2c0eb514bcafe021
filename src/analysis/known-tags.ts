/** The tags that rules may bear, by what `tags.yaml` of all loaded folders says (tags.ts reads it). */
import { nearest } from '../nearest.ts'

/** Lower-case words, dots between a namespace and an id (the Sigma specification, "Tags"). */
export const TAG = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/

/** Ids of another catalogue, each with its title at its source. */
export interface Catalogue {
  readonly namespace: string
  readonly title: string
  readonly version: string
  readonly source: string
  readonly ids: Readonly<Record<string, string>>
}

export interface Tags {
  readonly catalogues: readonly Catalogue[]
  /** A word of our own, and the tags that a rule which bears it bears, too. */
  readonly means: Readonly<Record<string, readonly string[]>>
}

/** The tags of all folders that were loaded: a later folder adds to those before. */
export class KnownTags {
  readonly catalogues: Catalogue[] = []
  readonly means: Record<string, readonly string[]> = {}
  readonly #titles = new Map<string, string>()

  add(file: Tags): void {
    for (const one of file.catalogues) {
      this.catalogues.push(one)
      for (const [id, title] of Object.entries(one.ids)) this.#titles.set(`${one.namespace}.${id}`, title)
    }
    Object.assign(this.means, file.means)
  }

  /** The title of an id of a catalogue, in the words of its source. */
  titleOf(tag: string): string | undefined {
    return this.#titles.get(tag)
  }

  /** The ids of all catalogues, as tags. */
  get ids(): readonly string[] {
    return [...this.#titles.keys()]
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
    return [...new Set(tags.flatMap((tag) => [tag, ...(this.means[tag] ?? [])]))]
  }
}
