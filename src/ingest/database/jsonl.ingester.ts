/** JSON lines (jsonlines.org): audit exports of one object a line, whose members a profile knows by their names; inner ones as `actor.name`. */
import { z } from 'zod'
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import type { Artifact } from '../../model.ts'
import { EXPORT_EMITS, exported } from './export-table.ts'
import { TextScanner } from './sql-dump/text-scanner.ts'
import type { StreamedRow } from './streamed-rows.ts'
import type { Cell } from './time-cell.ts'

const HEAD = 65_536
const LONGEST_LINE = 1024 * 1024
/** Lines from which the names of the columns are taken, and the most names. */
const SAMPLE = 500
const MOST_COLUMNS = 2_000
const LONGEST_TEXT = 256

export default defineIngester({
  id: 'jsonl',
  title: 'JSON lines',
  source: 'jsonlines.org; RFC 8259',
  accepts: (head, size) => isJsonLines(head, size),
  confidence: 5,
  emits: EXPORT_EMITS,
  ingest,
})

/** At least two lines, and all whole ones at the beginning, are objects. */
function isJsonLines(head: Uint8Array, size: number): boolean {
  if (head[0] !== 0x7b && !(head[0] === 0xef && head[3] === 0x7b)) return false
  const lines = new TextDecoder('utf-8').decode(head.subarray(0, HEAD), { stream: true }).split('\n')
  if (head.length < size) lines.pop()
  const full = lines.filter((line) => line.trim() !== '').slice(0, 20)
  return full.length >= 2 && full.every((line) => flat(line) !== undefined)
}

async function* ingest(source: Source, context: IngestContext): AsyncGenerator<Artifact> {
  const columns = new Set<string>()
  const problems: string[] = []
  for (const { members } of lines(source, [])) {
    if (columns.size >= MOST_COLUMNS) break
    for (const name of members.keys()) columns.add(name)
  }
  const names = [...columns].slice(0, MOST_COLUMNS)
  yield* exported(source, 'JSON lines', names, records(source, names, problems), problems, context)
}

function* records(source: Source, names: readonly string[], problems: string[]): Generator<StreamedRow> {
  for (const { number, members } of lines(source, problems, Infinity))
    yield { number, cells: names.map((name) => members.get(name) ?? null) }
}

interface Line {
  readonly number: number
  readonly members: ReadonlyMap<string, Cell>
}

/** The objects, by the number of their line. Lines that are none are counted in one problem. */
function* lines(source: Source, problems: string[], most = SAMPLE): Generator<Line> {
  const scanner = new TextScanner(source.chunks())
  let number = 0
  let bad = 0
  let firstBad = 0
  for (let line = scanner.line(LONGEST_LINE); line !== undefined && number < most; line = scanner.line(LONGEST_LINE)) {
    number++
    if (line.trim() === '') continue
    const members = flat(line)
    if (members !== undefined) yield { number, members }
    else if (bad++ === 0) firstBad = number
  }
  if (bad > 0)
    problems.push(
      `${bad === 1 ? 'one line is no JSON object' : `${bad} lines are no JSON objects`} of at most ${LONGEST_LINE} characters, the first is line ${firstBad}`,
    )
}

const spelt = z.object({ source: z.string() })

/** The members of the object on a line, inner objects one level deep; undefined if it is none. Long integers keep all their digits. */
function flat(line: string): ReadonlyMap<string, Cell> | undefined {
  let value: unknown
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, ''), (_key: string, one: unknown, ...context: readonly unknown[]) => {
      if (typeof one !== 'number' || !Number.isInteger(one)) return one
      if (Number.isSafeInteger(one)) return BigInt(one)
      const text = spelt.safeParse(context[0])
      return text.success && /^-?\d{1,19}$/.test(text.data.source) ? BigInt(text.data.source) : one
    })
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const members = new Map<string, Cell>()
  for (const [name, one] of Object.entries(value)) {
    if (isObject(one)) for (const [inner, two] of Object.entries(one)) put(members, `${name}.${inner}`, two)
    else put(members, name, one)
  }
  return members
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function put(members: Map<string, Cell>, name: string, value: unknown): void {
  if (members.size >= MOST_COLUMNS || name.length > LONGEST_TEXT) return
  if (typeof value === 'string') members.set(name, value.slice(0, LONGEST_TEXT))
  else if (typeof value === 'number' || typeof value === 'bigint') members.set(name, value)
}
