/**
 * A made-up format for testing the machinery around ingesters: lines of commands. This module is also loaded by workers, as the
 * generated list of ingesters would be.
 */
import { createHash } from 'node:crypto'
import type { Ingester } from '../../src/ingest/ingester.ts'
import { EvidenceProblem, type Artifact, type Clock, type Event, type Locator } from '../../src/model.ts'
import { micros, parseIso } from '../../src/time/instant.ts'
import { UTC } from '../../src/time/reading.ts'

const at = (offset: number): Locator => ({ type: 'bytes', offset, length: 1 })

function timed(kind: string, text: string, clock: Clock, offset: number, places?: Event['places']): Event {
  return {
    kind,
    clock,
    reading: { nominal: parseIso(text), precision: micros(1_000_000), zone: UTC },
    raw: text,
    locator: at(offset),
    ...(places === undefined ? {} : { places }),
  }
}

function message(id: string, time: string, answers: readonly string[], offset: number): Artifact {
  const date = timed('email.date', time, { kind: 'sender', writer: 'Date' }, offset)
  const relay: Clock = { kind: 'relay', writer: 'mx.example.com' }
  const hop = timed('email.received', time, relay, offset, [{ sequence: 'hops', position: 0 }])
  return {
    type: 'message',
    locator: at(offset),
    label: `message ${id}`,
    events: [date, hop],
    claim: date,
    traits: [
      { key: 'email.message-id', value: id, locator: at(offset) },
      ...answers.map((value) => ({ key: 'email.in-reply-to', value, locator: at(offset) })),
      {
        key: 'fake.wanted',
        value: createHash('md5').update(id).digest('hex').slice(0, 1),
        locator: at(offset),
        by: hop,
      },
      { key: 'fake.other', value: id, locator: at(offset) },
    ],
  }
}

function* read(text: string): Generator<Artifact> {
  const clock: Clock = { kind: 'database', writer: 'rows' }
  let last: Artifact | undefined
  let offset = 0
  for (const line of text.split('\n')) {
    const [command = '', first = '', second = '', third = ''] = line.split(' ')
    if (command === 'message') yield (last = message(first, second, third === '' ? [] : [third], offset))
    else if (command === 'rows')
      for (let n = 0; n < Number(first); n++)
        yield {
          type: 'row',
          locator: { type: 'row', table: 't', row: String(n) },
          label: `row ${n}`,
          events: [timed('db.row.recorded', '2020-01-01', clock, n, [{ sequence: 't.rowid', position: n }])],
          traits: [],
        }
    else if (command === 'attach')
      yield {
        type: 'attachment',
        locator: at(offset),
        label: first,
        ...(last === undefined ? {} : { parent: last }),
        events: [],
        traits: [],
        contains: [
          {
            name: first,
            open: () => {
              if (second === 'broken') throw new EvidenceProblem('its checksum is wrong')
              return Buffer.from(second, 'base64')
            },
          },
        ],
      }
    else if (command === 'problem')
      yield { type: 'document', locator: at(offset), label: 'odd', events: [], traits: [], problems: [first] }
    else if (command === 'stop') throw new EvidenceProblem(`stops after ${offset} bytes`)
    else if (command === 'bug') throw new TypeError('x is not a function\n    at somewhere')
    else if (command === 'exit') process.exit(7)
    else if (command === 'hang') for (;;) Math.random()
    else if (command === 'grow') for (const all: string[][] = []; ;) all.push(Array.from({ length: 1e5 }, String))
    else if (command === 'slow') {
      const until = performance.now() + Number(first)
      while (performance.now() < until) Math.random()
    }
    offset += line.length + 1
  }
}

const emits: Ingester['emits'] = { artifacts: ['message', 'row', 'attachment', 'document'], events: {}, traits: {} }
const begins = (head: Uint8Array, text: string) => Buffer.from(head.subarray(0, text.length)).toString() === text

const sync: Ingester = {
  id: 'fake',
  title: 'Lines',
  source: 'this file',
  accepts: (head) => begins(head, 'FAKE\n'),
  confidence: 100,
  emits,
  ingest: (source) => read(Buffer.from(source.read(0, source.size)).toString()),
}

const asynchronous: Ingester = {
  ...sync,
  id: 'fake-async',
  accepts: (head) => begins(head, 'ASYNC\n'),
  ingest: async function* (source) {
    for (const artifact of read(Buffer.from(source.read(0, source.size)).toString())) {
      await Promise.resolve()
      yield artifact
    }
  },
}

export const ingesters: readonly Ingester[] = [sync, asynchronous]
export const FAKE_INGESTERS = new URL(import.meta.url)

/** A file of this format. */
export const fake = (...lines: readonly string[]): string => ['FAKE', ...lines, ''].join('\n')
/** The command that packs a file in another. */
export const attach = (name: string, content: string | Uint8Array): string =>
  `attach ${name} ${Buffer.from(content).toString('base64')}`
