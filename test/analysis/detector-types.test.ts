// The types that a laboratory's detector is written with: they say what the program uses, and come whole out of the packed files.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { templateOf } from '../../src/commands/rules/template.ts'
import type * as own from '../../src/analysis/detector.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import type * as model from '../../src/model.ts'
import type * as open from '../../types/detector.d.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Held by `npm run types`, which checks the tests, too: a difference does not compile. */
test('the published types are those of the program', () => {
  expectTypeOf<open.ArtifactType>().toEqualTypeOf<model.ArtifactType>()
  expectTypeOf<open.ClockKind>().toEqualTypeOf<model.ClockKind>()
  expectTypeOf<open.Locator>().toEqualTypeOf<model.Locator>()
  expectTypeOf<open.Says>().toEqualTypeOf<model.Says>()
  expectTypeOf<open.Level>().toEqualTypeOf<model.Level>()
  expectTypeOf<open.House>().toEqualTypeOf<own.House>()
  expectTypeOf<open.DetectorTrait>().toEqualTypeOf<own.DetectorTrait>()
  expectTypeOf<keyof open.Detector>().toEqualTypeOf<keyof own.Detector>()
  expectTypeOf<keyof open.DetectorEvent>().toEqualTypeOf<keyof own.DetectorEvent>()
  expectTypeOf<keyof open.DetectorArtifact>().toEqualTypeOf<keyof own.DetectorArtifact>()
  expectTypeOf<keyof open.DetectorGroup>().toEqualTypeOf<keyof own.DetectorGroup>()
  expectTypeOf<keyof open.Breach>().toEqualTypeOf<keyof own.Breach>()
  expectTypeOf<keyof open.ExampleEvent>().toEqualTypeOf<keyof ExampleEvent>()
  // What the program gives is what a detector may read.
  expectTypeOf<own.DetectorGroup>().toExtend<open.DetectorGroup>()
  expectTypeOf<own.Breach>().toExtend<open.Breach>()
})

/** A folder in which the packed files of the types are installed. */
function installed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-types-'))
  const listed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' })
  const [packed] = z
    .array(z.object({ files: z.array(z.object({ path: z.string() })) }))
    .parse(JSON.parse(listed.stdout.slice(listed.stdout.indexOf('['))))
  for (const { path } of packed?.files ?? []) {
    if (!/^types\/|^package\.json$/.test(path)) continue
    mkdirSync(join(folder, 'node_modules/anachron', path, '..'), { recursive: true })
    cpSync(join(ROOT, path), join(folder, 'node_modules/anachron', path))
  }
  return folder
}

/** What an author's editor says of a file beside the package. */
function said(folder: string, text: string): readonly string[] {
  const file = join(folder, 'own.detector.ts')
  writeFileSync(file, text)
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    types: [],
  })
  return ts
    .getPreEmitDiagnostics(program)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n').split('\n')[0] ?? '')
}

describe('a detector in a folder where the packed files are installed', () => {
  const folder = installed()
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const NOTHING = {
    from: undefined,
    to: undefined,
    trait: undefined,
    value: undefined,
    since: undefined,
    source: undefined,
  }
  const made = templateOf(
    {
      ...NOTHING,
      kind: 'detector',
      id: 'own',
      title: "It's new",
      today: '2026-11-21',
      types: 'anachron/detector',
      schema: '',
    },
    vocabularyOf([]),
  )
  const guide = /<<'EOF'\n([\s\S]*?\n)EOF\n/.exec(readFileSync(join(ROOT, 'docs/first-rule.md'), 'utf8'))?.[1] ?? ''

  test('compiles as rules new writes it, and as the guide shows it', () => {
    expect(said(folder, made)).toEqual([])
    expect(guide).toContain("from 'anachron/detector'")
    expect(said(folder, guide)).toEqual([])
  })

  test('is told what is wrong with it', () => {
    expect(said(folder, made.replace("says: 'unusual'", "says: 'odd'"))).toEqual([expect.stringContaining('"odd"')])
    expect(said(folder, made.replace("join: 'artifact'", "jion: 'artifact'"))).toEqual([
      expect.stringMatching(/'jion'/),
    ])
  })
})
