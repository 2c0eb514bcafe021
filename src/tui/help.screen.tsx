/** Help: what the screen before it shows and every key that works there, made from the declarations of the keys themselves. */
import { general } from './general.ts'
import { screens } from './index.generated.ts'
import { EMPTY, cell, line, span, wrapped } from './cells.ts'
import { defineScreen, type Action, type Look, type Row, type Rows } from './screen.ts'
import type { Place } from './state.ts'

function rows(place: Place, { size }: Look): Rows {
  const topic = screens.find(({ id }) => id === place.topic)
  const columns = size.columns - 2
  const list: readonly Row[] = [
    ...(topic === undefined
      ? []
      : [
          ...wrapped(topic.about, columns).map((one) => ({ line: one })),
          { line: EMPTY },
          ...keys(`Keys of ${topic.title}`, topic.keys),
        ]),
    ...keys('Keys everywhere', general()),
    { line: line('Words', 'heading'), isHeading: true },
    ...WORDS.flatMap((text) => wrapped(text, columns, 'plain', '  ')).map((one) => ({ line: one })),
  ]
  return { length: list.length, head: [], isPlain: true, row: (n) => list[n], empty: '' }
}

const keys = (title: string, actions: readonly Action[]): readonly Row[] => [
  { line: line(title, 'heading'), isHeading: true },
  ...actions.map(({ shown, does, id }) => ({
    line: [span(`  ${cell(shown, 14)} `, 'strong'), span(cell(does, 56)), span(` :${id}`, 'faint')],
  })),
  { line: EMPTY },
]

/** What a newcomer has to know; DESIGN.md has the whole of it. */
const WORDS = [
  'Evidence is a file under examination, or a member of one. An artifact is a thing in it that was made at one moment: a message, a row, a picture. An event is one timestamp that it carries.',
  'A finding says that two statements in the evidence do not fit. impossible: both cannot be true. inconsistent: named innocent causes remain. unusual: rare among genuine evidence.',
  'A filter is written as rules write it: kind: email.received, clock: relay, with: {email.mailer|contains: Outlook}. On findings: level|gte: medium, rule: received-before-sent, evidence|contains: ledger. A text without a colon is looked for in all words.',
]

export default defineScreen({
  id: 'help',
  title: 'Help',
  key: '9',
  about: 'Every key, and what it does.',
  keys: [],
  rows,
})
