/** Outlook's mailbox files: `.pst` and `.ost`, read by our own bounded reader and never written. */
import type { Limits } from '../../../evidence/limits.ts'
import { EvidenceProblem, type Trait } from '../../../model.ts'
import { defineIngester } from '../../ingester.ts'
import { itemArtifacts, type Item, type ItemAttachment, type ItemPlace } from '../mapi/item.ts'
import { ITEM_EMITS } from '../mapi/mapi-vocabulary.ts'
import { PID } from '../mapi/properties.ts'
import { readable } from '../raw-text.ts'
import { hex, propertiesOf } from './heap.ts'
import { PstFile, type Node } from './pst-file.ts'

/** [MS-PST] 2.2.2.1: types of nodes. */
const TYPE = { folder: 0x02, message: 0x04, attachment: 0x05 } as const
const typeOf = (nid: number): number => nid & 0x1f
/** Folders above folders: a circle ends here. */
const DEEPEST_FOLDER = 100

export default defineIngester({
  id: 'pst',
  title: 'Outlook mailbox (.pst, .ost)',
  source:
    '[MS-PST] 2.2 to 2.4; caches with pages of 4 KB as libpff (PFF format, "64-bit 4k page") and XstReader read them',
  accepts: (head) => {
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    return bytes.toString('latin1', 0, 4) === '!BDN' && ['SM', 'SO'].includes(bytes.toString('latin1', 8, 10))
  },
  confidence: 100,
  emits: ITEM_EMITS,
  *ingest(source, { limits }) {
    const file = new PstFile(source)
    const problems = new Set<string>()
    const folderOf = folders(file, problems)
    let messages = 0
    for (const node of file.nodes(problems))
      if (typeOf(node.nid) === TYPE.message && node.data !== 0n) {
        try {
          const path = folderOf(node.parent)
          yield* itemArtifacts(itemOf(file, node, path, limits), placeOf([hex(node.nid)]), limits)
          messages++
        } catch (error) {
          if (!(error instanceof EvidenceProblem)) throw error
          problems.add(`message ${hex(node.nid)}: ${error.message}`)
        }
        if (problems.size > MOST_PROBLEMS) break
      }
    if (file.unsound > 0)
      problems.add(
        `${file.unsound === 1 ? 'one page or block has' : `${file.unsound} pages or blocks have`} another checksum than the one stated: bytes were changed or lost`,
      )
    if (problems.size > 0)
      throw new EvidenceProblem(
        `${messages} ${messages === 1 ? 'message was' : 'messages were'} read; ${[...problems].slice(0, 5).join('; ')}`,
      )
  },
})

const MOST_PROBLEMS = 10_000

/** Tells the path of a folder, from the names of those above it. */
function folders(file: PstFile, problems: Set<string>): (nid: number) => string {
  const known = new Map<number, { readonly name: string; readonly parent: number }>()
  for (const node of file.nodes(problems))
    if (typeOf(node.nid) === TYPE.folder)
      try {
        const name = propertiesOf(file, node).properties.text(PID.DisplayName) ?? hex(node.nid)
        known.set(node.nid, { name: readable(Buffer.from(name, 'utf8').toString('latin1')), parent: node.parent })
      } catch (error) {
        if (!(error instanceof EvidenceProblem)) throw error
        problems.add(`folder ${hex(node.nid)}: ${error.message}`)
      }
  return (nid) => {
    const names: string[] = []
    for (let at = nid; names.length < DEEPEST_FOLDER;) {
      const folder = known.get(at)
      if (folder === undefined) break
      if (folder.name !== '') names.unshift(folder.name)
      if (folder.parent === at) break
      at = folder.parent
    }
    return names.join('/')
  }
}

function itemOf(file: PstFile, node: Node, folder: string | undefined, limits: Limits): Item {
  const { properties, subnodes } = propertiesOf(file, node)
  const traits: Trait[] =
    folder === undefined
      ? []
      : [{ key: 'email.store.folder', value: folder, locator: { type: 'tag', group: 'MAPI', name: 'folder' } }]
  return {
    properties,
    traits,
    // Blocks are numbered as they are written, in steps of four: the highest of a message's tells when it was last written.
    ...(folder === undefined ? {} : { place: { sequence: 'pst.blocks', position: Number(node.data >> 2n) } }),
    *attachments() {
      let count = 0
      for (const sub of subnodes().values())
        if (typeOf(sub.nid) === TYPE.attachment && count++ < limits.members) yield attachmentIn(file, sub, limits)
    },
  }
}

/** [MS-OXCMSG] 2.2.2.9: the attachment is a message. */
const EMBEDDED = 5

function attachmentIn(file: PstFile, node: Node, limits: Limits): ItemAttachment {
  const { properties, subnodes } = propertiesOf(file, node)
  if (properties.number(PID.AttachMethod) !== EMBEDDED) return { properties }
  return {
    properties,
    embedded: () => {
      const object = properties.get(PID.AttachDataBinary)?.bytes()
      const inner = object === undefined || object.length < 4 ? undefined : subnodes().get(object.readUInt32LE(0))
      if (inner === undefined) throw new EvidenceProblem('the message in this attachment is not in the file')
      return itemOf(file, inner, undefined, limits)
    },
  }
}

/** A message by its node; attachments and the messages in them by the numbers along the way: `0x200024/1`. */
function placeOf(way: readonly string[]): ItemPlace {
  const row = (...more: string[]) => ({ type: 'row', table: 'nodes', row: [...way, ...more].join('/') }) as const
  return {
    locator: row(),
    label: `message ${way.join('/')}`,
    attachment: (number) => row(String(number + 1)),
    embedded: (number) => placeOf([...way, String(number + 1), 'message']),
  }
}
