// A part of `npm run build`: makes of the sources the few files that run (dist/). A scan imports six hundred modules, each of its
// threads as many again; to find and link each apart took longer than to read a hundred mails. Types are checked by `npm run types`.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '..')
const into = join(root, 'dist')

/** What is imported by its path while the program runs, and so stays a file of its own, where the sources have it. */
const ENTRIES = [
  'src/main.ts',
  'src/commands/*.command.ts',
  'src/commands/live*.ts',
  'src/commands/beside-worker.ts',
  'src/ingest/worker.ts',
  'src/ingest/index.generated.ts',
  'src/analysis/detector-host.ts',
  'src/tui/show.ts',
]
/** All shipped detectors in one file, by their paths in `rules/` (src/analysis/shipped-detector.ts). */
const DETECTORS = 'shipped-detectors'
/** Left as packages: what has native parts, and what the screen and the tables for spreadsheets alone need. */
const PACKAGES = /^(better-sqlite3|ink|react|write-excel-file|node:.*)(\/|$)/
const compiled = (file: string): string => file.replace(/\.tsx?$/, '.js')

const bundle = await rolldown({
  input: {
    ...Object.fromEntries(globSync(ENTRIES, { cwd: root }).map((file) => [compiled(file), join(root, file)])),
    'rules/detectors.js': DETECTORS,
  },
  platform: 'node',
  tsconfig: join(root, 'tsconfig.json'),
  external: PACKAGES,
  plugins: [
    {
      name: 'joined',
      resolveId: (id) => (id === DETECTORS ? id : undefined),
      load: (id) =>
        id === DETECTORS ? joined(globSync('*/*.detector.ts', { cwd: join(root, 'rules') }).sort()) : undefined,
    },
    { name: 'standing', transform: whereItStood, renderChunk: (code, { fileName }) => asSeenFrom(code, fileName) },
  ],
})
rmSync(into, { recursive: true, force: true })
const { output } = await bundle.write({
  dir: into,
  entryFileNames: '[name]',
  chunkFileNames: 'chunks/[name]-[hash].js',
})
writeFileSync(
  join(into, 'LIBRARIES.txt'),
  termsOf(output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []))),
)

function joined(detectors: readonly string[]): string {
  const text = (value: string): string => JSON.stringify(value)
  const imports = detectors.map((name, n) => `import * as d${n} from ${text(join(root, 'rules', name))}`)
  const entries = detectors.map((name, n) => `[${text(name.replaceAll(sep, '/'))}, d${n}]`)
  return `${imports.join('\n')}\nexport const detectors = new Map([${entries.join(', ')}])`
}

/** A module asks where it stands for what lies beside it; wherever it is joined to, it is told the place it has in `src/`. */
function whereItStood(code: string, id: string): string | undefined {
  if (!code.includes('import.meta.')) return undefined
  const module = compiled(relative(root, id))
  return code
    .replaceAll('import.meta.url', `new URL("@standing:${module}@", import.meta.url).href`)
    .replaceAll('import.meta.dirname', `(import.meta.dirname + "/@standing:${dirname(module)}@")`)
}

function asSeenFrom(code: string, chunk: string): string {
  return code.replaceAll(/@standing:([^@]*)@/g, (_, place: string) => relative(dirname(chunk), place) || '.')
}

/** The terms of the libraries whose modules were joined: a hundred modules of one library cost a tenth of a second of each start. */
function termsOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []))
  const terms = [...folders].sort().map((folder) => {
    const [file] = globSync('{LICENSE,LICENCE,license}*', { cwd: folder })
    if (file === undefined) throw new Error(`${folder}: no terms of use stand there`)
    return `${folder.replace(/^.*\/node_modules\//, '')}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return terms.join(`\n${'-'.repeat(80)}\n\n`)
}
