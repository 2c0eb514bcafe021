/** Opens one state of a database for raw reading: pages, schema, and what is wrong with them. Throws nothing. */
import type { Unreadable } from './geometry.ts'
import { pagerOf, type Bytes, type Image, type Pager } from './pager.ts'
import { problems, type Problems } from './problems.ts'
import { readSchema, type Schema } from './schema.ts'

export interface RawDatabase {
  readonly pager: Pager
  readonly schema: Schema
  readonly problems: Problems
}

export function openRaw(file: Bytes, overlay?: ReadonlyMap<number, Image>, pages?: number): RawDatabase | Unreadable {
  const pager = pagerOf(file, overlay, pages)
  if ('reason' in pager) return pager
  const found = problems()
  return { pager, schema: readSchema(pager, found), problems: found }
}
