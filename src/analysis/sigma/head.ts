/** What a Sigma rule says of itself, in the words of ours: title, level, innocent causes, tags. */
import { atLeast } from '../../model.ts'
import type { KnownTags } from '../tags.ts'
import { FORBIDDEN } from '../wording.ts'
import { NotCarried, type SigmaRule } from './sigma-rule.ts'

/** What every rule of ours says of itself. */
export interface Head {
  readonly title: string
  readonly id: string
  readonly status: 'experimental'
  readonly description: string
  readonly references: readonly string[]
  readonly date: string
  readonly says: 'unusual'
  readonly level: 'informational' | 'low'
  readonly falsepositives: readonly { readonly id: string; readonly text: string }[]
  readonly tags: readonly string[]
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '')

/** The name, or with the first number from 2 on that makes it another: rules of one collection may have one title. */
function free(name: string, taken: ReadonlySet<string>): string {
  let [id, number] = [name, 1]
  while (taken.has(id)) id = `${name}-${++number}`
  return id
}

interface Around {
  /** YYYY-MM-DD. */
  readonly today: string
  /** Ids of other rules. */
  readonly taken: ReadonlySet<string>
}

/** Adds to `left` what has no counterpart. Throws `NotCarried` where no id can be made. */
export function headOf(rule: SigmaRule, known: KnownTags, { today, taken }: Around, left: string[]): Head {
  const id = slug(rule.title)
  if (id === '') throw new NotCarried('its title has no letter from which an id could be made')
  const verdict = (text: string): boolean => FORBIDDEN.test(text)
  if (verdict(rule.title)) left.push('title: it passes a verdict')
  const tags = (rule.tags ?? []).filter((tag) => known.fault(tag) === undefined)
  for (const tag of rule.tags ?? []) if (!tags.includes(tag)) left.push(`tag ${tag}: tags.yaml does not hold it`)
  const causes = [rule.falsepositives ?? []].flat().filter((text) => !/^(?:unknown|unlikely|none)\b/i.test(text.trim()))
  const kept = causes.filter((text) => !verdict(text))
  if (kept.length < causes.length) left.push('falsepositives: one passes a verdict')
  const { level } = rule
  if (level !== undefined && atLeast(level, 'medium'))
    left.push(`level ${level}: what is only rare says unusual, at most low`)
  for (const key of Object.keys(rule)) if (!CARRIED.has(key)) left.push(`${key}: it has no meaning here`)
  return {
    title: verdict(rule.title) ? `Events that the Sigma rule ${rule.id ?? id} describes` : rule.title,
    id: free(verdict(rule.title) ? `sigma-${slug(rule.id ?? 'rule')}` : id, taken),
    status: 'experimental',
    description: rule.description?.trim() ?? 'Imported from a Sigma rule that has no description.',
    references: [`Sigma rule ${rule.id ?? 'without an id'}: ${rule.title}`, ...(rule.references ?? [])].filter(
      (text) => text.length > 8,
    ),
    date: rule.date?.replaceAll('/', '-') ?? today,
    says: 'unusual',
    level: level === 'informational' ? 'informational' : 'low',
    falsepositives:
      kept.length === 0
        ? [{ id: 'name-it', text: 'the Sigma rule names no innocent cause; name one' }]
        : kept.map((text, i) => ({ id: `cause-${i + 1}`, text })),
    tags,
  }
}
const CARRIED = new Set([
  ...['title', 'id', 'status', 'description', 'references', 'author', 'date', 'modified', 'logsource', 'detection'],
  ...['falsepositives', 'level', 'tags', 'name', 'license', 'related', 'taxonomy'],
])
