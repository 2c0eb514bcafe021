/**
 * Tags of rules: words of our own, and ids of other catalogues (ATT&CK, SOLVE-IT) as `NAMESPACE.ID`. `rules/tags.yaml` holds
 * the ids that somebody read at the source, with the titles they have there; another id of these catalogues is refused.
 */
import { z } from 'zod'
import { TAG, type KnownTags } from './known-tags.ts'

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
