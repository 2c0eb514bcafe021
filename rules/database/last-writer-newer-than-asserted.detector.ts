/**
 * A database file that is asserted untouched since a day, and was last written by a library, or bears a schema, of a later
 * release. As strong as the assertion: an old file opened once by a newer library is ordinary.
 */
import type { Detector, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const DAY = 86_400_000_000

/** Builds from the development branch carry a version's number weeks before its release (sqlite.org, chronology). */
const BEFORE_RELEASE = 90 * DAY
const KEYS: ReadonlySet<string> = new Set(['sqlite.version-number', 'sqlite.schema'])

type Dated = DetectorGroup['facts'][number]
const day = (at: number) => new Date(at / 1000).toISOString().slice(0, 10)
const WORDS: Readonly<Record<string, string>> = {
  'sqlite.version-number': 'the header names the library of version number',
  'sqlite.schema': 'the schema uses',
}

export default {
  title: 'Written by a library newer than the day since which the file is asserted untouched',
  id: 'last-writer-newer-than-asserted',
  status: 'test',
  description:
    'The exhibit list says that the file was not touched since a day. Its header names a library that last wrote it, or its schema uses a feature, of a later release.',
  references: [
    'sqlite.org fileformat2.html, section 1.3 (offset 96: the library that most recently modified the file)',
    'sqlite.org chronology.html and changes.html',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: 'Of this file {mark} {value}, which was released on {since}; against it stands {to.clock}: {to.raw}.',
  inferred:
    'The file in its present form was written, or rebuilt, after that release, and not left untouched since the day asserted. This does not say what was written, or when its rows were made.',
  falsepositives: [
    {
      id: 'opened-by-newer-library',
      text: 'a program with a newer library opened the file for writing once, and changed nothing that matters',
      tests: [],
    },
    {
      id: 'copy-not-original',
      text: 'what was handed over is a copy made later by a database tool; the original is untouched',
      tests: [],
    },
    { id: 'own-build', text: 'a maker built its own library and gave it a later number', tests: [] },
  ],
  tags: ['database', 'sqlite', 'assertion'],
  examples: [
    {
      name: 'a library of 2023 in a file untouched since 2011',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          kind: 'assertion.untouched-since',
          time: '2011-12-31T00:00:00Z',
          precision: '1d',
          clock: 'assertion',
          writer: 'witness statement',
        },
        { artifact: 'd', traits: { 'sqlite.version-number': '3041002' } },
      ],
    },
    {
      name: 'a library of 2011',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          kind: 'assertion.untouched-since',
          time: '2011-12-31T00:00:00Z',
          precision: '1d',
          clock: 'assertion',
          writer: 'witness statement',
        },
        { artifact: 'd', traits: { 'sqlite.version-number': '3007004' } },
      ],
    },
    {
      name: 'made in 2009 to 2011, as asserted, and opened by a library of 2023',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          kind: 'assertion.made',
          time: '2009-01-01T00:00:00Z',
          precision: '3y',
          clock: 'assertion',
          writer: 'disclosure list',
        },
        { artifact: 'd', traits: { 'sqlite.version-number': '3041002' } },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: ['assertion.untouched-since'],
    traits: ['sqlite.version-number', 'sqlite.schema'],
    artifacts: ['database', 'schema'],
  },
  detect(group) {
    const untouched = Array.from(group.artifacts).flatMap((artifact) =>
      artifact.events.filter((event) => event.kind === 'assertion.untouched-since'),
    )
    const dated = group.facts.filter((fact) => KEYS.has(fact.trait.key) && fact.from !== undefined)
    // The strictest assertion is the one that ends first; the strongest mark the one that was released last.
    const since = untouched.reduce<(typeof untouched)[number] | undefined>(
      (a, b) => (a === undefined || b.latest < a.latest ? b : a),
      undefined,
    )
    const newest = dated.reduce<Dated | undefined>(
      (a, b) => (a === undefined || (b.from ?? 0) > (a.from ?? 0) ? b : a),
      undefined,
    )
    if (since === undefined || newest?.from === undefined) return 'not applicable'
    const excess = newest.from - BEFORE_RELEASE - since.latest - since.clock.extreme
    if (excess <= 0) return []
    return [
      {
        artifact: newest.artifact,
        events: [{ role: 'to', event: since }],
        values: {
          mark: WORDS[newest.trait.key] ?? newest.trait.key,
          value: newest.trait.value,
          since: day(newest.from),
        },
        excess: excess as Micros,
        others: dated.filter((fact) => fact !== newest && (fact.from ?? 0) - BEFORE_RELEASE > since.latest).length,
      },
    ]
  },
} satisfies Detector
