// `rules new` by questions: what is not given is asked for, in one order, and an empty answer takes what stands in brackets.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { problemText } from '../../src/analysis/rule-set.ts'
import { testRules } from '../../src/analysis/test-rules.ts'
import { RULES_FOLDER } from '../../src/commands/package.ts'
import { vocabulary } from '../../src/commands/rules/action.ts'
import { writeNew } from '../../src/commands/rules/new.ts'
import { answers } from '../../src/commands/rules/questions.ts'
import { placeOf, templateOf, type NewRule } from '../../src/commands/rules/template.ts'

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
    expect(
      one.asked.map((text) =>
        text
          .split(/[ (,\n]/)
          .slice(0, 3)
          .join(' '),
      ),
    ).toEqual([
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
    // An editor completes it.
    const schema = /^# yaml-language-server: \$schema=(.+)\n/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
    expect(JSON.parse(readFileSync(resolve(dirname(file), schema), 'utf8'))).toHaveProperty('$schema')
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
    const folder = kind === 'order' ? 'database' : 'email'
    expect(made).toMatchObject({ kind, id: `my-${kind}`, into, folder, title: 'A title' })
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

  test('a wrong answer is said and asked for again, three times at most', async () => {
    const typed = ['email.mailr', 'email.mailer', 'House 2', '1.5.2023', '2023-05-01', 'release notes']
    const asked: string[] = []
    const one = {
      question: (text: string) => {
        asked.push(text)
        return Promise.resolve(typed.shift() ?? '')
      },
    }
    const given = { into, title: 'A title' }
    expect(await answers(['fact', 'slips'], given, one)).toMatchObject({ trait: 'email.mailer', since: '2023-05-01' })
    expect(asked.filter((text) => text.includes('\n')).map((text) => text.split('\n')[0])).toEqual([
      'no ingester emits the trait email.mailr; did you mean email.mailer?',
      '1.5.2023 is no day: write YYYY-MM-DD',
    ])
    const stubborn = person({ 'The folder': into, 'Its id': 'No Id', 'No Id': 'No Id' })
    await expect(answers(['fact'], {}, stubborn).then((made) => writeNew(made, new Date()))).rejects.toThrow(
      'No Id is no id: write lower-case words joined by hyphens',
    )
  })

  test('takes a title and a value of any characters', async () => {
    const given = { into, title: "Two\nlines: '# {", trait: 'email.mailer', value: 'a\tb\n"c"', since: '2023-05-01' }
    await writeNew(await answers(['fact', 'odd-text'], given, undefined), new Date())
    const rules = await loadRules([RULES_FOLDER, into], vocabulary)
    expect(rules.problems.map(problemText).filter((line) => line.includes('odd-text'))).toEqual([])
    expect(rules.families.find(({ id }) => id === 'odd-text')).toMatchObject({
      title: given.title,
      facts: [{ equals: given.value }],
    })
  })

  test('an order of what is no row is refused: only rows of one column share a clock', async () => {
    const made = await answers(['order', 'pictures'], { into, from: 'exif.original' }, undefined)
    await expect(writeNew(made, new Date())).rejects.toThrow(/an order is one of the rows of a table/)
  })

  test('asks nothing where there is no terminal', async () => {
    await expect(answers(['fact', 'a'], {}, undefined)).rejects.toThrow(
      /needs the folder of your own rules: --into DIR/,
    )
  })
})

test('what is written for every trait and every event kind is well formed, and the examples of its facts come out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-new-all-'))
  try {
    const blank = {
      title: `It's: "a" \\ #title`,
      from: undefined,
      to: undefined,
      types: 'anachron/detector',
      schema: 'rule.schema.json',
    }
    const none = {
      ...blank,
      trait: undefined,
      value: undefined,
      since: undefined,
      source: undefined,
      today: '2026-11-21',
    }
    const write = (rule: NewRule): string => {
      const [place, suffix] = placeOf(rule.kind, 'email')
      mkdirSync(join(folder, place), { recursive: true })
      writeFileSync(join(folder, place, `${rule.id}${suffix}`), templateOf(rule, vocabulary))
      return rule.id
    }
    const facts = vocabulary.traits.map((trait, n) =>
      write({
        ...none,
        kind: 'fact',
        id: `fact-${n}`,
        trait,
        value: `a: "b" 'c' #d`,
        since: '2015-05-05',
        source: "x: 'y'",
      }),
    )
    const kinds = [...vocabulary.kinds.keys()]
    kinds.forEach((from, n) => write({ ...none, kind: 'interval', id: `interval-${n}`, from, to: 'email.received' }))
    kinds
      .filter((from) => from.startsWith('db.'))
      .forEach((from, n) => write({ ...none, kind: 'order', id: `order-${n}`, from }))
    write({ ...none, kind: 'detector', id: 'detector-0' })
    const rules = await loadRules([RULES_FOLDER, folder], vocabulary)
    expect(rules.problems.map(problemText)).toEqual([])
    const some = facts.filter((_, n) => n % 25 === 0)
    expect(testRules(rules, vocabulary, new Set(some)).flatMap(({ fault }) => fault ?? [])).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
