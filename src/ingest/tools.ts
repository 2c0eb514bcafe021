/** Loads what reading needs, in the process or thread that reads: the ingesters and the profiles of databases. */
import { z } from 'zod'
import { usableProfiles } from './database/load-profiles.ts'
import type { Profile } from './database/profile.ts'
import type { IngestOptions, IngestTools } from './ingest-root.ts'
import type { Ingester } from './ingester.ts'

const ingester = z.custom<Ingester>(
  (value) => typeof value === 'object' && value !== null && 'ingest' in value && typeof value.ingest === 'function',
)
const module = z.object({ ingesters: z.array(ingester) })

/**
 * `ingesters` is the address of a module that exports the list. Throws if it does not. Profiles are read when the first
 * database is: mails alone need none.
 */
export async function loadTools(
  setup: IngestOptions & { readonly ingesters: string; readonly profiles?: readonly string[] },
): Promise<IngestTools> {
  const { limits, wanted, exhibits } = setup
  const { ingesters } = module.parse(await import(setup.ingesters))
  let profiles: readonly Profile[] | undefined
  return {
    limits,
    wanted,
    exhibits,
    // The surest first: then no other is asked.
    ingesters: [...ingesters].sort((a, b) => b.confidence - a.confidence),
    get profiles() {
      return (profiles ??= usableProfiles(setup.profiles ?? []))
    },
  }
}
