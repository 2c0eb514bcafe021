/**
 * Fields of the SQLite header that no writer leaves so (sqlite.org/fileformat2.html, section 1.3): a change counter below the one at
 * which the version was written, a schema that never changed and has tables, a file shorter than its own count of pages.
 */
import type { Detector } from '../../src/analysis/detector.ts'

export default {
  title: 'Fields of the file header contradict each other or the file',
  id: 'header-fields-contradict',
  status: 'test',
  description:
    'The change counter only grows, and the version-valid-for number is a copy of it; the schema cookie grows with every table; a file has the pages that its header counts.',
  references: ['sqlite.org fileformat2.html, section 1.3 (offsets 24, 28, 40, 92)'],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: 'In the header of the database {what}.',
  inferred:
    'SQLite does not leave a file so. Either bytes of the header were written by something else, or the file is damaged or not whole.',
  falsepositives: [
    { id: 'cut-short', text: 'the file was cut short or copied while it was being written', tests: [] },
    { id: 'damaged', text: 'a storage fault damaged the first page', tests: [] },
    { id: 'own-writer', text: 'a program with its own writer for the format made the file', tests: [] },
  ],
  tags: ['database', 'sqlite', 'attack.t1565.001'],
  examples: [
    {
      name: 'a counter that was set back',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'sqlite.header': ['change-counter=950', 'version-valid-for=1000', 'pages=90', 'schema-cookie=9'] },
        },
      ],
    },
    {
      name: 'a file written last by a library before 3.7.0',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'sqlite.header': ['change-counter=1000', 'version-valid-for=950', 'pages=90', 'schema-cookie=9'],
            'sqlite.file-pages': '95',
          },
        },
      ],
    },
    {
      name: 'a file longer than its header says: some programs let it grow in steps',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'sqlite.header': ['change-counter=10', 'version-valid-for=10', 'pages=90', 'schema-cookie=9'],
            'sqlite.file-pages': '96',
          },
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: [],
    traits: ['sqlite.header', 'sqlite.file-pages', 'sqlite.objects'],
    artifacts: ['database'],
  },
  detect(group) {
    for (const artifact of group.artifacts) {
      const number = (name: string) => {
        const found = artifact.traits.find(({ key, value }) => key === 'sqlite.header' && value.startsWith(`${name}=`))
        return found === undefined ? undefined : Number(found.value.slice(name.length + 1))
      }
      const [counter, valid, pages, cookie] = ['change-counter', 'version-valid-for', 'pages', 'schema-cookie'].map(
        number,
      )
      if (counter === undefined || valid === undefined) continue
      const room = artifact.traits.find(({ key }) => key === 'sqlite.file-pages')?.value
      const objects = /entries=(\d+)/.exec(
        artifact.traits.find(({ key }) => key === 'sqlite.objects')?.value ?? '',
      )?.[1]
      const what: string[] = []
      if (counter < valid)
        what.push(
          `the change counter (offset 24) is ${String(counter)}, below ${String(valid)}, the counter at which the library's version was written (offset 92)`,
        )
      if (cookie === 0 && Number(objects ?? 0) > 0)
        what.push(
          `the schema cookie (offset 40) is 0, as if the schema had never changed, and it has ${objects ?? ''} entries`,
        )
      if (pages !== undefined && counter === valid && room !== undefined && Number(room) < pages)
        what.push(`the count of pages (offset 28) is ${String(pages)}, and the file has room for ${room}`)
      return what.length === 0 ? [] : [{ artifact, events: [], values: { what: what.join('; ') } }]
    }
    return 'not applicable'
  },
} satisfies Detector
