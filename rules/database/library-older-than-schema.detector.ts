/**
 * The header names a library that is older than a feature which the schema uses. A library that cannot parse a schema cannot open
 * the file, so the number at offset 96 is not that of the last writer. Days are those of the facts (sqlite.org chronology.html).
 */
import type { Detector, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. Builds from the development branch know a feature weeks before its release. */
const BEFORE_RELEASE = 90 * 86_400_000_000

type Dated = DetectorGroup['facts'][number]
const day = (at: number) => new Date(at / 1000).toISOString().slice(0, 10)

/** The features without which an older library refuses the whole schema; functions in views are only refused when used. */
const PARSED: ReadonlySet<string> = new Set([
  'WITHOUT ROWID',
  'STRICT',
  'GENERATED ALWAYS AS',
  'CREATE INDEX ... WHERE',
  'WITH in view/trigger',
  'OVER (',
  'NULLS FIRST/LAST',
  'RIGHT/FULL JOIN',
  '-> and ->> operators',
])

export default {
  title: 'The library that wrote last is older than the schema',
  id: 'library-older-than-schema',
  status: 'test',
  description:
    'Offset 96 names the version of the library that last changed the file. The schema uses a construct that this version cannot parse, so it could not have opened the file.',
  references: [
    'sqlite.org fileformat2.html, section 1.3 (offset 96)',
    'sqlite.org changes.html and chronology.html: which version brought which construct',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'The header names the library of version number {version}, released on {released}; the schema uses {feature}, which came with a release of {since}.',
  inferred:
    'The library named cannot have read this schema. Either the number in the header is not that of the last writer, or the schema was put there by other means.',
  falsepositives: [
    {
      id: 'own-build',
      text: 'a maker built its own library and gave it an older number, or back-ported the construct',
      tests: [],
    },
    {
      id: 'writable-schema',
      text: 'a program wrote the schema as text (PRAGMA writable_schema) without being able to use it',
      tests: [],
    },
    { id: 'damaged', text: 'a storage fault damaged the first page', tests: [] },
  ],
  tags: ['database', 'sqlite', 'attack.t1565.001'],
  examples: [
    {
      name: 'a STRICT table and a library of 2011',
      breaks: [
        { artifact: 'd', type: 'database', traits: { 'sqlite.version-number': '3007004' } },
        { artifact: 's', type: 'schema', part: 'd', traits: { 'sqlite.schema': 'STRICT' } },
      ],
    },
    {
      name: 'a STRICT table and a library of 2023',
      holds: [
        { artifact: 'd', type: 'database', traits: { 'sqlite.version-number': '3041002' } },
        { artifact: 's', type: 'schema', part: 'd', traits: { 'sqlite.schema': 'STRICT' } },
      ],
    },
  ],
  select: {
    join: 'evidence',
    events: [],
    traits: ['sqlite.version-number', 'sqlite.schema'],
    artifacts: ['database', 'schema'],
  },
  detect(group) {
    const of = (key: string) => group.facts.filter((fact) => fact.trait.key === key && fact.from !== undefined)
    const [version] = of('sqlite.version-number')
    const features = of('sqlite.schema').filter(({ trait }) => PARSED.has(trait.value))
    const newest = features.reduce<Dated | undefined>(
      (a, b) => (a === undefined || (b.from ?? 0) > (a.from ?? 0) ? b : a),
      undefined,
    )
    if (version?.from === undefined || newest?.from === undefined) return 'not applicable'
    const excess = newest.from - BEFORE_RELEASE - version.from
    if (excess <= 0) return []
    return [
      {
        artifact: version.artifact,
        other: newest.artifact,
        events: [],
        values: {
          version: version.trait.value,
          released: day(version.from),
          feature: newest.trait.value,
          since: day(newest.from),
        },
        excess: excess as Micros,
        others: features.filter(({ from = 0 }) => from > (version.from ?? 0) + BEFORE_RELEASE).length - 1,
      },
    ]
  },
} satisfies Detector
