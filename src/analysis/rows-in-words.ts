/** Many rows of a table in one phrase: "table audit, rows 812 to 845 and 900, column recorded_at". */
import { locatorText, type Locator } from '../model.ts'

/** Stretches of numbers, or single places, that one phrase lists. */
const LISTED = 200

/** Names all of them, in the order given; neighbouring numbers of one column become a stretch. */
export function rowsInWords(locators: readonly (Locator | undefined)[]): string {
  const phrases: string[] = []
  let listed = 0
  let left = 0
  for (const group of groupsOf(locators)) {
    const room = LISTED - listed
    const some = group.stretches.slice(0, room)
    listed += some.length
    left += group.stretches.slice(room).reduce((n, [first, last]) => n + last - first + 1, 0)
    if (some.length > 0) phrases.push(inWords(group, some))
  }
  return `${phrases.join('; ')}${left > 0 ? ` and ${left} more` : ''}`
}

interface Group {
  /** Absent for what is no numbered row; `text` then names it. */
  readonly of: { readonly table: string; readonly column: string | undefined } | undefined
  readonly text: string
  readonly stretches: [first: number, last: number][]
}

function groupsOf(locators: readonly (Locator | undefined)[]): readonly Group[] {
  const groups: Group[] = []
  for (const locator of locators) {
    const number = locator?.type === 'row' && /^\d{1,15}$/.test(locator.row) ? Number(locator.row) : undefined
    if (locator?.type !== 'row' || number === undefined) {
      groups.push({ of: undefined, text: locator === undefined ? 'a row' : locatorText(locator), stretches: [[0, 0]] })
      continue
    }
    const last = groups.at(-1)
    const { table, column } = locator
    if (last?.of?.table === table && last.of.column === column) {
      const stretch = last.stretches.at(-1)
      if (stretch !== undefined && number === stretch[1] + 1) stretch[1] = number
      else last.stretches.push([number, number])
    } else groups.push({ of: { table, column }, text: '', stretches: [[number, number]] })
  }
  return groups
}

function inWords({ of, text }: Group, stretches: readonly (readonly [number, number])[]): string {
  if (of === undefined) return text
  const parts = stretches.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`))
  const [first, last] = stretches[0] ?? [0, 0]
  const end = parts.at(-1) ?? ''
  const list = parts.length === 1 ? end : `${parts.slice(0, -1).join(', ')} and ${end}`
  const rows = parts.length === 1 && first === last ? 'row' : 'rows'
  return `table ${of.table}, ${rows} ${list}${of.column === undefined ? '' : `, column ${of.column}`}`
}
