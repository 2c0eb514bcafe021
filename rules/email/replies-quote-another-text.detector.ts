/**
 * Answers that quote a line otherwise than the message states it, between lines that they quote word for word. What an answer quotes was
 * before its author: RFC 3676, section 4.5, marks it by ">". In 967 genuine messages of twelve lists and two older collections
 * (2002 to 2026) that are quoted by answers at hand, other figures stand in no place, and another word in two: authors of answers mended it.
 */
import type { Breach, Detector, DetectorArtifact, DetectorGroup } from '../../src/analysis/detector.ts'

const [TEXT, HTML, QUOTED, ID, ANSWERS, FIELDS] = [
  'email.sent-text',
  'email.sent-html',
  'email.quoted-lines',
  'email.message-id',
  'email.in-reply-to',
  'email.sent-fields',
]
/** Lines that an answer must quote word for word before it is held against the message: fewer are no quotation of it. */
const FEWEST = 4
/** Lines one after the other that may differ; a paragraph that was wrapped anew differs in words, too, so of other words only one. */
const MOST_RUN = 4
/** Different texts of one message that are looked at. */
const MOST_TEXTS = 5
/** The hash of no words: rows of signs, which stand anywhere. */
const NO_WORDS = '811c9'

interface Line {
  /** Of words and figures: signs are left out, since programs exchange quotation marks, dashes and bullets for others. */
  readonly same: string
  readonly words: string
  /** Holds what programs often write anew: an address, a link, letters beyond ASCII. */
  readonly converted: boolean
}

interface Version {
  readonly artifact: DetectorArtifact
  readonly html: boolean
  readonly lines: readonly Line[]
  /** Where each line stands; -1: in several places. */
  readonly at: ReadonlyMap<string, number>
}

interface Answer {
  readonly artifact: DetectorArtifact
  readonly html: boolean
  readonly lines: readonly Line[]
  readonly quoted: readonly boolean[]
  readonly said: ReadonlySet<string>
  readonly from: string | undefined
}

/** One place in which an answer has other lines than the version. */
interface Difference {
  /** Place of the first of them in the version, from 0. */
  readonly line: number
  readonly has: string
  readonly figures: boolean
}

interface Witness {
  readonly answer: Answer
  /** Lines that the answer quotes, and those of them that the version has. */
  readonly quoted: number
  readonly held: number
  readonly differences: readonly Difference[]
}

const of = ({ traits, events }: DetectorArtifact, key: string): readonly string[] =>
  [...traits, ...events.flatMap((event) => event.traits)].filter((one) => one.key === key).map(({ value }) => value)

/** `LLLLL[FF]SS[~]`: hashes of words, figures (where there are any) and signs. */
const linesOf = (text: string): readonly Line[] =>
  text.split(',').map((one) => {
    const converted = one.endsWith('~')
    return { same: one.slice(0, converted ? -3 : -2), words: one.slice(0, 5), converted }
  })

/** The lines of a message's text, or of its HTML where it has nothing else. */
function textOf(artifact: DetectorArtifact): { readonly text: string | undefined; readonly html: boolean } {
  const [plain] = of(artifact, TEXT)
  return plain === undefined ? { text: of(artifact, HTML)[0], html: true } : { text: plain, html: false }
}

function versionOf(artifact: DetectorArtifact, text: string): Version {
  const lines = linesOf(text)
  const at = new Map<string, number>()
  for (const [i, { same }] of lines.entries()) at.set(same, at.has(same) ? -1 : i)
  return { artifact, html: textOf(artifact).html, lines, at }
}

function answerOf(artifact: DetectorArtifact): Answer | undefined {
  const { text, html } = textOf(artifact)
  const [runs] = of(artifact, QUOTED)
  if (text === undefined || runs === undefined) return undefined
  const lines = linesOf(text)
  const quoted = lines.map(() => false)
  for (const run of runs.split(',')) {
    const [first = 0, last = -1] = run.split('-').map(Number)
    quoted.fill(true, first, last + 1)
  }
  const fields = of(artifact, FIELDS)[0]?.split(',') ?? []
  const from = fields.find((field) => field.startsWith('from='))
  return { artifact, html, lines, quoted, said: new Set(lines.map(({ same }) => same)), from }
}

