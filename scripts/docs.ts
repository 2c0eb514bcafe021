// Writes the reference pages in docs/ from the units themselves: commands, decoders, formats, keys and rules. `--check` fails when one is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { loadRules } from '../src/analysis/load-rules.ts'
import { metadataOf, rulesOf, type Rule, type RuleSet } from '../src/analysis/rule-set.ts'
import { vocabularyOf } from '../src/analysis/vocabulary.ts'
import { commands } from '../src/commands/index.generated.ts'
import { ingesters } from '../src/ingest/index.generated.ts'
import { reporters } from '../src/report/index.generated.ts'
import { decoders } from '../src/time/decoders/index.generated.ts'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const rules = await loadRules([join(root, 'rules')], vocabularyOf(ingesters))
// Screens are JSX, which Node does not load: the pages must not wait for a build, so it is translated here.
registerHooks({
  load: (url, context, next) => {
    if (!url.endsWith('.tsx')) return next(url, context)
    const { outputText } = ts.transpileModule(readFileSync(new URL(url), 'utf8'), {
      compilerOptions: { jsx: ts.JsxEmit.ReactJSX, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
    })
    return { format: 'module', source: outputText, shortCircuit: true }
  },
})
const { screens } = await import('../src/tui/index.generated.ts')
let stale = 0

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim()
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

page('commands', 'Commands', [
  'Exit codes: 2 usage; else 3 if some evidence could not be read or does not match its exhibit; else 1 (findings at `--fail-on`; for `decode`, not one clear reading); else 0.',
  ...commands.map((command) =>
    [
      `## anachron ${command.id} ${command.usage}`,
      '',
      `${command.summary}.`,
      '',
      ...(command.flags.length === 0
        ? []
        : [
            table(
              ['flag', ''],
              command.flags.map((flag) => [
                `\`${flag.flag}\`${flag.repeat === true ? ' (may be repeated)' : ''}`,
                flag.doc,
              ]),
            ),
            '',
          ]),
      '```',
      ...command.examples,
      '```',
    ].join('\n'),
  ),
])

page('decoders', 'Times hidden in identifiers', [
  `${decoders.length} decoders; \`anachron decode TEXT\` tries them all.`,
  table(
    ['decoder', 'what', 'means', 'written by', 'example', 'is', 'accuracy', 'source'],
    decoders.map((one) => [
      one.id,
      one.title,
      one.means,
      one.writtenBy,
      `\`${one.vectors[0]?.text ?? ''}\``,
      one.vectors[0]?.time ?? '',
      one.accuracy ?? 'not measured',
      one.source,
    ]),
  ),
])

page('formats', 'Formats', [
  'What is read, told by content and never by the name alone; everything else is listed as unknown and hashed.',
  ...ingesters.map((one) =>
    [
      `## ${one.title} (${one.id})`,
      '',
      `Source: ${one.source}`,
      '',
      table(
        ['event', 'clock', 'means'],
        Object.entries(one.emits.events).map(([kind, { clock, doc }]) => [kind, clock, doc]),
      ),
      '',
      table(['trait', 'is'], Object.entries(one.emits.traits)),
    ].join('\n'),
  ),
  `## Report formats\n\n${table(
    ['format', 'title', 'file'],
    reporters.map((one) => [one.id, one.title, `report.${one.extension}`]),
  )}`,
])

page('keys', 'Keys of the terminal screen', [
  ...screens
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(
      (screen) =>
        `## ${screen.title} (${screen.key})\n\n${table(
          ['key', 'does'],
          screen.keys.map((key) => [key.shown, key.does]),
        )}`,
    ),
])

const tagged = rulesOf(rules).flatMap((rule) => metadataOf(rule).tags.map((tag) => ({ tag, id: metadataOf(rule).id })))
page('rules', 'Rules', [
  `${rulesOf(rules).length} rules and detectors; ${rules.families.reduce((sum, family) => sum + family.facts.length, 0)} facts. \`anachron rules show ID\` prints one whole, with its base rate.`,
  ...[...Map.groupBy(rulesOf(rules), (rule) => folderOf(rules, rule))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([folder, some]) =>
        `## ${folder}\n\n${table(
          ['id', 'kind', 'says', 'level', 'what it finds'],
          some.map((rule) => {
            const { id, says, level, title } = metadataOf(rule)
            return [id, rule.type === 'fact' ? `fact (${rule.facts.length})` : rule.type, says, level, title]
          }),
        )}`,
    ),
  `## By tag\n\n\`anachron rules list --tag TAG\` lists them.\n\n${table(
    ['tag', 'rules', 'which'],
    [...Map.groupBy(tagged, ({ tag }) => tag)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([tag, some]) => [tag, String(some.length), some.map(({ id }) => id).join(', ')]),
  )}`,
])

if (check && stale > 0) process.exit(1)

function folderOf(set: RuleSet, rule: Rule): string {
  return set.files.get(metadataOf(rule).id)?.split('/').at(-2) ?? 'profiles'
}

function page(name: string, title: string, parts: readonly string[]): void {
  const file = `docs/${name}.md`
  const path = join(root, file)
  const text = `<!-- Generated by npm run generate; do not edit. -->\n# ${title}\n\n${parts.join('\n\n')}\n`
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  stale++
  if (check) console.error(`stale: ${file} (run npm run generate)`)
  else {
    mkdirSync(join(root, 'docs'), { recursive: true })
    writeFileSync(path, text)
  }
}
