// What an independently acquired exhibit says of the latest moment at which a mail or a file came to be.
import { expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import { exampleCase } from '../../src/analysis/example-case.ts'
import type { Dating } from '../../src/analysis/finding.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import { set } from '../../src/case/settings.ts'
import { VOCABULARY, rulesFrom } from './helpers.ts'

const by = { by: 'the provider', how: 'export of the mailbox' }

async function notAfters(items: readonly ExampleEvent[], exhibits: readonly object[]) {
  const rules = await rulesFrom({})
  const { db, close } = exampleCase(items, VOCABULARY)
  try {
    set(db, 'exhibits', exhibits)
    analyze(db, rules)
    return db
      .prepare<[], { body: string }>('SELECT body FROM dating ORDER BY root, artifact')
      .all()
      .map(({ body }) => JSON.parse(body) as Dating)
      .map(({ artifact, notAfter }) => ({ label: artifact.label, at: notAfter?.at ?? 0, on: notAfter?.dependsOn }))
  } finally {
    close()
  }
}

const hop = (time: string, more: Partial<ExampleEvent> = {}): ExampleEvent => ({
  artifact: 'm',
  kind: 'email.received',
  time,
  clock: 'receiver',
  writer: 'mx.example.org',
  ...more,
})
const mail = [hop('2019-12-04T10:00:00Z'), hop('2019-12-04T09:59:00Z', { clock: 'relay', writer: 'out.example.com' })]
const file: ExampleEvent = {
  artifact: 'f',
  type: 'file',
  kind: 'fs.modified',
  time: '2019-12-04T10:00:00Z',
  writer: 'NTFS',
}

test('the topmost hop and its extreme tolerance give the bound, which depends on its writer and on who acquired it', async () => {
  const found = await notAfters(mail, [{ exhibit: '1', path: 'example', independentlyAcquired: by }])
  expect(found.map(({ label, on }) => [label, on])).toEqual([
    ['m', ['mx.example.org', 'independently acquired by the provider']],
  ])
  expect(found[0]?.at).toBeGreaterThan(Date.parse('2019-12-04T10:00:00Z') * 1000)
  expect(found[0]?.at).toBeLessThan(Date.parse('2019-12-12T10:00:00Z') * 1000)
})

test.each<readonly [string, readonly ExampleEvent[], readonly object[]]>([
  ['an exhibit that the other side produced', mail, [{ exhibit: '1', path: 'example' }]],
  [
    'a nearer exhibit that was not independently acquired',
    mail,
    [
      { exhibit: '1', path: '.', independentlyAcquired: by },
      { exhibit: '2', path: 'example' },
    ],
  ],
  [
    'a topmost hop that names no moment',
    [{ artifact: 'm', kind: 'email.received', clock: 'receiver', writer: 'mx.example.org' }, ...mail.slice(1)],
    [{ exhibit: '1', path: 'example', independentlyAcquired: by }],
  ],
  [
    'a topmost hop whose clock the server below contradicts',
    [hop('2004-01-01T00:00:07Z'), ...mail.slice(1)],
    [{ exhibit: '1', path: 'example', independentlyAcquired: by }],
  ],
  [
    'a file time of a working copy',
    [file],
    [{ exhibit: '1', path: 'example', medium: 'working-copy', independentlyAcquired: by }],
  ],
])('no bound from %s', async (_, items, exhibits) => {
  expect(await notAfters(items, exhibits)).toEqual([])
})

test('a file time of an original medium gives a bound', async () => {
  const exhibits = [{ exhibit: '1', path: 'example', medium: 'image-of-original', independentlyAcquired: by }]
  expect((await notAfters([file], exhibits)).map(({ label }) => label)).toEqual(['f'])
})

test('a message that another message carries was chosen by its sender: its hops give no bound', async () => {
  const items = [...mail, hop('2018-01-01T10:00:00Z', { artifact: 'inner', in: 'm', writer: 'mx.example.net' })]
  const found = await notAfters(items, [{ exhibit: '1', path: 'example', independentlyAcquired: by }])
  expect(found.map(({ label }) => label)).toEqual(['m'])
})
