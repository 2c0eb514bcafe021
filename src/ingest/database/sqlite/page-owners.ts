/** Which tree each page belongs to, overflow pages included, and what the live records of each table look like. */
import { PageSet, walkTree, type TreeStep } from './b-tree.ts'
import { CellReader } from './cell.ts'
import { ColumnForms } from './column-forms.ts'
import type { RawDatabase } from './open-raw.ts'
import { RecordReader } from './record.ts'
import { SCHEMA_TABLE } from './schema.ts'
import { localLimits } from './geometry.ts'
import type { TableShape } from './table-shape.ts'

export interface Owned {
  readonly tables: readonly ColumnForms[]
  /** 1 + the table's place in `tables`; `OTHER` for indexes and overflow pages; 0 for pages of no tree. */
  readonly owner: Uint16Array
}

export const OTHER = 0xffff
/** Records of a table from which forms are learnt; pages are walked to the end. */
const LEARNT = 20_000

/** Walks every tree of the schema once. */
export function pageOwners({ pager, schema, problems }: RawDatabase, stop: () => boolean = () => false): Owned {
  const owner = new Uint16Array(pager.pages + 1)
  const tables: ColumnForms[] = []
  const shapes = new Map<number, TableShape>([[1, SCHEMA_TABLE]])
  for (const shape of schema.tables.values()) if (!shapes.has(shape.root)) shapes.set(shape.root, shape)
  const { pages } = pager
  const seen = new PageSet(pages)
  for (const shape of shapes.values()) {
    if (stop()) break
    const forms = new ColumnForms(shape)
    tables.push(forms)
    walk(shape.root, !shape.withoutRowid, Math.min(tables.length, OTHER - 1), forms)
  }
  for (const entry of schema.entries) {
    if (stop()) break
    if (entry.type === 'index' && entry.rootPage > 1 && owner[entry.rootPage] === 0)
      walk(entry.rootPage, false, OTHER, undefined)
  }
  return { tables, owner }

  function walk(root: number, isTable: boolean, mark: number, forms: ColumnForms | undefined): void {
    const cells = new CellReader(pager, problems)
    const record = new RecordReader(pager.geometry.encoding)
    const { most } = localLimits(pager.geometry, isTable)
    let learnt = 0
    for (const step of walkTree(pager, root, isTable, seen, problems, (page) => (owner[page] = mark))) {
      owner[step.number] = mark
      const [from, to] = step.cell === undefined ? [0, step.head.cells] : [step.cell, step.cell + 1]
      for (let i = from; i < to; i++) {
        if (learnt >= LEARNT && !mayOverflow(step, i, most)) continue
        if (!cells.read(step, i)) continue
        for (const page of cells.chain) owner[page] = OTHER
        if (forms === undefined || learnt >= LEARNT) continue
        if (record.open(cells.bytes, cells.from, cells.to) !== undefined) continue
        learnt++
        const types = Array.from({ length: record.stored }, (_, n) => record.type(n))
        forms.learn(types)
        if (pager.geometry.encoding !== 'utf8') learnScripts(forms.scripts, record, types)
      }
    }
  }
}

function learnScripts(scripts: Set<number>, record: RecordReader, types: readonly number[]): void {
  types.forEach((type, n) => {
    const text = type >= 13 && type % 2 === 1 ? record.value(n) : null
    if (typeof text === 'string') for (let i = 0; i < text.length; i++) scripts.add(text.charCodeAt(i) >>> 8)
  })
}

/** Whether a cell's payload is longer than its page holds: its first bytes tell. */
function mayOverflow({ page, head }: TreeStep, cell: number, most: number): boolean {
  const at = page.readUInt16BE(head.pointers + 2 * cell) + (head.isLeaf ? 0 : 4)
  const first = page[at] ?? 0
  const second = page[at + 1] ?? 0
  return first >= 0x80 && (second >= 0x80 || ((first & 0x7f) << 7) + second > most)
}
