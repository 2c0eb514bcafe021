// What the tests of evidence and ingesters share: the corpus beside the repository, and running one ingester over bytes.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_LIMITS, type Limits } from '../../src/evidence/limits.ts'
import { openBytes } from '../../src/evidence/source.ts'
import type { Ingester } from '../../src/ingest/ingester.ts'
import { EvidenceProblem, type Artifact } from '../../src/model.ts'

const CORPUS = join(import.meta.dirname, '../../../shared/corpus')

/** The folder of the corpus, or undefined (with a line that says so) where the corpus is absent. */
export function corpus(folder: string): string | undefined {
  const path = join(CORPUS, folder)
  if (existsSync(path)) return path
  console.log(`skipped: the corpus folder ${folder} is not beside the repository`)
  return undefined
}

export interface Ingested {
  readonly artifacts: readonly Artifact[]
  /** The clear line with which reading ended early. */
  readonly problem: string | undefined
}

/** Runs an ingester to its end. Only `EvidenceProblem` is caught: anything else is a defect. */
export async function ingest(ingester: Ingester, bytes: Uint8Array, limits: Partial<Limits> = {}): Promise<Ingested> {
  const artifacts: Artifact[] = []
  const { source } = openBytes(bytes, 'evidence')
  try {
    for await (const artifact of ingester.ingest(source, { limits: { ...DEFAULT_LIMITS, ...limits }, profiles: [] }))
      artifacts.push(artifact)
    return { artifacts, problem: undefined }
  } catch (error) {
    if (!(error instanceof EvidenceProblem)) throw error
    return { artifacts, problem: error.message }
  }
}

/** The message with which a member cannot be opened; undefined if it can. */
export async function whyNotOpened(artifact: Artifact | undefined): Promise<string | undefined> {
  try {
    await artifact?.contains?.[0]?.open()
    return undefined
  } catch (error) {
    if (!(error instanceof EvidenceProblem)) throw error
    return error.message
  }
}

/** What every clear line is: one line, in words, no stack. */
export const CLEAR_LINE = /^[^\n\r]{5,2000}$/
