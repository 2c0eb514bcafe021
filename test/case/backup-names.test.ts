/** Files of iOS backups by their names on the device: linked over the case, named in reports, whatever lies in between. */
import { expect, it } from 'vitest'
import { strToU8, zipSync } from 'fflate'
import { backupName, backupNames } from '../../src/case/backup-names.ts'
import { EvidenceList } from '../../src/case/browse/evidence.ts'
import { prepareTemporarily } from '../../src/case/browse/prepare.ts'
import { fill } from '../../src/case/fill.ts'
import { link } from '../../src/case/linking.ts'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { evidence } from '../../src/case/readers.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { backup, database, fileId, type Stored } from '../ingest/database/ios-backup/made.ts'
import { folder } from '../ingest/folder.ts'

const SMS: Stored = { domain: 'HomeDomain', path: 'Library/SMS/sms.db', content: 'not read here' }
const NOTE: Stored = { domain: 'AppDomain-org.example.notes', path: 'Documents/a note.txt', content: 'a note' }
const FOLDER: Stored = { domain: 'HomeDomain', path: 'Library/SMS' }

const inFolder = (name: string, files: Readonly<Record<string, Uint8Array | string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${name}/${path}`, content]))

async function made(files: Readonly<Record<string, Uint8Array | string>>): Promise<CaseDatabase> {
  const { db } = memoryCase()
  await fill({ db, paths: [folder(files)], exhibits: [], limits: DEFAULT_LIMITS, wanted: 'all', workers: 0 })
  link(db)
  return db
}

/** Evidence that a backup names, with the name; read at once and one by one. */
function named(db: CaseDatabase): Readonly<Record<string, string>> {
  const [all, one] = [backupNames(db), backupName(db)]
  return Object.fromEntries(
    evidence(db).flatMap(({ root, path }) => {
      const name = all(root, path)
      expect(one(root, path)).toBe(name)
      return name === undefined ? [] : [[path, name]]
    }),
  )
}
const place = ({ domain, path }: Stored) => {
  const id = fileId(domain, path)
  return `${id.slice(0, 2)}/${id}`
}

it('each stored file bears its name on the device; the list itself, folders and what lies elsewhere bear none', async () => {
  const db = await made({ ...backup([SMS, NOTE, FOLDER]), [`elsewhere/${place(SMS)}`]: 'x', 'a.txt': 'x' })
  expect(named(db)).toEqual({
    [place(SMS)]: 'HomeDomain/Library/SMS/sms.db',
    [place(NOTE)]: 'AppDomain-org.example.notes/Documents/a note.txt',
  })
})

it('of two backups each names its own files', async () => {
  const other: Stored = { ...NOTE, id: fileId(SMS.domain, SMS.path) }
  const db = await made({ ...inFolder('one', backup([SMS])), ...inFolder('two/deep', backup([other])) })
  expect(named(db)).toEqual({
    [`one/${place(SMS)}`]: 'HomeDomain/Library/SMS/sms.db',
    [`two/deep/${place(SMS)}`]: 'AppDomain-org.example.notes/Documents/a note.txt',
  })
})

it('a backup in an archive names the files in which something was read', async () => {
  const bytes = Object.entries(inFolder('b', backup([{ ...SMS, content: database('CREATE TABLE t (a)') }, NOTE]))).map(
    ([path, content]) => [path, typeof content === 'string' ? strToU8(content) : content] as const,
  )
  const db = await made({ 'phone.zip': zipSync(Object.fromEntries(bytes)) })
  const inside = (one: Stored) => `phone.zip/b%2F${place(one).replace('/', '%2F')}`
  expect(named(db)).toEqual({
    [inside(SMS)]: 'HomeDomain/Library/SMS/sms.db',
  })
})

it('a file that several rows name says how many more there are', async () => {
  const id = fileId(SMS.domain, SMS.path)
  const list = database('CREATE TABLE Files (fileID, domain, relativePath, flags, file)', (db) => {
    for (const path of ['b', 'a', 'c'])
      db.prepare("INSERT INTO Files VALUES (?, 'HomeDomain', ?, 1, NULL)").run(id, path)
  })
  expect(named(await made({ ...backup([SMS]), 'Manifest.db': list }))).toEqual({
    [place(SMS)]: 'HomeDomain/a and 2 more',
  })
})

it.each(['Other.db', 'NotManifest.db', 'deeper/Manifest.db'])('a list at %s names nothing beside it', async (name) => {
  const { 'Manifest.db': list = '', ...rest } = backup([SMS])
  expect(named(await made({ ...rest, [name]: list }))).toEqual({})
})

it('the list of evidence on the screen has the name, and finds the file by it', async () => {
  const db = await made({ ...backup([SMS, NOTE]), 'a.txt': 'x' })
  prepareTemporarily(db)
  const list = new EvidenceList(db)
  expect(list.byPath(place(SMS))?.nameInBackup).toBe('HomeDomain/Library/SMS/sms.db')
  expect(list.byPath('a.txt')?.nameInBackup).toBeNull()
  expect(list.find('%/sms.db%', -1, 1)).toBe(list.byPath(place(SMS))?.number)
})
