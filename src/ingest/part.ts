/**
 * What travels from a worker to the writer of the case: a part of one root, columnar, with ids counted within the root in
 * the order of reading. A part is the unit of work: its rows and its mark `done` commit together.
 */
import type { Sha256 } from '../model.ts'

export interface Columns {
  /** Values row after row, each row as many values as the table has columns. */
  readonly values: (string | number | null)[]
  readonly width: number
}

export const PART_TABLES = {
  evidence: ['id', 'path', 'sha256', 'size', 'type', 'status', 'error', 'parent', 'parent_artifact', 'exhibit'],
  artifact: ['id', 'evidence', 'type', 'locator', 'locator_key', 'label', 'parent', 'claim'],
  clock: ['id', 'evidence', 'kind', 'writer'],
  event: [
    'id',
    'evidence',
    'artifact',
    'clock',
    'kind',
    'zone',
    'zone_offset',
    'nominal',
    'width',
    'earliest',
    'latest',
    'raw',
    'locator',
  ],
  sequence: ['id', 'evidence', 'artifact', 'name'],
  place: ['sequence', 'position', 'event'],
  /** `key` and `value` as text; the writer keeps the dictionary. */
  trait: ['id', 'artifact', 'event', 'key', 'value', 'locator'],
  problem: ['id', 'evidence', 'text'],
} as const
export type PartTable = keyof typeof PART_TABLES

export interface Part {
  readonly root: number
  /** 0, 1, 2, … within the root. */
  readonly number: number
  readonly rows: Readonly<Record<PartTable, Columns>>
  /** About how many bytes this part holds: bounds the queue to the writer. */
  readonly bytes: number
  /** Of the root's bytes as they were read; absent where they could not be read. A resumed ingest compares it with that of the parts it has. */
  readonly sha256?: Sha256
  /** Set on the last part of a root. `changed`: the file differs from what was read. */
  readonly last?: { readonly changed: boolean }
}
