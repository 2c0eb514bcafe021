/** The freelist (sqlite.org/fileformat2.html, 1.5): trunk pages and the leaves they name. Freed pages keep what stood on them. */
import { PageSet } from './b-tree.ts'
import type { Pager } from './pager.ts'
import type { Problems } from './problems.ts'

export interface FreePage {
  readonly number: number
  /** First byte that the freelist itself did not write. */
  readonly from: number
}

/** All free pages; a chain that loops or leads out of the file ends in one named problem. */
export function* freePages(pager: Pager, problems: Problems): Generator<FreePage> {
  const { usable, firstTrunk } = pager.geometry
  const seen = new PageSet(pager.pages)
  let next = firstTrunk
  while (next !== 0) {
    const page = seen.add(next) ? pager.page(next) : undefined
    if (page === undefined) {
      problems.add(
        'the freelist',
        next > pager.pages ? `names page ${next} of ${pager.pages}` : `runs in a circle at page ${next}`,
      )
      return
    }
    const stated = page.readUInt32BE(4)
    const count = Math.min(stated, Math.floor(usable / 4) - 2)
    if (stated > count) problems.add('the freelist', `its page ${next} states ${stated} leaves, more than fit`)
    yield { number: next, from: 8 + 4 * count }
    for (let i = 0; i < count; i++) {
      const leaf = page.readUInt32BE(8 + 4 * i)
      if (leaf > 1 && leaf <= pager.pages && seen.add(leaf)) yield { number: leaf, from: 0 }
      else problems.add('the freelist', `its page ${next} names page ${leaf} twice or out of the file`)
    }
    next = page.readUInt32BE(0)
  }
}
