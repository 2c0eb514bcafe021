/** Flags that several commands share, without what does their work: the screen must not load an ingester to know its own flags. */
import { DEFAULT_LIMITS } from '../evidence/limits.ts'
import type { Flag } from './command.ts'

export const RULES_FLAG: Flag = {
  flag: '--rules <dir>',
  doc: 'a folder of further rules, laid out as rules/ is',
  repeat: true,
}
export const EXHIBITS_FLAG: Flag = {
  flag: '--exhibits <file>',
  doc: 'the exhibit list (YAML): who produced what, when received, hashes, asserted claims',
}
export const LIMIT_FLAG: Flag = {
  flag: '--limit <name=n>',
  doc: `another bound on hostile evidence: ${Object.keys(DEFAULT_LIMITS).join(', ')}`,
  repeat: true,
}
export const ALL_TRAITS_FLAG: Flag = {
  flag: '--all-traits',
  doc: 'store every trait, not only those that a rule looks at',
}