/** The version's lines between two that the answer quotes one beside the other, where the answer has others in their place. */
function differencesOf({ lines, at }: Version, answer: Answer): readonly Difference[] {
  const differences: Difference[] = []
  const anchor = (i: number): number => {
    const line = answer.quoted[i] === true ? answer.lines[i] : undefined
    return line === undefined || line.words === NO_WORDS ? -1 : (at.get(line.same) ?? -1)
  }
  for (let i = 0; i < answer.lines.length; i++) {
    const before = anchor(i)
    if (before === -1) continue
    let n = 0
    while (n <= MOST_RUN && answer.quoted[i + 1 + n] === true && !at.has(answer.lines[i + 1 + n]?.same ?? '')) n++
    if (n === 0 || n > MOST_RUN || anchor(i + 1 + n) !== before + n + 1) continue
    const theirs = answer.lines.slice(i + 1, i + 1 + n)
    const own = lines.slice(before + 1, before + 1 + n)
    if ([...theirs, ...own].some(({ converted }) => converted) || own.some(({ same }) => answer.said.has(same)))
      continue
    const figures = theirs.every(({ words }, k) => words === own[k]?.words)
    if (figures || n === 1) differences.push({ line: before + 1, has: theirs.map(({ same }) => same).join(), figures })
  }
  return differences
}

function witness(version: Version, answer: Answer): Witness | undefined {
  const quoted = answer.lines.filter((_, i) => answer.quoted[i])
  const held = quoted.filter(({ same }) => version.at.has(same)).length
  if (held < FEWEST) return undefined
  return { answer, quoted: quoted.length, held, differences: differencesOf(version, answer) }
}

function breachOf(version: Version, witnesses: readonly Witness[], versions: readonly Version[]): Breach | undefined {
  /** By place and by what is quoted there: who quotes it so. */
  const places = new Map<string, { readonly difference: Difference; readonly by: Set<string>; n: number }>()
  for (const { answer, differences } of witnesses)
    for (const difference of differences) {
      const key = `${difference.line} ${difference.has}`
      const place = places.get(key) ?? { difference, by: new Set<string>(), n: 0 }
      places.set(key, place)
      place.n++
      if (answer.from !== undefined) place.by.add(answer.from)
    }
  const weight = (by: number, figures: boolean): number => (by > 1 ? 1 : 0) + (figures ? 1 : 0)
  const [worst] = [...places.values()].sort(
    (a, b) =>
      weight(b.by.size, b.difference.figures) - weight(a.by.size, a.difference.figures) ||
      b.n - a.n ||
      a.difference.line - b.difference.line,
  )
  const first =
    worst === undefined
      ? undefined
      : witnesses.find(({ differences }) =>
          differences.some((one) => one.line === worst.difference.line && one.has === worst.difference.has),
        )
  if (worst === undefined || first === undefined) return undefined
  const { difference, by, n } = worst
  const strength = weight(by.size, difference.figures)
  // Two HTML texts, or one and a text made of the other, were measured on made pairs only.
  const html = version.html || first.answer.html
  const elsewhere = versions.some(
    (other) => other !== version && difference.has.split(',').every((same) => other.at.has(same)),
  )
  const dates = [
    ['original', version.artifact],
    ['reply', first.answer.artifact],
  ] as const
  return {
    artifact: version.artifact,
    other: first.answer.artifact,
    events: dates.flatMap(([role, { events }]) => {
      const event = events.find(({ kind }) => kind === 'email.date')
      return event === undefined ? [] : [{ role, event }]
    }),
    values: {
      held: `${first.held} of the ${first.quoted} lines that it quotes`,
      line: String(difference.line + 1),
      how: difference.figures ? 'the same words with other figures' : 'other words',
      witnesses:
        n === 1
          ? 'No other answer in the case quotes the place so.'
          : `${n} answers, with ${by.size} different From ${by.size === 1 ? 'field' : 'fields'}, quote the place in the same other way.`,
      elsewhere: elsewhere ? ' Another copy of the message in the case has the place as it is quoted.' : '',
    },
    others: places.size - 1,
    ...(elsewhere
      ? {
          alternatives: {
            'sent-twice': {
              state: 'open' as const,
              because: 'another copy of the message in the case has the place as it is quoted',
            },
          },
        }
      : {}),
    ...(strength === 2 && !html ? {} : { level: strength === (html ? 2 : 1) ? ('medium' as const) : ('low' as const) }),
  }
}

