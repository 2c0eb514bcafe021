/** Real files of mail programs: each is read whole or named with the reason, and other programs find the same times, names and bytes. */
import type Outlook from '@kenjiuno/msgreader'
import { createRequire } from 'node:module'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'plist'
import { PSTFile, PSTMessage, type PSTFolder } from 'pst-extractor'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { identify } from '../../../src/evidence/identify.ts'
import emlx from '../../../src/ingest/email/emlx.ingester.ts'
import { flatPlist } from '../../../src/ingest/email/flat-plist.ts'
import msg from '../../../src/ingest/email/mapi/msg.ingester.ts'
import tnef from '../../../src/ingest/email/mapi/tnef.ingester.ts'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'
import pst from '../../../src/ingest/email/pst/pst.ingester.ts'
import { ingesters } from '../../../src/ingest/index.generated.ts'
import type { Artifact } from '../../../src/model.ts'
import { corpus, ingest } from '../../evidence/helpers.ts'
import { eventsOf, time, values } from './helpers.ts'

/** A CommonJS module whose default export only `require` finds where its types say. */
const { default: MsgReader } = createRequire(import.meta.url)('@kenjiuno/msgreader') as typeof Outlook

const files = (folder: string): readonly string[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]))
const ending = (folder: string | undefined, end: string): readonly (readonly [string, string])[] =>
  folder === undefined
    ? []
    : files(folder).flatMap((path) => (path.endsWith(end) ? [[basename(path), path] as const] : []))

const second = (date: Date | string | null | undefined): string | undefined => {
  const at = date === null || date === undefined ? NaN : new Date(date).getTime()
  return Number.isNaN(at) ? undefined : new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)
}
const first = (artifact: Artifact | undefined, kind: string): string | undefined =>
  artifact && time(eventsOf(artifact, kind)[0])

const folder = corpus('mail-containers')
describe.runIf(folder !== undefined)('files of mail programs', () => {
  const FORMATS = {
    '.msg': 'msg',
    '.pst': 'pst',
    '.tnef': 'tnef',
    '.emlx': 'emlx',
    '.mbox': 'mbox',
    '.mbox.txt': 'mbox',
  }
  test('each is told by its content', () => {
    for (const [end, id] of Object.entries(FORMATS)) {
      const found = ending(folder, end)
      expect(found.length).toBeGreaterThan(0)
      for (const [name, path] of found) {
        const bytes = readFileSync(path)
        const read = (offset: number, length: number) => bytes.subarray(offset, offset + length)
        expect([name, identify(read(0, 65_536), bytes.length, ingesters, read).type]).toEqual([name, id])
      }
    }
  })

  /** What the files themselves lack or have broken; every other one is read whole. */
  const NAMED: Readonly<Record<string, string>> = {
    'panic.tnef': 'at byte 49862 stands no attribute',
    '114895.partial.emlx': 'ends before the last boundary',
    '136153.partial.emlx': 'begins after 1748',
    '207046.partial.emlx': 'begins after 1151',
    '229417.partial.emlx': 'begins after 1916',
  }
  test.each([
    ['.msg', msg],
    ['.pst', pst],
    ['.tnef', tnef],
    ['.dat', tnef],
    ['.emlx', emlx],
  ] as const)('%s are read whole, or say why not', async (end, ingester) => {
    for (const [name, path] of ending(folder, end)) {
      const bytes = readFileSync(path)
      if (!ingester.accepts(bytes.subarray(0, 65_536), bytes.length, (o, n) => bytes.subarray(o, o + n))) continue
      const { artifacts, problem } = await ingest(ingester, bytes)
      const problems = [...(problem === undefined ? [] : [problem]), ...artifacts.flatMap((one) => one.problems ?? [])]
      for (const { contains } of artifacts) for (const child of contains ?? []) await child.open()
      expect([name, problems.length]).toEqual([name, NAMED[name] === undefined ? 0 : 1])
      expect(problems.join()).toContain(NAMED[name] ?? '')
    }
  })
})

const EXPECTED = z.looseObject({
  messageClass: z.string().optional(),
  creationTime: z.string().optional(),
  lastModificationTime: z.string().optional(),
  messageDeliveryTime: z.string().optional(),
  clientSubmitTime: z.string().optional(),
  attachments: z.array(z.looseObject({ fileName: z.string().optional() })),
})

describe.runIf(folder !== undefined)('.msg against the fields that another reader expects', () => {
  test.each(ending(corpus('mail-containers/msg/hiraoka'), '.json'))('%s', async (_, path) => {
    const expected = EXPECTED.parse(JSON.parse(readFileSync(path, 'utf8')))
    const { artifacts } = await ingest(msg, readFileSync(path.replace(/json$/, 'msg')))
    const [message] = artifacts
    expect(first(message, 'email.store.created')).toBe(second(expected.creationTime))
    expect(first(message, 'email.store.modified')).toBe(second(expected.lastModificationTime))
    expect(first(message, 'email.store.delivered')).toBe(second(expected.messageDeliveryTime))
    expect(first(message, 'email.store.submitted')).toBe(second(expected.clientSubmitTime))
    expect(message && values(message, 'email.store.class')[0]).toBe(expected.messageClass)
    const mine = artifacts.filter(({ type, parent }) => type === 'attachment' && parent === message)
    expect(mine).toHaveLength(expected.attachments.length)
  })
})

