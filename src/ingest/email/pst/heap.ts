/** Properties of a node: a heap in its blocks, a small B-tree in the heap, and values that lie in it or in a subnode ([MS-PST] 2.3). */
import { EvidenceProblem } from '../../../model.ts'
import { Properties } from '../mapi/properties.ts'
import type { Node, PstFile } from './pst-file.ts'

const PROPERTIES = 0xbc
const TREE = 0xb5
/** Values of these types are as long as four bytes or shorter and stand in the record itself. */
const SHORT = new Set([0x0002, 0x0003, 0x0004, 0x000a, 0x000b])
const DEEPEST = 8

/** The properties of a node, values read when asked for. Throws `EvidenceProblem` where its heap is broken. */
export function propertiesOf(
  file: PstFile,
  node: Node,
): { properties: Properties; subnodes: () => ReadonlyMap<number, Node> } {
  const blocks = file.dataBlocks(node.data)
  const head = blocks[0]
  if (head === undefined || head.length < 12 || head[2] !== 0xec || head[3] !== PROPERTIES)
    throw new EvidenceProblem(`node ${hex(node.nid)} holds no list of properties; it is not read`)
  let inside: ReadonlyMap<number, Node> | undefined
  const subnodes = () => (inside ??= file.subnodes(node.sub))
  const heap = (hid: number): Buffer => allocation(blocks, hid, file.layout.packed)
  const properties = new Properties()
  for (const record of records(heap, head.readUInt32LE(4))) {
    const [id, type, value] = [record.readUInt16LE(0), record.readUInt16LE(2), record.readUInt32LE(4)]
    const bytes = (): Buffer => {
      if (SHORT.has(type)) return record.subarray(4, 8)
      if (value === 0) return Buffer.alloc(0)
      if ((value & 0x1f) === 0) return heap(value)
      const sub = subnodes().get(value)
      if (sub === undefined) throw new EvidenceProblem(`a value of node ${hex(node.nid)} is not in the file`)
      return Buffer.concat(file.dataBlocks(sub.data))
    }
    properties.add(id, { type, bytes })
  }
  return { properties, subnodes }
}

export const hex = (n: number): string => `0x${n.toString(16)}`

/** The records of a B-tree on a heap with keys of two bytes and data of six. */
function* records(heap: (hid: number) => Buffer, root: number): Generator<Buffer> {
  const header = heap(root)
  if (header.length < 8 || header[0] !== TREE || header[1] !== 2 || header[2] !== 6)
    throw new EvidenceProblem('a list of properties has a head that is not known')
  const levels = header[3] ?? 0
  if (levels > DEEPEST) throw new EvidenceProblem('a list of properties is nested too deep')
  const seen = new Set<number>()
  const waiting = [{ hid: header.readUInt32LE(4), level: levels }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.hid === 0 || seen.has(next.hid)) continue
    seen.add(next.hid)
    const bytes = heap(next.hid)
    if (next.level > 0)
      for (let at = 0; at + 6 <= bytes.length; at += 6)
        waiting.push({ hid: bytes.readUInt32LE(at + 2), level: next.level - 1 })
    else for (let at = 0; at + 8 <= bytes.length; at += 8) yield bytes.subarray(at, at + 8)
  }
}

/** Bytes of the heap under an id: a block and a place in its map. */
function allocation(blocks: readonly Buffer[], hid: number, large: boolean): Buffer {
  const block = blocks[large ? hid >>> 19 : hid >>> 16]
  const index = large ? (hid >>> 5) & 0x3fff : (hid >>> 5) & 0x7ff
  if (block !== undefined && block.length >= 2 && index > 0) {
    const map = block.readUInt16LE(0)
    const at = map + 4 + 2 * (index - 1)
    if (at + 4 <= block.length && index <= block.readUInt16LE(map)) {
      const [from, to] = [block.readUInt16LE(at), block.readUInt16LE(at + 2)]
      if (from <= to && to <= block.length) return block.subarray(from, to)
    }
  }
  throw new EvidenceProblem('a heap of properties is broken; what it holds is not read')
}
