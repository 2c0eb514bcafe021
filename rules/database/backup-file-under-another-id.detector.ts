/**
 * The list of an iOS backup (Manifest.db) names a file under an id that is not the hash of its name. The device makes ids from names, so
 * such a row, or the name in it, was not written by the step that wrote the others. One finding a list; it dates nothing.
 */
import type { Breach, Detector, DetectorArtifact } from '../../src/analysis/detector.ts'

const KEY = 'ios-backup.file-id-form'
const OTHER = 'other name'
/** Of fewer rows nobody can say how this list makes its ids. */
const FEWEST_KNOWN = 10
/** Where more than one row in ten keeps to another form, the list is of a kind that is not known here. */
const ONE_IN = 10

export default {
  title: 'A backup lists a file under an id that is not the hash of its name',
  id: 'backup-file-under-another-id',
  status: 'experimental',
  description:
    'Since iOS 10 a backup lists its files in Manifest.db. The id of each is the SHA-1 of its domain, a hyphen and its path, in every published description of these backups.',
  references: [
    'Tamma, Skulkin, Mahalik and Bommisetty, Practical Mobile Forensics, 4th ed., "manifest.db": fileID is the SHA-1 of the domain, a hyphen and the relative path',
    'MrFlick/myphone, manifest_contents: the id is by tradition such a hash',
  ],
  date: '2026-11-22',
  says: 'inconsistent',
  level: 'informational',
  observed:
    'The list of the backup states for {artifact} an id that is not the SHA-1 of the domain, a hyphen and the path that stand in the same row. The list has {known} other row(s) in that form, and {count} row(s) in another.',
  inferred:
    'Either the name or the id of the row was written in another step than those of the other rows, or the device hashed another text than it stored.',
  notShown:
    'Which of the two was written otherwise, when, why and by whom; nor that the stored file is not what it was.',
  falsepositives: [
    {
      id: 'other-writing-of-name',
      text: 'the device hashed the name in another writing (Unicode form, case) than it stored',
      tests: [],
    },
    {
      id: 'made-by-a-tool',
      text: 'a program that moves data between devices added or renamed the file in the backup',
      tests: [],
    },
    { id: 'unknown-release', text: 'a release of iOS makes some ids in a way that is not published', tests: [] },
  ],
  tags: ['database', 'ios', 'backup'],
  examples: [
    { name: 'one row of eleven under another id', breaks: [...rows(10, 'hash of its name'), ...rows(1, OTHER)] },
    { name: 'ids that are all hashes of names', holds: rows(12, 'hash of its name') },
    { name: 'a list that makes its ids otherwise', holds: [...rows(10, 'hash of its name'), ...rows(3, OTHER)] },
    { name: 'too short a list', holds: [...rows(2, 'hash of its name'), ...rows(1, OTHER)] },
  ],
  select: { join: 'evidence', events: [], traits: [KEY], artifacts: ['row'] },
  detect(group) {
    let [known, other] = [0, 0]
    let first: DetectorArtifact | undefined
    for (const artifact of group.artifacts)
      for (const { key, value } of artifact.traits) {
        if (key !== KEY) continue
        if (value !== OTHER) known++
        else if (other++ === 0) first = artifact
      }
    if (known + other === 0) return 'not applicable'
    if (known < FEWEST_KNOWN) return 'not applicable: the list is too short'
    if (other * ONE_IN > known + other) return 'not applicable: the list makes its ids in another way'
    if (first === undefined) return []
    const values = { known: String(known), count: String(other) }
    return [{ artifact: first, events: [], values, others: other - 1 } satisfies Breach]
  },
} satisfies Detector

/** Rows of a list, as an example states them. */
function rows(n: number, value: string) {
  const mark = value === OTHER ? 'o' : 'k'
  return [
    { artifact: 'd', type: 'database' as const },
    ...Array.from({ length: n }, (_, i) => ({
      artifact: `${mark}${i}`,
      type: 'row' as const,
      part: 'd',
      traits: { [KEY]: value },
    })),
  ]
}