describe.runIf(folder !== undefined)('.msg against the library @kenjiuno/msgreader', () => {
  test.each(ending(folder, '.msg'))('%s', async (_, path) => {
    const bytes = readFileSync(path)
    const other = new MsgReader(new Uint8Array(bytes).buffer)
    const fields = other.getFileData()
    const { artifacts } = await ingest(msg, bytes)
    const [message] = artifacts
    expect(first(message, 'email.store.created')).toBe(second(fields.creationTime))
    expect(first(message, 'email.store.modified')).toBe(second(fields.lastModificationTime))
    expect(first(message, 'email.store.submitted')).toBe(second(fields.clientSubmitTime))
    const theirs = (fields.attachments ?? []).filter((one) => one.innerMsgContent !== true)
    const mine = artifacts.filter((one) => one.parent === message && one.contains !== undefined)
    const sizes: number[] = []
    for (const one of mine) sizes.push((await one.contains?.[0]?.open())?.length ?? -1)
    expect(sizes).toEqual(theirs.map((one) => other.getAttachment(one).content.length))
  })
})

describe.runIf(folder !== undefined)('.pst against the library pst-extractor', () => {
  interface Other {
    readonly id: string
    readonly submitted: string | undefined
    readonly created: string | undefined
    readonly modified: string | undefined
    readonly attachments: number
  }
  function* messages(of: PSTFolder): Generator<Other> {
    for (let child: unknown = of.getNextChild(); child instanceof PSTMessage; child = of.getNextChild())
      yield {
        id: `0x${child.descriptorNodeId.toString(16)}`,
        submitted: second(child.clientSubmitTime),
        created: second(child.creationTime),
        modified: second(child.modificationTime),
        attachments: child.numberOfAttachments,
      }
    for (const folderBelow of below(of)) yield* messages(folderBelow)
  }
  /** The library throws for a folder without a table of those below it. */
  const below = (of: PSTFolder): readonly PSTFolder[] => {
    try {
      return of.getSubFolders()
    } catch {
      return []
    }
  }
  test.each(ending(folder, '.pst'))('%s', async (_, path) => {
    const bytes = readFileSync(path)
    // The library prints what it cannot find.
    vi.spyOn(console, 'error').mockReturnValue()
    vi.spyOn(console, 'log').mockReturnValue()
    const theirs = [...messages(new PSTFile(bytes).getRootFolder())]
    const { artifacts } = await ingest(pst, bytes)
    const mine = new Map(artifacts.map((one) => [one.locator.type === 'row' ? one.locator.row : '', one]))
    expect(theirs.length).toBeGreaterThan(0)
    for (const other of theirs) {
      const message = mine.get(other.id)
      expect({
        id: other.id,
        submitted: first(message, 'email.store.submitted'),
        created: first(message, 'email.store.created'),
        modified: first(message, 'email.store.modified'),
        attachments: artifacts.filter(({ type, parent }) => type === 'attachment' && parent === message).length,
      }).toEqual(other)
    }
  })
})

describe.runIf(folder !== undefined)('TNEF against the attachments listed beside it', () => {
  /** Bodies are no attachments; the parts of one broken stream end where it breaks. */
  const tnefs = ending(corpus('mail-containers/tnef/mimekit'), '.list').filter(([name]) => name !== 'MAPI_OBJECT.list')
  test.each(tnefs)('%s', async (_, path) => {
    const listed = readFileSync(path, 'utf8')
      .split('\n')
      .filter((name) => name !== '' && !name.startsWith('body.'))
    const { artifacts } = await ingest(tnef, readFileSync(path.replace(/list$/, 'tnef')))
    const names = artifacts.slice(1).map(({ label }) => label.replaceAll(/[ ()]/g, '_'))
    for (const name of listed) expect([...names, 'Untitled_Attachment']).toContain(name)
  })
})

const offsets = z.array(z.looseObject({ mboxMarkerOffset: z.number(), beginOffset: z.number() }))
describe.runIf(folder !== undefined)('mbox against the offsets another parser finds', () => {
  test.each(ending(corpus('mail-containers/mbox/mimekit'), '.unix-offsets.json'))('%s', async (_, path) => {
    const expected = offsets.parse(JSON.parse(readFileSync(path, 'utf8')))
    const { artifacts } = await ingest(mbox, readFileSync(path.replace(/unix-offsets\.json$/, 'mbox.txt')))
    const mine = artifacts.flatMap(({ type, locator }) =>
      type === 'message' && locator.type === 'bytes' ? [locator.offset] : [],
    )
    expect(mine).toEqual(expected.map(({ beginOffset }) => beginOffset))
  })
})

describe.runIf(folder !== undefined)('.emlx', () => {
  test.each(ending(folder, '.emlx'))('%s: the list says the same to the library plist', (_, path) => {
    const text = readFileSync(path, 'latin1')
    const list = text.slice(text.lastIndexOf('<?xml'))
    const theirs = z.record(z.string(), z.unknown()).parse(parse(list))
    for (const [key, entry] of flatPlist(list) ?? [])
      if (entry.type === 'integer' || entry.type === 'string')
        expect([key, entry.text]).toEqual([key, String(theirs[key])])
    expect(flatPlist(list)?.size).toBe(Object.keys(theirs).length)
  })
  test('a whole message says what the exported one says', async () => {
    const path = corpus('mail-containers/emlx/partial-emlx-converter') ?? ''
    const { artifacts } = await ingest(emlx, readFileSync(join(path, 'input/Messages/114862.emlx')))
    const exported = readFileSync(join(path, 'expected_results/114862.eml'), 'latin1')
    expect(exported).toContain(`Date: ${artifacts[0]?.claim?.raw ?? ''}`)
  })
})
