/** Reads the files under rules/ for the set tests: each document parsed, with the name of its file. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Detector } from '../../src/analysis/detector.ts'
import {
  agreeRuleSchema,
  factFamilySchema,
  intervalRuleSchema,
  orderRuleSchema,
  type RuleMetadata,
} from '../../src/analysis/rule-language.ts'

const root = join(import.meta.dirname, '../../rules')
/** Git keeps no empty folder: one without rules may be missing. */
export const FOLDERS = (['email', 'database', 'image', 'archive', 'filesystem'] as const).filter((folder) =>
  existsSync(join(import.meta.dirname, '../../rules', folder)),
)

interface Document {
  readonly file: string
  readonly value: unknown
}

function documents(folder: string): readonly Document[] {
  // Git keeps no empty folder: a kind that has no rule yet has none.
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) =>
      parseAllDocuments(readFileSync(join(root, folder, name), 'utf8')).map((document) => {
        if (document.errors.length > 0) throw new Error(`${folder}/${name}: ${String(document.errors[0])}`)
        return { file: `${folder}/${name}`, value: document.toJS() as unknown }
      }),
    )
}

export const ruleDocuments: readonly Document[] = FOLDERS.flatMap(documents)
export const familyDocuments: readonly Document[] = documents('facts')

const schemas = { interval: intervalRuleSchema, order: orderRuleSchema, agree: agreeRuleSchema } as const
export type Kind = keyof typeof schemas
export const KINDS: readonly Kind[] = ['interval', 'order', 'agree']

export function kindOf(value: unknown): Kind {
  const kind = KINDS.find((name) => typeof value === 'object' && value !== null && name in value)
  if (kind === undefined) throw new Error('a rule has one of the keys interval, order, agree')
  return kind
}

export const parseRule = (value: unknown) => schemas[kindOf(value)].parse(value)
export const families = familyDocuments.map(({ file, value }) => ({ file, family: factFamilySchema.parse(value) }))

const isDetector = (value: unknown): value is Detector =>
  typeof value === 'object' && value !== null && 'detect' in value && 'select' in value

export const detectors: readonly { readonly file: string; readonly detector: Detector }[] = await Promise.all(
  FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.detector.ts'))
      .map(async (name) => {
        const loaded: { default?: unknown } = (await import(join(root, folder, name))) as { default?: unknown }
        if (!isDetector(loaded.default)) throw new Error(`${folder}/${name} exports no detector`)
        return { file: `${folder}/${name}`, detector: loaded.default }
      }),
  ),
)

/** Metadata of everything that can make a finding, with the id that its file's name asks for (families share files). */
export const everything: readonly {
  readonly file: string
  readonly name: string | undefined
  readonly rule: RuleMetadata
}[] = [
  ...ruleDocuments.map(({ file, value }) => ({ file, name: basename(file, '.yaml'), rule: parseRule(value) })),
  ...detectors.map(({ file, detector }) => ({ file, name: basename(file, '.detector.ts'), rule: detector })),
  ...families.map(({ file, family }) => ({ file, name: undefined, rule: family })),
]
