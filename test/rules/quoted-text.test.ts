// Answers and what they quote, from the bytes of mails: which changes of a text its answers bear witness to, and what is honest.
import { describe, expect, test } from 'vitest'
import detector from '../../rules/email/replies-quote-another-text.detector.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import { only } from '../../src/analysis/rule-set.ts'
import { analyzed, rulesFrom } from '../analysis/helpers.ts'
import { readMail } from '../ingest/email/helpers.ts'
import { groupOf, run } from './detector-group.ts'

const TEXT = `Dear Ben,
as agreed on 3 March the price of the books is 5,000 Euro.
We deliver them to the store in Example Street.
The second part follows in autumn.
Please pay within 14 days of delivery.
Kind regards
`
const KEPT = new Set(detector.select.traits)

interface Written {
  readonly from?: string
  readonly id: string
  readonly answers?: string
  readonly references?: string
  readonly text: string
}

/** What the reader of mails says of this one. */
async function written({ from = 'Ben <ben@example.net>', id, answers, references, text }: Written) {
  const header = [
    `From: ${from}`,
    'Date: Tue, 14 Mar 2023 09:26:53 +0000',
    'Subject: Books',
    'Content-Type: text/plain; charset=utf-8',
    `Message-ID: <${id}@example.com>`,
    ...(answers === undefined ? [] : [`In-Reply-To: <${answers}@example.com>`]),
    ...(references === undefined ? [] : [`References: <${references}@example.com>`]),
  ]
  const { message } = await readMail(Buffer.from(`${header.join('\n')}\n\n${text}`))
  return message.traits.filter(({ key }) => KEPT.has(key))
}

async function itemsOf(mails: readonly Written[]): Promise<readonly ExampleEvent[]> {
  const items: ExampleEvent[] = []
  for (const [i, mail] of mails.entries()) {
    const artifact = `m${i}`
    const traits: Record<string, string[]> = {}
    for (const { key, value } of await written(mail)) (traits[key] ??= []).push(value)
    const date = { kind: 'email.date', time: `2023-03-1${i}T09:00:00Z`, clock: 'sender', writer: 'Date' } as const
    items.push({ artifact, type: 'message', ...date }, { artifact, traits })
  }
  return items
}

/** What is found of a message with this text, and answers that quote another: levels, "as declared" where the rule's own stands. */
async function levels(text: string, answers: readonly Omit<Written, 'id'>[]): Promise<readonly string[]> {
  const mails = [{ id: 'a', text }, ...answers.map((one, i) => ({ id: `r${i}`, answers: 'a', ...one }))]
  const found = run(detector, groupOf(await itemsOf(mails), detector)) ?? []
  return found.map(({ level }) => level ?? 'as declared')
}

const quoting = (text: string): string => text.replace(/^/gm, '> ').replace(/> $/, '')
const answer = (text: string, from?: string) => ({
  text: `Am Dienstag schrieb Ann:\n${quoting(text)}\nThank you.\n`,
  ...(from === undefined ? {} : { from }),
})
const ANN = 'Ann <ann@example.com>'
const CAROL = 'Carol <carol@example.org>'

describe('a text that was changed after it was answered', () => {
  test.each([
    ['an amount', TEXT.replace('5,000', '50,000'), ['medium']],
    ['an amount that it quotes itself', quoting(TEXT.replace('5,000', '50,000')), ['medium']],
    ['a day', TEXT.replace('14 days', '41 days'), ['medium']],
    ['a word', TEXT.replace('autumn', 'spring'), ['low']],
    [
      'an amount, and words in the line below it',
      TEXT.replace('5,000', '7,000').replace('Example Street', 'Street 5'),
      [],
    ],
  ])('%s, and one answer', async (_, changed, expected) => {
    expect(await levels(changed, [answer(TEXT)])).toEqual(expected)
  })

  test.each([
    ['an amount, two authors', '5,000', '50,000', [ANN, CAROL], ['as declared']],
    ['a word, two authors', 'autumn', 'spring', [ANN, CAROL], ['medium']],
    ['a word, one author twice', 'autumn', 'spring', [ANN, ANN], ['low']],
  ])('%s', async (_, was, is, authors, expected) => {
    expect(
      await levels(
        TEXT.replace(was, is),
        authors.map((from) => answer(TEXT, from)),
      ),
    ).toEqual(expected)
  })
})

