/** The examiner's work that is about no single finding: what the last analysis changed, what is gone, bookmarks. */
import { locatorText } from '../../model.ts'
import type { Report, ReportedChange } from '../contract.ts'
import { changeLine, changeWords, workOnChange } from '../examiner-words.ts'
import { plural, when } from '../words.ts'
import { markup, raw, table, type Markup } from './markup.ts'

/** Lines of one table; the JSON report has them all. */
const LINES = 500

export function work({ work: done }: Report): Markup | undefined {
  if (done === undefined) return undefined
  const gone = done.changes.filter(({ now }) => now === undefined)
  const rest = done.changes.filter(({ now }) => now !== undefined)
  return markup`<section id="work">
    <h2>What changed, and bookmarks</h2>
    ${changeLine(done.changes) !== undefined && markup`<p>${changeLine(done.changes)}</p>`}
    ${gone.length > 0 && lines(gone)} ${rest.length > 0 && lines(rest)}
    ${
      done.bookmarks.length > 0 &&
      markup`<h3>Bookmarks</h3>
        ${table(
          ['Bookmark', 'Marks', 'By'],
          done.bookmarks.map(({ name, subject, by, at }) => [name, raw(subject), `${by}, ${when(at)}`]),
          'bookmarks',
        )}`
    }
  </section>`
}

const lines = (changes: readonly ReportedChange[]): Markup =>
  markup`${table(
    ['Finding', 'Evidence', 'What changed', 'Examiner'],
    changes
      .slice(0, LINES)
      .map((one) => [
        markup`${one.now === undefined ? one.title : markup`<a href="#f-${one.id}">${one.title}</a>`}<br /><span class="quiet">${one.id}, rule ${one.rule}</span>`,
        markup`${raw(one.evidence)}<br /><span class="quiet">${locatorText(one.locator)}</span>`,
        changeWords(one),
        workOnChange(one).join('; ') || '—',
      ]),
    'changes',
  )}${changes.length > LINES && markup`<p>${plural(changes.length - LINES, 'further line')} stand in the JSON report.</p>`}`
