/** Items in a compound file: a storage with a stream of fixed properties and a stream for each longer one ([MS-OXMSG] 2.1 to 2.4). */
import { EvidenceProblem } from '../../../model.ts'
import type { CompoundFile, Storage } from './compound-file.ts'
import type { Item, ItemAttachment } from './item.ts'
import { PID, PT_OBJECT, Properties } from './properties.ts'

/** Bytes before the first property: in the file itself, in a message inside it, in an attachment. */
export const HEADERS = { top: 32, embedded: 24, attachment: 8 } as const

const FIXED = '__properties_version1.0'
const STREAM = /^__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})$/i
const ATTACHMENT = /^__attach_version1\.0_#([0-9A-F]{8})$/i
/** Types whose values lie in the property stream itself: integers, floating point, currency, Boolean, time. */
const INSIDE = new Set([0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x000a, 0x000b, 0x0014, 0x0040])

export function itemOf(file: CompoundFile, storage: Storage, header: number, mostAttachments: number): Item {
  const children = file.children(storage)
  const problems: string[] = []
  const properties = propertiesOf(file, children, header, problems)
  const storages = [...children.values()].filter(({ name, type }) => type === 'storage' && ATTACHMENT.test(name))
  storages.sort((a, b) => (a.name < b.name ? -1 : 1))
  if (storages.length > mostAttachments) problems.push(`only the first ${mostAttachments} attachments are read`)
  return {
    properties,
    problems,
    *attachments() {
      for (const one of storages.slice(0, mostAttachments)) yield attachmentIn(file, one, mostAttachments)
    },
  }
}

function attachmentIn(file: CompoundFile, storage: Storage, mostAttachments: number): ItemAttachment {
  const children = file.children(storage)
  const properties = propertiesOf(file, children, HEADERS.attachment, [])
  const object = [...children.values()].find(
    ({ name, type }) => type === 'storage' && name.toUpperCase() === OBJECT_STORAGE,
  )
  // An OLE object is a storage too, of the program that made it.
  const missing =
    object === undefined ? properties.number(PID.AttachMethod) === EMBEDDED : !file.children(object).has(FIXED)
  if (missing)
    return {
      properties,
      embedded: () => {
        throw new EvidenceProblem('the message or object in this attachment is not in the file in a form that is read')
      },
    }
  if (object === undefined) return { properties }
  return { properties, embedded: () => itemOf(file, object, HEADERS.embedded, mostAttachments) }
}

/** [MS-OXCMSG] 2.2.2.9: the attachment is a message. */
const EMBEDDED = 5

const OBJECT_STORAGE =
  `__substg1.0_${PID.AttachDataBinary.toString(16)}${PT_OBJECT.toString(16).padStart(4, '0')}`.toUpperCase()

function propertiesOf(
  file: CompoundFile,
  children: ReadonlyMap<string, Storage>,
  header: number,
  problems: string[],
): Properties {
  const properties = new Properties()
  const fixed = children.get(FIXED)
  if (fixed !== undefined)
    try {
      const stream = file.read(fixed)
      for (let at = header; at + 16 <= stream.length; at += 16) {
        const [type, id] = [stream.readUInt16LE(at), stream.readUInt16LE(at + 2)]
        if (INSIDE.has(type)) properties.add(id, { type, bytes: () => stream.subarray(at + 8, at + 16) })
      }
    } catch (error) {
      if (!(error instanceof EvidenceProblem)) throw error
      problems.push(error.message)
    }
  for (const child of children.values()) {
    const match = child.type === 'stream' ? STREAM.exec(child.name) : null
    const [, id = '', type = ''] = match ?? []
    if (match) properties.add(parseInt(id, 16), { type: parseInt(type, 16), bytes: () => file.read(child) })
  }
  return properties
}
