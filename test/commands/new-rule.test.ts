// `rules new` by questions: what is not given is asked for, in one order, and an empty answer takes what stands in brackets.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { problemText } from '../../src/analysis/rule-set.ts'
import { testRules } from '../../src/analysis/test-rules.ts'
import { RULES_FOLDER } from '../../src/commands/package.ts'
import { vocabulary } from '../../src/commands/rules/action.ts'
import { answers, writeNew } from '../../src/commands/rules/new.ts'

const into = mkdtempSync(join(tmpdir(), 'anachron-new-'))
afterAll(() => rmSync(into, { recursive: true, force: true }))

/** Somebody who answers by what a question begins with; what was asked is kept. */
function person(says: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const question = (text: string): Promise<string> => {
    asked.push(text)
    return Promise.resolve(Object.entries(says).find(([begins]) => text.startsWith(begins))?.[1] ?? '')
  }
  return { asked, question }
}

describe('rules new by questions', () => {
  test('makes a fact that loads and whose examples come out', async () => {
    const one = person({
      'What is it': 'fact',
      'Its id': 'house-mail',
      'The folder': into,
      'What the evidence shows': "A version of House's mail before its first day",
      'The trait': 'email.mailer',
      'The value': 'House 2',
      'The earliest day': ' 2022-03-04 ',
      'The document': 'release notes of House 2',
    })
    const file = await writeNew(await answers([], {}, one), new Date('2026-11-21T00:00:00Z'))
    expect(one.asked.map((text) => text.split(/[ (,]/).slice(0, 3).join(' '))).toEqual([
      'What is it',
      'Its id ',
      'The folder of',
      'What the evidence',
      'The trait that',
      'The value that',
      'The earliest day',
      'The document that',
    ])
    expect(readFileSync(file, 'utf8')).toMatch(
      /from: 2022-03-04, source: 'release notes of House 2', standing: sourced/,
    )
    const rules = await loadRules([RULES_FOLDER, into], vocabulary)
    expect(rules.problems.map(problemText)).toEqual([])
    expect(testRules(rules, vocabulary, new Set(['house-mail'])).map(({ fault }) => fault)).toEqual([
      undefined,
      undefined,
    ])
  })

  test.each([
    ['interval', ['The event kind', 'The second event kind']],
    ['order', ['The event kind']],
    ['agree', ['The first trait', 'The second trait']],
    ['detector', []],
  ])('asks of an %s only what it has', async (kind, sides) => {
    const one = person({ 'The folder': into })
    const made = await answers([kind, `my-${kind}`], { title: 'A title' }, one)
    expect(made).toMatchObject({ kind, id: `my-${kind}`, into, folder: 'email', title: 'A title' })
    expect(one.asked.map((text) => text.replace(/[:[(].*/, '').trim())).toEqual([
      'The folder of your rules',
      'The kind of evidence',
      ...sides,
    ])
  })

  test.each([
    ['a kind that is none', { 'What is it': 'rule' }, /rules new makes one of/],
    ['no id', { 'What is it': 'fact' }, /rules new needs an id/],
  ])('%s is refused', async (_, says, why) => {
    await expect(answers([], {}, person(says))).rejects.toThrow(why)
  })

  test('asks nothing where there is no terminal', async () => {
    await expect(answers(['fact', 'a'], {}, undefined)).rejects.toThrow(
      /needs the folder of your own rules: --into DIR/,
    )
  })
})
