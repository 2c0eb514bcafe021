/**
 * Detectors from outside this package: each runs in a child process under Node's permission model (nodejs.org/api/permissions.html)
 * without addons, without node:sqlite, without the case and with no file but its own. It is given, as lines in a private file,
 * the events and traits that its `select` names, and it writes breaches back. Time, memory and output are bounded.
 */
import { execFile, spawnSync } from 'node:child_process'
import { closeSync, openSync, realpathSync, writeSync } from 'node:fs'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { privateFolder } from '../evidence/private-folder.ts'
import type { SentArtifact, SentEvent, SentGroup } from './detector-host.ts'
import type { Detector, DetectorArtifact, DetectorEvent, DetectorGroup, House } from './detector.ts'
import { PlacedArtifact, PlacedEvent } from './detector-views.ts'
import { instant, micros } from '../time/instant.ts'

/** Resident memory of the child, and the heap of it. */
const MEMORY_MB = 512
const HEAP_MB = 256
/** Wall-clock time: a start, and a second for each megabyte that it is given. */
const SECONDS = 10
const MOST_SECONDS = 120
const OUTPUT_BYTES = 64 * 1024 * 1024

const HOST = join(import.meta.dirname, `detector-host${extname(import.meta.url)}`)

/** What a detector declares: all but its function. */
export type DeclaredDetector = Omit<Detector, 'detect'>
export interface OwnDetector extends DeclaredDetector {
  /** Where its file lies. */
  readonly own: string
}

function command(path: string, what: 'describe' | 'detect'): readonly string[] {
  const file = realpathSync(path)
  return [
    '--permission',
    `--allow-fs-read=${realpathSync(HOST)}`,
    `--allow-fs-read=${file}`,
    // For the thread that watches the memory; a detector cannot reach the module that starts threads.
    '--allow-worker',
    '--no-addons',
    // A Node that no longer knows the flag has no module to take away by it; the host refuses every module in any case.
    ...(process.allowedNodeEnvironmentFlags.has('--experimental-sqlite') ? ['--no-experimental-sqlite'] : []),
    `--max-old-space-size=${HEAP_MB}`,
    '--no-warnings',
    HOST,
    pathToFileURL(file).href,
    what,
    String(MEMORY_MB * 1024 * 1024),
  ]
}

export type Described =
  { readonly metadata: unknown } | { readonly error: string; readonly line?: number; readonly column?: number }

const described = z.union([
  z.object({ metadata: z.unknown() }).refine((value) => value.metadata !== undefined),
  z.object({ error: z.string(), stack: z.string().default('') }),
])

/** Loads a detector's file in a child and asks for its declaration. */
export function describe(path: string): Promise<Described> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      command(path, 'describe'),
      { env: {}, timeout: SECONDS * 1000, killSignal: 'SIGKILL', maxBuffer: 1 << 20 },
      (failure, stdout, stderr) => {
        const said = described.safeParse(parsed(stdout.trim().split('\n').at(-1) ?? ''))
        if (!said.success) {
          const timedOut = failure?.killed === true
          resolve({
            error: timedOut
              ? `cannot be loaded: it took more than ${SECONDS} seconds`
              : `cannot be loaded: ${ended(failure?.signal ?? null, stderr)}`,
            ...placeIn(stderr, path),
          })
        } else if ('metadata' in said.data) resolve({ metadata: said.data.metadata })
        else resolve({ error: `cannot be loaded: ${said.data.error}`, ...placeIn(said.data.stack, path) })
      },
    )
  })
}

/** Where in the detector's file a stack trace points. */
function placeIn(stack: string, path: string): { readonly line?: number; readonly column?: number } {
  const at = stack.indexOf(realpathSync(path))
  const place = at < 0 ? null : /^[^\n:]*:(\d+)(?::(\d+))?/.exec(stack.slice(at))
  return place === null ? {} : { line: Number(place[1]), column: Number(place[2] ?? 1) }
}

