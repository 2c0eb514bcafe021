/** A catalogue of techniques and weaknesses (ATT&CK, SOLVE-IT) whose ids rules bear as tags; `tags.yaml` holds them. */

export interface Catalogue {
  readonly namespace: string
  readonly title: string
  readonly version: string
  readonly source: string
  /** Titles as they stand at the source, by id. */
  readonly ids: Readonly<Record<string, string>>
}

/** The ids of all catalogues as tags, with their titles. */
export const tagTitles = (catalogues: readonly Catalogue[]): ReadonlyMap<string, string> =>
  new Map(
    catalogues.flatMap(({ namespace, ids }) => Object.entries(ids).map(([id, title]) => [`${namespace}.${id}`, title])),
  )
