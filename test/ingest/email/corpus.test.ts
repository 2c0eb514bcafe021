/** Genuine mail: what must agree in every mail does, ids fit their hops, and the bytes of attachments are those another parser finds. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import eml from '../../../src/ingest/email/eml.ingester.ts'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { HOUR, MINUTE } from '../../../src/time/instant.ts'
import { corpus, ingest } from '../../evidence/helpers.ts'
import { eventsOf, values } from './helpers.ts'

function files(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? files(path) : [path]
    })
}

async function artifacts(path: string): Promise<readonly Artifact[]> {
  const bytes = readFileSync(path)
  const ingester = [mbox, eml].find(({ accepts }) => accepts(bytes.subarray(0, 65_536), bytes.length))
  return ingester === undefined ? [] : (await ingest(ingester, bytes)).artifacts
}

async function messages(folder: string): Promise<readonly Artifact[]> {
  const all = await Promise.all(files(folder).map(artifacts))
  return all.flat().filter(({ type }) => type === 'message')
}

const lists = corpus('mail/lists')
describe.runIf(lists !== undefined)('list mail of 2019 to 2026', async () => {
  const mails = await messages(lists ?? '')

  test('every mail is read without a problem, with its claim and its hops', () => {
    expect(mails.length).toBeGreaterThan(1_900)
    for (const mail of mails) {
      expect(mail.problems).toBeUndefined()
      expect(mail.claim?.reading.nominal).toBeDefined()
      expect(eventsOf(mail, 'email.received').length).toBeGreaterThan(0)
    }
  })

  test('fields that must agree do', () => {
    for (const mail of mails) {
      expect(values(mail, 'email.x-received.hex')).toEqual(values(mail, 'email.received.ipv6-hex'))
      const correlation = new Set(values(mail, 'email.exchange.correlation-id'))
      for (const id of values(mail, 'email.exchange.network-message-id'))
        if (correlation.size > 0) expect(correlation).toContain(id)
      for (const form of values(mail, 'email.received.exim-version-form'))
        expect(values(mail, 'email.received.exim-id-form')).toContain(form)
      expect(values(mail, 'email.date.weekday')).not.toContain('wrong')
    }
    expect(mails.flatMap((mail) => values(mail, 'email.x-received.hex')).length).toBeGreaterThan(100)
    expect(mails.flatMap((mail) => values(mail, 'email.exchange.network-message-id')).length).toBeGreaterThan(10)
  })

  test('the time in a queue id fits the line in which it stands', () => {
    const gaps = mails.flatMap((mail) =>
      eventsOf(mail, 'email.received.id-time').flatMap(({ clock, reading }) => {
        const line = mail.events.find((event) => event.clock === clock && event.kind !== 'email.received.id-time')
        const [stated, hidden] = [line?.reading.nominal, reading.nominal]
        return stated === undefined || hidden === undefined ? [] : [stated - hidden]
      }),
    )
    expect(gaps.length).toBeGreaterThan(3_000)
    expect(Math.min(...gaps)).toBeGreaterThan(-10 * MINUTE)
    expect(gaps.filter((gap) => Math.abs(gap) > MINUTE).length / gaps.length).toBeLessThan(0.005)
  })

  test('no time that a server hides in an id is later than the arrival', () => {
    for (const mail of mails) {
      const top = eventsOf(mail, 'email.received')[0]?.reading.nominal ?? Infinity
      for (const event of mail.events)
        if (event.clock.kind === 'provider' && event.kind.endsWith('.time') && event.reading.zone.type === 'utc')
          expect((event.reading.nominal ?? 0) - top).toBeLessThan(5 * MINUTE)
    }
  })

  test('moments in Message-IDs are within an hour of Date but for few', () => {
    const gaps = mails.flatMap((mail) =>
      eventsOf(mail, 'email.message-id.time').map(({ reading }) =>
        Math.abs((reading.nominal ?? 0) - (mail.claim?.reading.nominal ?? 0)),
      ),
    )
    expect(gaps.length).toBeGreaterThan(500)
    expect(gaps.filter((gap) => gap > HOUR).length / gaps.length).toBeLessThan(0.01)
  })
})

const parserTests = corpus('mail/parser-tests')
describe.runIf(parserTests !== undefined)('attachments of the parser tests', () => {
  /** Where the other parser is wrong or differs by intention: uuencode, texts with a name, line ends, parts without a type. */
  const DIFFERENT = new Set(['legacy/026', 'legacy/030', 'legacy/042', 'rfc/000', 'rfc/007'])
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
  const paths = files(parserTests ?? '').filter(
    (path) => path.endsWith('.eml') && !DIFFERENT.has(path.slice(-14, -4).replace(/^.*?(legacy|rfc)/, '$1')),
  )

  test.each(paths.map((path) => [path.slice((parserTests ?? '').length + 1), path]))('%s', async (_, path) => {
    const all = await artifacts(path)
    if (all.length === 0) return
    const other = await simpleParser(readFileSync(path))
    const mine: string[] = []
    for (const child of all.flatMap(({ contains }) => contains ?? [])) mine.push(digest(await child.open()))
    expect(mine.sort()).toEqual(other.attachments.map(({ content }) => digest(content)).sort())
  })
})

test.each(['hostile/mail-malformed', 'hostile/mail-errors', 'mail/ham', 'mail-auth', 'mail/mime4j'])(
  'nothing in %s throws',
  async (name) => {
    const folder = corpus(name)
    for (const path of folder === undefined ? [] : files(folder)) {
      const { artifacts: all } = await ingest(eml, readFileSync(path))
      expect(all.every(({ locator }) => !('offset' in locator) || locator.offset >= 0)).toBe(true)
    }
  },
)
