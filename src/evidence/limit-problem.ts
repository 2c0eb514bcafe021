/** What is said when evidence exceeds a limit: always the limit's name, its value and how to raise it. */
import { EvidenceProblem } from '../model.ts'
import type { LimitName, Limits } from './limits.ts'

const UNITS: Readonly<Record<LimitName, string>> = {
  depth: 'levels of nesting',
  members: 'members',
  'member-bytes': 'bytes in one unpacked member',
  'total-bytes': 'bytes unpacked from one evidence',
  ratio: 'unpacked bytes for each packed byte',
  headers: 'header lines',
  seconds: 'seconds',
}

/** One clear line: `docs/a.bin has more than 1000 unpacked bytes for each packed byte; not read (limit ratio; --limit ratio=N raises it)`. */
export function limitProblem(name: LimitName, limits: Limits, what: string): EvidenceProblem {
  return new EvidenceProblem(
    `${what}: more than ${limits[name]} ${UNITS[name]}; the rest is not read (limit ${name}; --limit ${name}=N raises it)`,
  )
}
