// The examiner is given one mail in every kind of store that mail programs keep mail in: one group of copies, and no finding.
import { deflateSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { join } from 'node:path'
import { commitOf, msgOf, packOf, pstOf, STORED, tnefOf, TRANSPORT, unicode } from '../ingest/email/containers.ts'
import { anachron, emptyFolder, lay, reportOf, type Ran } from './program.ts'

const folder = emptyFolder()
const stored = [...STORED, [0x007d, 0x1f, unicode(TRANSPORT)]] as const
const text = TRANSPORT.replace(/Content-Type.*\r\n/, '').replaceAll('\r\n', '\n')
const whole = `${text}Hello.\n`
const { objects } = commitOf(whole, '1678790000 +0000')
const blob = Buffer.concat([Buffer.from(`blob ${whole.length}\0`), Buffer.from(whole)])
const list =
  '<?xml version="1.0"?>\n<plist version="1.0">\n<dict><key>date-received</key><integer>1678786020</integer></dict>\n</plist>\n'

const EVIDENCE = {
  'archive.git/objects/pack/pack-1.pack': packOf(objects),
  'archive.git/objects/ab/cdef': deflateSync(blob),
  'cur/1678786018.M20046P2137.mx.example.net,S=300:2,S': whole,
  'folder.mbox': `From ann@example.com Tue Mar 14 09:26:58 2023\n${whole}\n`,
  'mail.eml': whole,
  'mail.emlx': `${whole.length}\n${whole}${list}`,
  'mail.msg': msgOf(stored),
  'mailbox.pst': pstOf([stored], { wide: true }),
  'old.pst': pstOf([stored], { wide: false }),
  'winmail.dat': tnefOf(STORED),
}

describe('one mail in every kind of store', () => {
  const evidence = lay(join(folder, 'stores'), EVIDENCE)
  const file = join(folder, 'stores.anachron')
  let ran: Ran
  beforeAll(async () => {
    ran = await anachron([
      'scan',
      evidence,
      '--case',
      file,
      '--report',
      join(folder, 'report'),
      '--format',
      'json',
      '--json',
    ])
  })

  test('is read whole, without a finding', () => {
    expect(ran.stderr).not.toContain('anachron:')
    expect(ran.exit).toBe(0)
    const report = reportOf(ran)
    expect(report.findings).toEqual([])
    expect(report.evidence.map(({ status }) => status)).toEqual(report.evidence.map(() => 'examined'))
  })

  test('is one group of copies', () => {
    const db = new Database(file, { readonly: true })
    const copies = db
      .prepare<[], { source: string; target: string }>(
        `SELECT s.path AS source, t.path AS target FROM link l
           JOIN artifact a ON a.root = l.source_root AND a.id = l.source JOIN evidence s ON s.root = a.root AND s.id = a.evidence
           JOIN artifact b ON b.root = l.target_root AND b.id = l.target JOIN evidence t ON t.root = b.root AND t.id = b.evidence
         WHERE l.kind = 'copy-of'`,
      )
      .all()
    db.close()
    expect(new Set(copies.map(({ target }) => target)).size).toBe(1)
    expect(new Set(copies.map(({ source }) => source)).size).toBe(Object.keys(EVIDENCE).length - 1)
  })
})
