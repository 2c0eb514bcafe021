// Detectors of a laboratory: one that works, and the ways in which one can go wrong.

export const detectorText = (id: string, detect: string, { before = '', select = '' } = {}): string => `\
/** ${id}: for the tests. */
import type { Detector } from 'anachron/detector'
${before}
export default {
  title: 'The subject names a year that is not that of the mail',
  id: '${id}',
  status: 'experimental',
  description: 'A subject written in a year names no later one.',
  references: ['the house rules of the laboratory'],
  date: '2026-01-02',
  says: 'unusual',
  level: 'low',
  observed: 'The mail of {year} bears {mailer}.',
  falsepositives: [{ id: 'name-it', text: 'an innocent cause of this picture', tests: [] }],
  tags: [],
  examples: [
    { name: 'breaks', breaks: [{ kind: 'email.date', time: '2020-01-01T00:00:00Z', traits: { 'email.mailer': 'House 2021' } }] },
    { name: 'holds', holds: [{ kind: 'email.date', time: '2022-01-01T00:00:00Z', traits: { 'email.mailer': 'House 2021' } }] },
  ],
  select: { join: 'artifact', events: ['email.date'], traits: ['email.mailer']${select} },
  ${detect}
} satisfies Detector
`

/** Finds a year in a mail program's name that is later than Date. */
export const WORKS = `*detect(group) {
    for (const artifact of group.artifacts)
      for (const event of artifact.events)
        for (const { value } of [...event.traits, ...artifact.traits]) {
          const year = Number(/\\d{4}/.exec(value)?.[0])
          const stated = new Date(event.nominal / 1000).getUTCFullYear()
          if (year > stated)
            yield { artifact, events: [{ role: 'stated', event }], values: { year: String(stated), mailer: value }, others: 0 }
        }
  },`

/** What it does, its text, and what must be said of it. */
export const WRONG: readonly (readonly [name: string, id: string, text: string, says: RegExp])[] = [
  [
    'throws',
    'throws',
    detectorText('throws', "detect() { throw new Error('out of luck') },"),
    /detector throws failed on a: out of luck/,
  ],
  [
    'runs for ever',
    'runs',
    detectorText('runs', 'detect() { for (;;); },'),
    /detector runs was stopped: it took more than 1\d seconds/,
  ],
  [
    'allocates without end',
    'allocates',
    detectorText('allocates', 'detect() { const all: string[][] = []; for (;;) all.push(new Array(1e5).fill("x")) },'),
    /detector allocates was stopped: it took more than 512 MB/,
  ],
  [
    'allocates outside the heap',
    'outside',
    detectorText(
      'outside',
      'detect() { const all: Uint8Array[] = []; for (;;) all.push(new Uint8Array(1e7).fill(1)) },',
    ),
    /detector outside was stopped: it took more than 512 MB/,
  ],
  [
    'reads a file',
    'reads',
    detectorText('reads', "async *detect() { const fs = await import('node:fs'); fs.readFileSync('/etc/hostname') },"),
    /detector reads failed on a: .*iterable/,
  ],
  [
    'asks the network',
    'asks-the-network',
    detectorText('asks-the-network', "detect() { return fetch('http://192.0.2.1/') },"),
    /detector asks-the-network failed on a: fetch is not defined/,
  ],
  [
    'opens a socket',
    'opens-a-socket',
    detectorText('opens-a-socket', "detect() { return new WebSocket('ws://192.0.2.1/') },"),
    /detector opens-a-socket failed on a: WebSocket is not defined/,
  ],
  [
    'starts a program',
    'starts',
    detectorText('starts', "detect() { return process.binding('spawn_sync') },"),
    /detector starts failed on a: process is not defined/,
  ],
  [
    'writes a breach of its own making',
    'invents',
    detectorText(
      'invents',
      'detect(group) { return [{ artifact: { ...[...group.artifacts][0] }, events: [], values: {} }] },',
    ),
    /detector invents failed on a: a breach names an artifact or an event that is not of its group/,
  ],
  [
    'writes without end',
    'writes',
    detectorText(
      'writes',
      "*detect(group) { const [artifact] = group.artifacts; for (;;) yield { artifact, events: [], values: { year: 'x'.repeat(9000) } } },",
    ),
    /detector writes was stopped: it wrote more than 64 MB/,
  ],
]

/** Detectors that cannot even be loaded. */
export const UNLOADABLE: readonly (readonly [name: string, id: string, text: string, says: RegExp])[] = [
  [
    'imports a module',
    'imports',
    detectorText('imports', WORKS, { before: "import { readFileSync } from 'node:fs'\nreadFileSync('/etc/hostname')" }),
    /email\/imports\.detector\.ts:1:1: cannot be loaded: a detector imports types and nothing else, and this one imports node:fs/,
  ],
  [
    'imports the module that starts programs',
    'imports-programs',
    detectorText('imports-programs', WORKS, {
      before: "const { execSync } = await import('node:child_process')\nexecSync('id')",
    }),
    /email\/imports-programs\.detector\.ts:\d+:\d+: cannot be loaded: a detector imports types and nothing else, and this one imports node:child_process/,
  ],
  [
    'imports a module that opens sockets',
    'imports-sockets',
    detectorText('imports-sockets', WORKS, { before: "import { connect } from 'node:net'\nconnect(1)" }),
    /email\/imports-sockets\.detector\.ts:\d+:\d+: cannot be loaded: a detector imports types and nothing else, and this one imports node:net/,
  ],
  [
    'asks the process for a module',
    'asks',
    detectorText('asks', WORKS, { before: "process.getBuiltinModule('node:fs')" }),
    /email\/asks\.detector\.ts:3:1: cannot be loaded: process is not defined/,
  ],
  [
    'throws while it is loaded',
    'bursts',
    detectorText('bursts', WORKS, { before: "throw new Error('not today')" }),
    /email\/bursts\.detector\.ts:3:7: cannot be loaded: not today/,
  ],
  [
    'loops while it is loaded',
    'loops',
    detectorText('loops', WORKS, { before: 'for (;;);' }),
    /cannot be loaded: it took more than 10 seconds/,
  ],
  ['is no TypeScript', 'nonsense', 'export default {', /email\/nonsense\.detector\.ts:1:\d+: cannot be loaded: /],
  [
    'misspells a field',
    'misspells',
    detectorText('misspells', WORKS).replace('level:', 'lvel:'),
    /email\/misspells\.detector\.ts:12:3: unknown key "lvel"; did you mean "level"\?/,
  ],
  [
    'asks for a trait that no ingester emits',
    'unknown',
    detectorText('unknown', WORKS).replace("traits: ['email.mailer']", "traits: ['email.maler']"),
    /email\/unknown\.detector\.ts:\d+:\d+: no ingester emits the trait email\.maler; did you mean email\.mailer\?/,
  ],
]
