/** The words that a full-text index holds for each row, as its newest segment that knows them has them; and how words are compared with a text. */

export const wordCount = (n: number): string => (n === 1 ? '1 word' : `${n} words`)

export interface Posting {
  readonly word: string
  readonly row: bigint
  /** A newer segment says so of a row from which the word was taken. */
  readonly isDeleted: boolean
}

/** Words of rows that are held at once; a larger index is not judged. */
const MOST_POSTINGS = 500_000

/**
 * The words of each row. `postings` come newest first. Undefined where they are too many, where `stop` says so, or where they end in a
 * `RangeError`: not the form that is documented, and nothing is inferred from it.
 */
export function wordsByRow(
  postings: Iterable<Posting>,
  stop: () => boolean,
): ReadonlyMap<bigint, readonly string[]> | undefined {
  const found = new Map<bigint, string[]>()
  const seen = new Map<bigint, Set<string>>()
  let count = 0
  try {
    for (const { word, row, isDeleted } of postings) {
      if (++count > MOST_POSTINGS || stop()) return undefined
      const known = seen.get(row)
      if (known?.has(word) === true) continue
      if (known === undefined) seen.set(row, new Set([word]))
      else known.add(word)
      if (isDeleted) continue
      const of = found.get(row)
      if (of === undefined) found.set(row, [word])
      else of.push(word)
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
  return found
}

/** Case and marks are taken off as the tokenizers `simple`, `unicode61` and `trigram` do, and more: only what is left must agree. */
export const folded = (text: string): string =>
  text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('\u03c2', '\u03c3')