function detect({ artifacts }: DetectorGroup): readonly Breach[] | `not applicable: ${string}` {
  const all = [...artifacts]
  const [id] = all[0] === undefined ? [] : of(all[0], ID)
  if (id === undefined) return 'not applicable: no text of the message answered can be compared'
  const texts = new Map<string, DetectorArtifact>()
  const answers: Answer[] = []
  for (const artifact of all)
    if (of(artifact, ID).includes(id)) {
      const { text } = textOf(artifact)
      if (text !== undefined && !texts.has(text) && texts.size < MOST_TEXTS) texts.set(text, artifact)
    } else if (of(artifact, ANSWERS).includes(id)) {
      const answer = answerOf(artifact)
      if (answer !== undefined) answers.push(answer)
    }
  if (texts.size === 0) return 'not applicable: no text of the message answered can be compared'
  const versions = [...texts].map(([text, artifact]) => versionOf(artifact, text))
  const held = versions.map((version) => ({
    version,
    witnesses: answers.flatMap((answer) => witness(version, answer) ?? []),
  }))
  if (held.every(({ witnesses }) => witnesses.length === 0))
    return 'not applicable: no answer quotes four lines of the message'
  return held.flatMap(({ version, witnesses }) => breachOf(version, witnesses, versions) ?? [])
}

/** The message of the examples. */
const M = '<m@example.com>'
const date = (artifact: string, time: string) =>
  ({ artifact, type: 'message', kind: 'email.date', time, clock: 'sender', writer: 'Date' }) as const

/** Six lines; the fourth bears an amount: words, figures, signs. */
const SIX = ['aaaaa00', 'bbbbb00', 'ccccc00', 'ddddd1100', 'eeeee00', 'fffff00']
const with4 = (line: string): string => SIX.with(3, line).join()
const answer = (artifact: string, from: string, text: string, time = '2019-08-27T15:00:00Z') =>
  [
    { ...date(artifact, time), 'replies-to': 'm' },
    {
      artifact,
      traits: { [TEXT]: `99999${artifact.length}00,${text}`, [QUOTED]: '1-6', [FIELDS]: `from=${from}`, [ANSWERS]: M },
    },
  ] as const