function ended(signal: string | null, stderr: string): string {
  if (signal === 'SIGKILL' || signal === 'SIGABRT' || stderr.includes('heap out of memory'))
    return `it took more than ${MEMORY_MB} MB of memory`
  const [line] = stderr.split('\n').filter((one) => /^\w*(?:Error|ERR_)/.test(one))
  return line ?? 'its process ended without a word'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const key = z.tuple([z.int(), z.int()])
const time = z.number().transform((us, context) => {
  const at = instant(us)
  if (at === undefined) context.addIssue('no moment')
  return at
})
const state = z.enum(['excluded', 'open'])
const breachSchema = z.object({
  artifact: key,
  other: key.optional(),
  events: z.array(z.object({ role: z.string().max(60), event: key })).max(100),
  values: z.record(z.string(), z.string().max(10_000)).default({}),
  excess: z.number().transform(micros).optional(),
  notBefore: time.optional(),
  others: z.int().min(0).optional(),
  alternatives: z.record(z.string(), z.object({ state, because: z.string().max(2000) })).optional(),
  level: z.enum(['informational', 'low', 'medium']).optional(),
})
export type OwnBreach = z.output<typeof breachSchema>

const outputLine = z.union([
  z.object({ breach: breachSchema }),
  z.object({
    group: z.int(),
    state: z.enum(['applied', 'not applicable', 'failed']),
    broken: z.boolean().default(false),
    error: z.string().default(''),
    why: z.string().max(2000).default(''),
  }),
  z.object({ done: z.literal(true) }),
  z.object({ error: z.string() }),
])

export interface Outcome {
  readonly breaches: readonly OwnBreach[]
  /** Groups by what became of them; fewer than were given if the child was stopped. */
  readonly groups: readonly {
    readonly group: number
    readonly state: 'applied' | 'not applicable' | 'failed'
    readonly broken: boolean
    readonly error: string
    /** Why it does not apply, if the detector says. */
    readonly why: string
  }[]
  /** Why it did not come to its end, in one line. */
  readonly stopped?: string
}

/** The groups of one detector, in a private file until it runs. */
export class Spool {
  readonly #path: string
  readonly #folder = privateFolder()
  readonly #file: number
  #pending: string[] = []
  #size = 0
  groups = 0
  bytes = 0
  /** The label of each group's first artifact, to name one that fails; the first thousand. */
  readonly labels: string[] = []

  /** The first line is what the laboratory says of the place. */
  constructor(path: string, house: House) {
    this.#path = path
    this.#file = openSync(join(this.#folder.path, 'groups'), 'wx+', 0o600)
    this.#write(house)
  }

  add(group: DetectorGroup): void {
    const of: Record<string, SentArtifact> = {}
    const facts = group.facts.map(({ artifact, fact, trait, from, to, broken }) => {
      const sent = sendable(artifact)
      of[String(sent.key)] = sent
      const { key: name, value, locator } = trait
      return { fact, trait: { key: name, value, locator }, from, to, broken, artifact: String(sent.key) }
    })
    const each = group.artifacts[Symbol.iterator]()
    let artifacts = 0
    while (each.next().done !== true) artifacts++
    this.#write({ artifacts, facts, of } satisfies SentGroup)
    for (const artifact of group.artifacts) {
      const sent = sendable(artifact)
      if (this.labels.length === this.groups && this.groups < 1000) this.labels.push(artifact.label)
      this.#write(sent)
    }
    this.groups++
  }

  #write(line: object): void {
    const text = `${JSON.stringify(line)}\n`
    this.#pending.push(text)
    this.#size += text.length
    if (this.#size > 1 << 20) this.#flush()
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''))
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
    this.bytes += bytes.length
    this.#pending = []
    this.#size = 0
  }

  /** Runs the detector over all groups. What it said before it was stopped is kept. */
  run(): Outcome {
    this.#flush()
    const seconds = Math.min(MOST_SECONDS, SECONDS + Math.ceil(this.bytes / 1e6))
    const ran = spawnSync(process.execPath, command(this.#path, 'detect'), {
      env: {},
      stdio: [this.#file, 'pipe', 'pipe'],
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_BYTES,
      encoding: 'utf8',
    })
    // What was cut off in the middle of a line says nothing of the line.
    const whole = ran.error === undefined ? ran.stdout : ran.stdout.slice(0, ran.stdout.lastIndexOf('\n') + 1)
    const lines = whole.split('\n').flatMap((text) => {
      const line = outputLine.safeParse(parsed(text))
      return line.success ? [line.data] : text === '' ? [] : [{ error: 'it wrote what is no breach' }]
    })
    const failure = lines.find((line) => 'error' in line && !('group' in line))
    const stopped = lines.some((line) => 'done' in line)
      ? failure
      : (failure ?? { error: why(ran.error, ran.signal, ran.stderr, seconds) })
    return {
      breaches: lines.flatMap((line) => ('breach' in line ? [line.breach] : [])),
      groups: lines.flatMap((line) => ('group' in line ? [line] : [])),
      ...(stopped === undefined || !('error' in stopped) ? {} : { stopped: stopped.error }),
    }
  }

  close(): void {
    closeSync(this.#file)
    this.#folder.remove()
  }
}

function why(error: Error | undefined, signal: string | null, stderr: string, seconds: number): string {
  const code = error === undefined || !('code' in error) ? '' : error.code
  if (code === 'ETIMEDOUT') return `it took more than ${seconds} seconds`
  if (code === 'ENOBUFS') return `it wrote more than ${OUTPUT_BYTES / 2 ** 20} MB`
  return ended(signal, stderr)
}

function sendable(artifact: DetectorArtifact): SentArtifact {
  if (!(artifact instanceof PlacedArtifact)) throw new Error('an artifact of no case')
  const { type, label, claim, events, traits, root, id } = artifact
  return {
    key: [root, id],
    type,
    label,
    ...(claim === undefined ? {} : { claim: sentEvent(claim) }),
    events: events.map(sentEvent),
    traits: traits.map(sentTrait),
  }
}

const sentTrait = ({ key: name, value, locator }: DetectorEvent['traits'][number]) => ({ key: name, value, locator })

function sentEvent(event: DetectorEvent): SentEvent {
  if (!(event instanceof PlacedEvent)) throw new Error('an event of no case')
  const { kind, clock, zone, nominal, earliest, latest, raw, locator, traits, root, id } = event
  return { key: [root, id], kind, clock, zone, nominal, earliest, latest, raw, locator, traits: traits.map(sentTrait) }
}
