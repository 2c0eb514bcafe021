/**
 * The program of the child process in which a laboratory's detector runs (own-detector.ts starts it): under Node's permission
 * model, with no module but the detector's file. It reads groups from standard input, a file, and writes one line a breach and
 * one a group to standard output. Memory is watched from a second thread, since arrays lie outside the heap that Node bounds.
 */
import { readSync, writeSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Detector, DetectorArtifact, DetectorEvent, DetectorGroup, House } from './detector.ts'

/** What stands for an artifact or an event on the way back. */
export type Key = readonly [root: number, id: number]
export type SentEvent = DetectorEvent & { readonly key: Key }
export type SentArtifact = Omit<DetectorArtifact, 'events' | 'claim'> & {
  readonly key: Key
  readonly claim?: SentEvent
  readonly events: readonly SentEvent[]
}
type SentFact = Omit<DetectorGroup['facts'][number], 'artifact'> & { readonly artifact: string }
/** The line before the artifacts of a group. Artifacts that facts are about are sent with it. */
export interface SentGroup {
  readonly artifacts: number
  readonly facts: readonly SentFact[]
  readonly of: Readonly<Record<string, SentArtifact>>
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))
/** The stretch of standard input that was read last. */
let held: { readonly from: number; readonly bytes: Buffer } | undefined
const [, , url = '', what = '', memory = '0'] = process.argv
// `process.kill` needs no permission: it is how this thread ends, and it is taken from the detector below.
new Worker(
  `setInterval(() => process.memoryUsage.rss() > ${Number(memory)} && process.kill(process.pid, 'SIGKILL'), 20)`,
  { eval: true },
).unref()
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === url) return next(specifier, context)
    throw new Error(`a detector imports types and nothing else, and this one imports ${specifier}`)
  },
})
for (const name of ['process', 'fetch', 'WebSocket', 'EventSource', 'navigator', 'BroadcastChannel', 'MessageChannel'])
  Reflect.deleteProperty(globalThis, name)

say(await work())

async function work(): Promise<object> {
  try {
    const loaded = (await import(url)) as { readonly default?: Partial<Detector> | null }
    const detector = loaded.default
    if (typeof detector !== 'object' || detector === null) return { error: 'it has no default export' }
    if (typeof detector.detect !== 'function') return { error: 'detect is missing: it is a function' }
    if (what === 'describe') return { metadata: detector }
    judgeAll(detector as Detector)
    return { done: true }
  } catch (error) {
    return { error: errorText(error), stack: error instanceof Error ? String(error.stack) : '' }
  }
}

function judgeAll(detector: Detector): void {
  const first = lineAt(0)
  if (first === undefined) return
  const house = JSON.parse(first.text) as House
  let at = first.end
  for (let number = 0; ; number++) {
    const head = lineAt(at)
    if (head === undefined) return
    const sent = JSON.parse(head.text) as SentGroup
    at = judge(detector, house, number, sent, head.end)
  }
}

/** Runs one group whose artifacts begin at an offset; returns where they end. */
function judge(detector: Detector, house: House, number: number, sent: SentGroup, from: number): number {
  const keys = new WeakMap<object, Key>()
  const known = new Map(Object.entries(sent.of).map(([key, artifact]) => [key, opened(artifact, keys)]))
  function* artifacts(): Generator<DetectorArtifact> {
    let at = from
    for (let i = 0; i < sent.artifacts; i++) {
      const line = lineAt(at)
      if (line === undefined) return
      at = line.end
      const artifact = JSON.parse(line.text) as SentArtifact
      yield known.get(String(artifact.key)) ?? opened(artifact, keys)
    }
  }
  const facts = sent.facts.flatMap((fact) => {
    const artifact = known.get(fact.artifact)
    return artifact === undefined ? [] : [{ ...fact, artifact }]
  })
  const keyOf = (one: object): Key => {
    const key = keys.get(one)
    if (key === undefined) throw new Error('a breach names an artifact or an event that is not of its group')
    return key
  }
  try {
    const breaches = detector.detect({ artifacts: { [Symbol.iterator]: artifacts }, facts }, house)
    if (typeof breaches === 'string')
      say({ group: number, state: 'not applicable', why: breaches.slice('not applicable: '.length) })
    else {
      let broken = false
      for (const { artifact, other, events, ...breach } of breaches) {
        broken = true
        say({
          breach: {
            ...breach,
            artifact: keyOf(artifact),
            ...(other === undefined ? {} : { other: keyOf(other) }),
            events: events.map(({ role, event }) => ({ role, event: keyOf(event) })),
          },
        })
      }
      say({ group: number, state: 'applied', broken })
    }
  } catch (error) {
    say({ group: number, state: 'failed', error: errorText(error) })
  }
  let at = from
  for (let i = 0; i < sent.artifacts; i++) at = lineAt(at)?.end ?? at
  return at
}

/** An artifact as detectors see it; the keys stay here. */
function opened(sent: SentArtifact, keys: WeakMap<object, Key>): DetectorArtifact {
  const event = ({ key, ...one }: SentEvent): DetectorEvent => {
    keys.set(one, key)
    return one
  }
  const { key, claim, events, ...rest } = sent
  const own = events.map(event)
  const claimed =
    claim === undefined ? undefined : (own[events.findIndex((one) => one.key[1] === claim.key[1])] ?? event(claim))
  const artifact = { ...rest, claim: claimed, events: own }
  keys.set(artifact, key)
  return artifact
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown error'
}

function say(line: object): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
  for (let at = 0; at < bytes.length;) at += written(bytes.subarray(at))
}

/** A pipe that is full is tried again: the other side reads it, or ends this process. */
function written(bytes: Buffer): number {
  try {
    return writeSync(1, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    Atomics.wait(sleeper, 0, 0, 2)
    return 0
  }
}

/** Standard input is a file: lines are read where they stand, so that no group has to be held. */
function lineAt(offset: number): { readonly text: string; readonly end: number } | undefined {
  const parts: Buffer[] = []
  for (let at = offset; ;) {
    const window = windowAt(at)
    if (window.length === 0) return undefined
    const end = window.indexOf(10)
    parts.push(end < 0 ? window : window.subarray(0, end))
    if (end >= 0) return { text: Buffer.concat(parts).toString('utf8'), end: at + end + 1 }
    at += window.length
  }
}

function windowAt(offset: number): Buffer {
  if (held === undefined || offset < held.from || offset >= held.from + held.bytes.length) {
    const bytes = Buffer.alloc(1 << 18)
    held = { from: offset, bytes: bytes.subarray(0, readSync(0, bytes, 0, bytes.length, offset)) }
  }
  return held.bytes.subarray(offset - held.from)
}
