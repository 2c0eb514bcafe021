/**
 * `npm run eval:phishing [CORPUS]`: scans a seeded sample of 100 unsolicited mails, and holds every finding of level medium or above against
 * the judgement that a reader gave of it (phishing-judged.json beside this file). Writes docs/evaluation-phishing.md; a finding that
 * nobody has judged is printed with its evidence, to be read, and ends the run with exit code 1.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { atLeast, LEVELS } from '../src/model.ts'
import { reportSchema, type ReportedFinding } from '../src/report/contract.ts'
import { seeded } from '../samples/make/random.ts'

const root = join(import.meta.dirname, '..')
const from = join(process.argv[2] ?? join(root, '..', 'shared', 'corpus'), 'mail/phishing')
const SIZE = 100
const SEED = 20_261_121

const VERDICTS = ['true', 'explainable', 'false'] as const
/** By file and rule; several findings of one rule in one mail share a judgement. */
const judgedSchema = z.strictObject({
  judgements: z.array(
    z.strictObject({ mail: z.string(), rule: z.string(), verdict: z.enum(VERDICTS), why: z.string().min(10) }),
  ),
  /** What earlier readings of the same sample found, and what was changed for it. */
  mended: z.array(
    z.strictObject({ rule: z.string(), findings: z.int(), verdict: z.string(), mend: z.string().min(10) }),
  ),
})

if (!existsSync(from)) {
  console.error(`${from}: there are no mails here; give the folder of a corpus: npm run eval:phishing -- FOLDER`)
  process.exit(2)
}

/** Names drawn without putting back; the same on every machine. */
function sample(): readonly string[] {
  const names = readdirSync(from)
    .filter((name) => name.endsWith('.eml'))
    .sort()
  const random = seeded(SEED)
  const drawn: string[] = []
  while (drawn.length < SIZE && names.length > 0)
    drawn.push(...names.splice(Math.floor(random.next() * names.length), 1))
  return drawn.sort()
}

function scan(names: readonly string[]): readonly ReportedFinding[] {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-phishing-'))
  try {
    const into = join(folder, 'mails')
    mkdirSync(into)
    for (const name of names) copyFileSync(join(from, name), join(into, name))
    const run = spawnSync(
      process.execPath,
      [join(root, 'dist/src/main.js'), 'scan', into, '--json', '--reproducible', '--report', join(folder, 'report')],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    )
    if (run.status !== 0 && run.status !== 3) throw new Error(run.stderr)
    return reportSchema.parse(JSON.parse(run.stdout)).findings
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { judgements: judged, mended } = judgedSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'phishing-judged.json'), 'utf8')),
)
const names = sample()
const found = scan(names).filter(({ level }) => atLeast(level, 'medium'))
const mailOf = ({ evidence }: ReportedFinding): string => evidence.split('/')[0] ?? evidence
const rows = [...new Map(found.map((finding) => [`${mailOf(finding)} ${finding.rule}`, finding])).values()].map(
  (finding) => ({
    finding,
    mail: mailOf(finding),
    judgement: judged.find(({ mail, rule }) => mail === mailOf(finding) && rule === finding.rule),
  }),
)
const open = rows.filter(({ judgement }) => judgement === undefined)
for (const { finding, mail } of open)
  console.log(
    `\n${mail} ${finding.level} ${finding.rule} (${finding.says})\n  ${finding.observed}\n  ${finding.inferred}\n${finding.events.map((event) => `    ${event.role} ${event.kind} ${event.time ?? ''} | ${event.raw}`).join('\n')}`,
  )

const high = rows.filter(({ finding }) => atLeast(finding.level, 'high'))
const count = (some: typeof rows, verdict: (typeof VERDICTS)[number]): number =>
  some.filter(({ judgement }) => judgement?.verdict === verdict).length
const table = (some: typeof rows): string[] => [
  '| mail | level | rule | judged | why |',
  '| --- | --- | --- | --- | --- |',
  ...some.map(
    ({ finding, mail, judgement }) =>
      `| ${mail} | ${finding.level} | ${finding.rule} | ${judgement?.verdict ?? 'not judged'} | ${judgement?.why ?? ''} |`,
  ),
]
const level = (one: (typeof rows)[number]): number => LEVELS.indexOf(one.finding.level)
const sorted = [...rows].sort((a, b) => level(b) - level(a) || (a.mail < b.mail ? -1 : 1))
writeFileSync(
  join(root, 'docs/evaluation-phishing.md'),
  `${[
    '# Findings in unsolicited mail, read one by one',
    '',
    `Written by \`npm run eval:phishing\`. A sample of ${names.length} mails, drawn by the seed ${SEED} from the corpus's mails of honeypots (2022 to 2026), was scanned;`,
    'every finding of level medium or above was read with its evidence and judged by hand:',
    '',
    '- **true**: the mail states a time that cannot be right, or carries a mark that the program it names did not write. Nothing is said about who did it.',
    '- **explainable**: what stands there is as the finding says, and one of the innocent causes that it lists is likely.',
    '- **false**: the finding should not have been made. The rule or the reader is then mended, not its threshold.',
    '',
    `${high.length} findings of level high or above: ${VERDICTS.map((verdict) => `${count(high, verdict)} ${verdict}`).join(', ')}. ${rows.length - high.length} of level medium: ${VERDICTS.map((verdict) => `${count(rows, verdict) - count(high, verdict)} ${verdict}`).join(', ')}.`,
    `${new Set(rows.map(({ mail }) => mail)).size} of the ${names.length} mails have one at all. Several findings of one rule in one mail count once.`,
    '',
    ...table(sorted),
    '',
    'What earlier readings of this sample led to:',
    '',
    ...mended.map(
      ({ rule, findings, verdict, mend }) => `- ${rule}, ${findings} findings of level high (${verdict}): ${mend}.`,
    ),
  ].join('\n')}\n`,
)
console.log(`\n${rows.length} findings of level medium or above, ${open.length} of them not judged yet`)
process.exitCode = open.length > 0 ? 1 : 0
