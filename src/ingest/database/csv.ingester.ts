/** Tables as text (RFC 4180, and the same with semicolons, tabs or bars): audit exports, whose columns a profile knows by their names. */
import { parse } from 'csv-parse'
import { defineIngester, type IngestContext, type Source } from '../ingester.ts'
import type { Artifact } from '../../model.ts'
import { csvForm } from './csv-form.ts'
import { EXPORT_EMITS, exported } from './export-table.ts'
import { plainCell } from './sql-dump/values.ts'
import type { StreamedRow } from './streamed-rows.ts'

const HEAD = 65_536
const LONGEST_RECORD = 1024 * 1024

const formOf = (head: Uint8Array, size: number) =>
  csvForm(new TextDecoder('utf-8').decode(head.subarray(0, HEAD), { stream: true }), head.length >= size)

export default defineIngester({
  id: 'csv',
  title: 'Table as text (CSV)',
  source: 'RFC 4180',
  accepts: (head, size) => formOf(head, size) !== undefined,
  confidence: 4,
  emits: EXPORT_EMITS,
  ingest,
})

async function* ingest(source: Source, context: IngestContext): AsyncGenerator<Artifact> {
  const form = formOf(source.read(0, HEAD), source.size)
  if (form === undefined) return
  const problems: string[] = []
  yield* exported(source, 'CSV', form.columns, records(source, form.delimiter, problems), problems, context)
}

/** Records are taken out of the parser as it finds them: a fault later in the text must not cost those before it. */
async function* records(source: Source, delimiter: string, problems: string[]): AsyncGenerator<StreamedRow> {
  const found: StreamedRow[] = []
  let number = -1
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    on_record: (record: unknown) => {
      if (Array.isArray(record) && ++number > 0) found.push({ number, cells: record.map(cellOf) })
      return null
    },
  })
  let failure: Error | undefined
  parser.on('error', (error: Error) => (failure = error))
  const closed = new Promise((resolve) => parser.on('close', resolve))
  for (const chunk of source.chunks()) {
    parser.write(chunk)
    yield* found.splice(0)
    if (parser.destroyed) break
  }
  parser.end()
  parser.resume()
  await closed
  yield* found.splice(0)
  if (failure === undefined) return
  const reason = failure.message.replace(/\s+/g, ' ').slice(0, 200)
  problems.push(`not read on after record ${Math.max(0, number)}: ${reason}`)
}

const cellOf = (cell: unknown) => (typeof cell === 'string' && cell !== '' ? plainCell(cell) : null)
