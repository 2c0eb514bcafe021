// `npm run new KIND NAME`: copies a template with a failing test, or writes a rule as `anachron rules new` does, and renews the indexes.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const templates = join(import.meta.dirname, 'templates')
/** Rules begin as `anachron rules new` writes them; `rule` is the interval. */
const RULES = {
  rule: 'interval',
  interval: 'interval',
  order: 'order',
  agree: 'agree',
  fact: 'fact',
  detector: 'detector',
} as const
const kinds = [...readdirSync(templates), ...Object.keys(RULES)].sort()
const [kind, name, folder] = process.argv.slice(2)

if (kind === undefined || !kinds.includes(kind) || name === undefined || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
  console.error(
    `usage: npm run new ${kinds.join('|')} NAME [FOLDER]   (NAME is lower-case words joined by hyphens; FOLDER as in rules/FOLDER or src/ingest/FOLDER, default: email)`,
  )
  process.exit(2)
}

// A template's path is the path of the new file: `__name__` and `__folder__` are replaced, in paths and in texts.
const fill = (text: string): string =>
  text
    .replaceAll('__name__', name)
    .replaceAll('__folder__', folder ?? 'email')
    .replaceAll('__today__', new Date().toISOString().slice(0, 10))
    .replace(/\.template$/, '')
const made: string[] = []
if (isRule(kind)) made.push(await newRule(RULES[kind]))
else copyTemplates(kind)
execFileSync(process.execPath, [join(import.meta.dirname, 'generate.ts')], { stdio: 'inherit' })
const tests = made.filter((file) => file.startsWith('test/'))
const next = tests.length > 0 ? `npx vitest run ${tests.join(' ')}` : `npm run -s anachron -- rules test ${name}`
console.log([...made.map((file) => `made ${file}`), `next: ${next}`].join('\n'))

function isRule(text: string): text is keyof typeof RULES {
  return text in RULES
}

async function newRule(what: (typeof RULES)[keyof typeof RULES]): Promise<string> {
  // The commands need the generated indexes, which a first build may not have made yet.
  const { writeNew } = await import('../src/commands/rules/new.ts')
  const nothing = {
    title: undefined,
    from: undefined,
    to: undefined,
    trait: undefined,
    value: undefined,
    since: undefined,
    source: undefined,
  }
  const asked = { ...nothing, kind: what, id: name ?? '', folder: folder ?? 'email', into: join(root, 'rules') }
  try {
    return relative(root, await writeNew(asked, new Date(), '../../src/analysis/detector.ts'))
  } catch (error) {
    console.error(error instanceof Error ? error.message.replace(`${root}/`, '') : String(error))
    process.exit(2)
  }
}

function copyTemplates(of: string): void {
  for (const path of readdirSync(join(templates, of), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template'),
  )) {
    const target = join(root, fill(path))
    if (existsSync(target)) {
      console.error(`${fill(path)} is there already; choose another name`)
      process.exit(2)
    }
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, fill(readFileSync(join(templates, of, path), 'utf8')))
    made.push(fill(path))
  }
}