export default {
  title: 'An answer quotes a line otherwise than the message states it',
  id: 'replies-quote-another-text',
  status: 'test',
  description:
    'A message, its copies and the answers to it are in the case. An answer quotes at least four lines of the message word for word, and between two of them another line than the message has there: the same words with other figures, or other words. Lines with an address, a link or letters beyond ASCII are left aside, and so are signs: programs write those anew. Of a message or answer that is HTML alone, the lines that it shows are taken; what stands in a blockquote is quoted; items of lists, headings, cells and pictures are left aside.',
  references: [
    'RFC 3676, section 4.5: what is quoted stands behind ">"',
    'Measured on 967 genuine messages of 2002 to 2026 whose answers are at hand: other figures in 0; another word in 2, where who answered mended a misspelling',
    'Measured on 252 genuine pairs of which at least one side has HTML, with the plain text taken out of one side or both (181 messages to which it applies): nothing. At most medium, since such pairs are made',
  ],
  date: '2026-11-22',
  says: 'inconsistent',
  level: 'high',
  observed:
    '{other} answers {artifact} and quotes it: {held} stand in the message word for word, apart from signs and white space. In place of line {line} (of the lines with text) it quotes {how}, between neighbours that are the same. {witnesses}{elsewhere}',
  inferred:
    'What an answer quotes was before its author when it was written. Either this copy of the message had another text when it was answered and was changed since; or the quotation was changed, by its author or later. Either way the two do not state one text. Answers of different authors that quote one other text agree with one another and not with this copy.',
  notShown:
    'It is not shown which of the texts was changed, by whom, when, nor why; the lines themselves are not kept.',
  falsepositives: [
    {
      id: 'quotation-edited',
      text: 'who answered changed the quotation: corrected a mistake, filled in a form line by line, shortened it, made a passage illegible',
      tests: [],
    },
    {
      id: 'sent-twice',
      text: 'the message was sent a second time under one Message-ID with another text (corrected; or by a device or script that has one Message-ID for all), and the answer was made from the other sending',
      tests: [],
    },
    {
      id: 'written-anew',
      text: 'a program wrote one of the texts anew: another form of it (HTML) was quoted, a list or gateway changed lines, a client renumbered a list',
      tests: [
        {
          when: { trait: 'email.copy.mark' },
          state: 'open',
          because: 'a mail client put a mark of its own on one of the two',
        },
      ],
    },
  ],
  tags: ['email', 'thread', 'copies', 'attack.t1565.001'],
  examples: [
    {
      name: 'an answer quotes another amount between lines that are the same',
      breaks: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [TEXT]: with4('ddddd2200') } },
        ...answer('r', '11111111', SIX.join()),
      ],
    },
    {
      name: 'two authors quote another line in the same way',
      breaks: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [TEXT]: with4('7777700') } },
        ...answer('r', '11111111', SIX.join()),
        ...answer('s', '22222222', SIX.join(), '2019-08-28T15:00:00Z'),
      ],
    },
    {
      name: 'two authors quote another amount of a message that is HTML alone',
      breaks: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [HTML]: with4('ddddd2200') } },
        ...answer('r', '11111111', SIX.join()),
        ...answer('s', '22222222', SIX.join(), '2019-08-28T15:00:00Z'),
      ],
    },
    {
      name: 'the quotation is shortened, and the answer stands between its lines',
      holds: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [TEXT]: SIX.join() } },
        { ...date('r', '2019-08-27T15:00:00Z'), 'replies-to': 'm' },
        {
          artifact: 'r',
          traits: { [TEXT]: 'aaaaa00,bbbbb00,ccccc00,9999900,eeeee00,fffff00', [QUOTED]: '0-2,4-5', [ANSWERS]: M },
        },
      ],
    },
    {
      name: 'a link in the line, which a gateway writes anew',
      holds: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [TEXT]: with4('ddddd2200~') } },
        ...answer('r', '11111111', with4('ddddd1100~')),
      ],
    },
    {
      name: 'a paragraph of two lines that was wrapped anew',
      holds: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [TEXT]: SIX.with(2, '7777700').with(3, '8888800').join() } },
        ...answer('r', '11111111', SIX.join()),
      ],
    },
    {
      name: 'a message of which the answer quotes a thing or two, and much else',
      holds: [
        date('m', '2019-08-27T13:00:00Z'),
        { artifact: 'm', traits: { [ID]: M, [TEXT]: 'aaaaa00,ddddd2200,fffff00' } },
        ...answer('r', '11111111', 'aaaaa00,ddddd1100,fffff00,1111100,2222200,3333300'),
      ],
    },
  ],
  select: {
    join: 'answered',
    events: ['email.date'],
    traits: [TEXT, HTML, QUOTED, ID, ANSWERS, FIELDS],
    artifacts: ['message'],
  },
  detect,
} satisfies Detector
