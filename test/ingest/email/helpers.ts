// What the tests of mail share: messages of fictitious people, and the events and traits of what is read from them.
import eml from '../../../src/ingest/email/eml.ingester.ts'
import type { Limits } from '../../../src/evidence/limits.ts'
import type { Artifact, Event } from '../../../src/model.ts'
import { toIso } from '../../../src/time/instant.ts'
import { ingest } from '../../evidence/helpers.ts'

export const DATE = 'Date: Tue, 14 Mar 2023 09:26:53 +0000'
const ENDING = ['From: Ann Example <ann@example.com>', 'To: Bob Example <bob@example.net>', DATE]

/** A message of these header lines above From, To and Date, with a body. */
export const mail = (lines: readonly string[], body = 'Hello.\n'): Buffer =>
  Buffer.from(`${[...lines, ...ENDING].join('\n')}\n\n${body}`, 'latin1')

export async function readMail(bytes: Buffer, limits: Partial<Limits> = {}) {
  const { artifacts } = await ingest(eml, bytes, limits)
  const [message] = artifacts
  if (message?.type !== 'message') throw new Error('the ingester yields the message first')
  return { message, attachments: artifacts.slice(1) }
}

export const time = (event: Event | undefined): string | undefined =>
  event?.reading.nominal === undefined ? undefined : toIso(event.reading.nominal).slice(0, 19)

export const eventsOf = (artifact: Artifact, kind: string): readonly Event[] =>
  artifact.events.filter((event) => event.kind === kind)

/** Values of a trait, in order. */
export const values = (artifact: Artifact, key: string): readonly string[] =>
  artifact.traits.filter((trait) => trait.key === key).map((trait) => trait.value)

/** The event that wrote a trait, as its kind and writer. */
export function writer(artifact: Artifact, key: string): string | undefined {
  const by = artifact.traits.find((trait) => trait.key === key)?.by
  return by && `${by.kind} ${by.clock.writer}`
}