describe('honest answers', () => {
  test.each([
    ['that quote all of it', TEXT, TEXT],
    ['to a text in which a program wrote other quotation marks', TEXT.replace('Dear Ben,', '"Dear Ben"'), TEXT],
    ['to an amount with another sign between thousands', TEXT.replace('5,000', "5'000"), TEXT],
    ['of a line with a letter beyond ASCII', TEXT.replace('autumn', '\u00fcbermorgen'), TEXT],
    [
      'of a line with an address',
      TEXT.replace('the store', 'ben@example.net'),
      TEXT.replace('the store', 'ben at example.net'),
    ],
    [
      'of a line with a link',
      TEXT.replace('the store', 'https://example.com/1'),
      TEXT.replace('the store', 'https://example.org/u=2'),
    ],
    [
      'that leave lines out',
      TEXT,
      TEXT.replace('The second part follows in autumn.\n', '').replace('We deliver', '[...]\nWe deliver'),
    ],
    ['that wrap lines anew', TEXT, TEXT.replace('store in', 'store\n> in').replace('second part', 'second\n> part')],
    ['that add a line', TEXT, TEXT.replace('The second', 'Seen by Carol.\nThe second')],
  ])('%s', async (_, text, quoted) => {
    expect(await levels(text, [answer(quoted), answer(quoted, CAROL)])).toEqual([])
  })

  test('with words of their own between the lines, in the place of one', async () => {
    const own = quoting(TEXT).replace('> The second part follows in autumn.', 'The second part in spring, please.')
    expect(await levels(TEXT, [{ text: own }])).toEqual([])
  })

  test.each([
    ['a mail that answers another one', { answers: 'b', references: 'a' }],
    ['a mail that answers none', { answers: undefined, references: 'a' }],
  ])('%s is no witness', async (_, names) => {
    const mails = [
      { id: 'a', text: TEXT.replace('5,000', '6,000') },
      {
        id: 'r',
        text: answer(TEXT).text,
        references: names.references,
        ...(names.answers && { answers: names.answers }),
      },
    ]
    expect(run(detector, groupOf(await itemsOf(mails), detector)) ?? []).toEqual([])
  })
})

test('in a case: of two copies the one that the answer does not quote is named, with the other', async () => {
  const rules = await rulesFrom({})
  const mails = [
    { id: 'a', text: TEXT },
    { id: 'a', text: TEXT.replace('5,000', '6,000') },
    { id: 'r', answers: 'a', ...answer(TEXT) },
    { id: 's', answers: 'r', references: 'a', ...answer(TEXT) },
  ]
  const { findings, coverage } = analyzed(await itemsOf(mails), only({ type: 'detector', detector }, rules))
  expect(findings.map(({ rule, artifact }) => [rule, artifact.label])).toEqual([[detector.id, 'm1']])
  expect(findings[0]?.observed).toContain('line 2 (of the lines with text) it quotes the same words with other figures')
  expect(findings[0]?.observed).toContain('Another copy of the message in the case has the place as it is quoted.')
  expect(coverage.find(({ rule }) => rule === detector.id)).toMatchObject({ applied: 2, broken: 1 })
})

test('a thousand copies and a thousand answers are compared within a second', async () => {
  const [message, reply] = [
    await written({ id: 'a', text: TEXT }),
    await written({ id: 'r', answers: 'a', ...answer(TEXT) }),
  ]
  const traits = (of: typeof message, n: number) =>
    Object.fromEntries(
      of.map(({ key, value }) => [key, key === 'email.sent-text' ? `${value},${'0'.repeat(5)}${n % 10}0` : value]),
    )
  const items = Array.from({ length: 2_000 }, (_, n): ExampleEvent => {
    const own = n < 1_000 ? message : reply
    return {
      artifact: `m${n}`,
      type: 'message',
      kind: 'email.date',
      time: '2023-03-14T09:00:00Z',
      traits: traits(own, n),
    }
  })
  const group = groupOf(items, detector)
  const begun = performance.now()
  expect(run(detector, group)).toEqual([])
  expect(performance.now() - begun).toBeLessThan(1_000)
})
