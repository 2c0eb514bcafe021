/** A thread that reads roots one after the other and sends their parts, no faster than the case takes them. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { ingestRoot } from './ingest-root.ts'
import {
  CREDIT,
  IDLE,
  isKnown,
  PULSE_ROOT,
  PULSE_STEPS,
  type Assignment,
  type FromWorker,
  type StartedWith,
  type ToWorker,
  type WorkerSetup,
} from './messages.ts'
import type { Part } from './part.ts'
import { loadTools } from './tools.ts'

/** Parts wait for company up to this size, or until there is nothing else to do. */
const MESSAGE_BYTES = 512 * 1024
const MESSAGE_MILLISECONDS = 20

async function work(port: MessagePort, { ingesters, pulse: shared }: StartedWith): Promise<void> {
  let setup: WorkerSetup | undefined
  const waiting: Assignment[] = []
  let unacknowledged = 0
  let outbox: Part[] = []
  let outboxBytes = 0
  let sent = performance.now()
  let wake: () => void = () => undefined
  const pulse = new Int32Array(shared)

  port.on('message', (message: ToWorker) => {
    if (message.type === 'roots') waiting.push(...message.roots)
    else if (message.type === 'credit') unacknowledged -= message.bytes
    else setup = message.setup
    wake()
  })
  // The work may not be known yet; what goes wrong here goes wrong again when it is.
  await import(ingesters).catch(() => undefined)
  while (setup === undefined) await news()
  const tools = await loadTools({ ...setup, ingesters })
  const onStep = (): void => {
    Atomics.add(pulse, PULSE_STEPS, 1)
  }
  for (;;) {
    const job = waiting.shift()
    if (job === undefined) {
      flush()
      await news()
      continue
    }
    Atomics.store(pulse, PULSE_ROOT, job.root)
    for await (const part of ingestRoot(job, tools, onStep)) {
      // The last part goes out in any case: it says that the root is done.
      if (!isKnown(part, job) || part.last !== undefined) await send(part, job.root)
    }
    Atomics.store(pulse, PULSE_ROOT, IDLE)
  }

  async function send(part: Part, root: number): Promise<void> {
    outbox.push(part)
    outboxBytes += part.bytes
    unacknowledged += part.bytes
    if (outboxBytes >= MESSAGE_BYTES || performance.now() - sent > MESSAGE_MILLISECONDS) flush()
    while (unacknowledged > CREDIT) {
      flush()
      // Waiting for the case is not being stuck.
      Atomics.store(pulse, PULSE_ROOT, IDLE)
      await news()
      Atomics.store(pulse, PULSE_ROOT, root)
    }
  }

  function flush(): void {
    sent = performance.now()
    if (outbox.length === 0) return
    const message: FromWorker = { parts: outbox }
    port.postMessage(message)
    outbox = []
    outboxBytes = 0
  }

  function news(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve
    })
  }
}

/** The pool of the same program wrote it. */
const started = z.custom<StartedWith>((value) => typeof value === 'object' && value !== null && 'pulse' in value)
if (parentPort !== null) await work(parentPort, started.parse(workerData))
