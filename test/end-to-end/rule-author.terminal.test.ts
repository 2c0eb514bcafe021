// A rule author in an empty folder answers the questions of `rules new` in a real terminal (tmux), a slip included; fills in the examples; and the rule passes.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Tmux, tmuxFor } from '../../scripts/tmux.ts'
import { anachron, emptyFolder, MAIN } from './program.ts'

/** Kind; what is typed after the id and the folder; and how its examples are filled in. */
const KINDS = [
  [
    'fact',
    ['A version before its first day', 'email.mailr', 'email.mailer', 'House 2', '2023-05-01', 'release notes'],
    [],
  ],
  [
    'interval',
    ['email', 'Received before it was sent', 'email.date', 'email.received'],
    [/01-02(?=T00:00:00Z\}, \{kind: email.rec)/, '01-09'],
  ],
  ['order', ['', 'Rows out of order', 'db.row.recorded'], [/2020-01-12(?=.*\n.*honest)/, '2019-10-12']],
  ['agree', ['', 'Two marks differ', 'email.mailer', 'email.date.zone'], [/: a\}\}\]/, ': b}}]']],
  ['detector', ['', 'A mail of New Year'], [/\*detect\(\) \{\n.*\n/, NEW_YEAR()]],
] as const

/** What a detector's author writes: the mails of one day. */
function NEW_YEAR(): string {
  return `*detect({ artifacts }) {
    for (const artifact of artifacts)
      for (const event of artifact.events)
        if (event.raw.startsWith('2020-01-01')) yield { artifact, events: [], values: { raw: event.raw } }
`
}

describe.runIf(tmuxFor('test/end-to-end/rule-author.terminal.test.ts'))(
  'rules new, asked',
  { timeout: 120_000 },
  () => {
    const folder = emptyFolder()

    test.each(KINDS)('%s', async (kind, typed, [from, to]) => {
      const id = `my-${kind}`
      const tmux = new Tmux(
        120,
        40,
        `cd '${folder}' && '${process.execPath}' '${MAIN}' rules new; echo ended $?; sleep 60`,
      )
      try {
        await tmux.until(/\): *$/m)
        for (const answer of [kind, id, '', ...typed]) {
          const before = tmux.text()
          if (answer !== '') tmux.type(answer)
          tmux.type('Enter')
          await tmux.until(answer === typed.at(-1) ? /ended 0/ : questionAfter(before))
        }
      } finally {
        tmux.end()
      }
      const file = join(
        folder,
        'our-rules',
        String(
          readdirSync(join(folder, 'our-rules'), { recursive: true }).find(
            (name) => String(name).includes(id) && String(name).includes('.'),
          ),
        ),
      )
      if (from !== undefined && to !== undefined) writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
      const check = await anachron(['rules', 'check', '--rules', 'our-rules'], { cwd: folder })
      expect(check).toMatchObject({ exit: 0, stderr: '' })
      const run = await anachron(['rules', 'test', id, '--rules', 'our-rules'], { cwd: folder })
      expect(run).toEqual({ exit: 0, stdout: '2 examples of 1 rule: 2 as expected, 0 not\n', stderr: '' })
    })
  },
)

/** A screen that ends with a question and is not the one before. */
const questionAfter = (before: string): RegExp => new RegExp(`^(?!${escaped(before.trimEnd())}\\s*$)[^]*: *\\s*$`)
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
