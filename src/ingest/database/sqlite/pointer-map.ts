/** Pointer-map pages of auto-vacuum databases (sqlite.org/fileformat2.html, 1.8): for every page its kind and its parent. */
import { lockPage, type Geometry } from './geometry.ts'
import type { Pager } from './pager.ts'

const KINDS = { 1: 'root', 2: 'free', 3: 'first overflow', 4: 'overflow', 5: 'b-tree' } as const
export type PointerKind = (typeof KINDS)[keyof typeof KINDS]
const KIND_OF = new Map<number, PointerKind>(Object.entries(KINDS).map(([byte, kind]) => [Number(byte), kind]))

/** The pointer-map page that speaks of a page; 0 for page 1 and where there is no auto-vacuum. */
export function pointerMapOf(geometry: Pick<Geometry, 'largestRoot' | 'usable' | 'pageSize'>, page: number): number {
  if (geometry.largestRoot === 0 || page < 2) return 0
  const group = Math.floor(geometry.usable / 5) + 1
  const map = Math.floor((page - 2) / group) * group + 2
  return map === lockPage(geometry) ? map + 1 : map
}

export const isPointerMap = (geometry: Geometry, page: number): boolean => pointerMapOf(geometry, page) === page

/** What the pointer map says of a page, or undefined. */
export function pointerOf(
  pager: Pager,
  page: number,
): { readonly kind: PointerKind; readonly parent: number } | undefined {
  const map = pointerMapOf(pager.geometry, page)
  if (map === 0 || map === page) return undefined
  const at = 5 * (page - map - 1)
  const bytes = pager.page(map)
  if (bytes === undefined || at < 0 || at + 5 > pager.geometry.usable) return undefined
  const kind = KIND_OF.get(bytes[at] ?? 0)
  return kind === undefined ? undefined : { kind, parent: bytes.readUInt32BE(at + 1) }
}
