/** Coverage: what was examined, what not and why; which rules applied to how much, what they broke, what is switched off and by whom. */
import { evidenceCounts, incomplete } from '../case/browse/evidence.ts'
import { readCoverage } from '../report/stored.ts'
import { ABSENCE, STATUS_MEANS, plural, thousands } from '../report/words.ts'
import { EMPTY, cell, figure, line, safe, span, wrapped } from './cells.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { at, effect, go, say, type Place, type State } from './state.ts'

/** Evidence that was not read whole, named here; the evidence screen has it all. */
const NAMED = 500

function rows(_: Place, look: Look): Rows {
  const list = look.pages.memo('coverage', () => rowsOf(look))
  return {
    length: list.length,
    head: [line(ABSENCE, 'strong')],
    row: (n) => list[n],
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < list.length; n += step) if (list[n]?.finding !== undefined) return n
      return undefined
    },
    empty: 'Nothing was examined.',
  }
}

function rowsOf({ pages }: Look): readonly Row[] {
  const unread = incomplete(pages.db, NAMED + 1)
  const rules = pages.db
    .prepare<[], string>('SELECT body FROM coverage ORDER BY rule')
    .pluck()
    .all()
    .map(readCoverage)
    .sort((a, b) => b.broken - a.broken || b.applied - a.applied || (a.rule < b.rule ? -1 : 1))
  const off = pages.given.work?.switchedOff() ?? new Map<string, { readonly because: string; readonly who: string }>()
  return [
    { line: line('Evidence', 'heading'), isHeading: true },
    ...evidenceCounts(pages.db).map(({ status, n }) => ({
      line: [span(`${figure(thousands(n), 11)}  `), span(STATUS_MEANS[status], status === 'examined' ? 'good' : 'bad')],
    })),
    ...(unread.length === 0
      ? []
      : [{ line: EMPTY }, { line: line('Not examined whole, and why', 'heading'), isHeading: true }]),
    ...unread.slice(0, NAMED).map((one): Row => ({
      line: line(`  ${one.path}: ${one.error ?? STATUS_MEANS[one.status]}`),
      detail: (width) => [
        ...wrapped(one.path, width, 'strong'),
        ...wrapped(one.error ?? STATUS_MEANS[one.status], width),
      ],
    })),
    ...(unread.length > NAMED ? [{ line: line('  and more; the evidence screen (3) lists them all', 'faint') }] : []),
    { line: EMPTY },
    {
      line: line(
        `Rules: ${plural(rules.filter(({ applied }) => applied > 0).length, 'rule')} applied, ${rules.filter(({ applied }) => applied === 0).length} could not, ${off.size} switched off`,
        'heading',
      ),
      isHeading: true,
    },
    { line: [span(`${figure('applied', 11)} ${figure('broken', 9)}  ${cell('says', 12)} rule`, 'faint')] },
    ...rules.map((rule): Row => {
      const why = rule.notApplied.map(({ n, why: text }) => `${thousands(n)}: ${text}`).join('; ')
      const switched = off.get(rule.rule)
      const note =
        switched === undefined ? '' : `  SWITCHED OFF from the next analysis on (${switched.who}: ${switched.because})`
      return {
        line: [
          span(
            `${figure(thousands(rule.applied), 11)} ${figure(thousands(rule.broken), 9)}  `,
            rule.broken > 0 ? rule.level : 'plain',
          ),
          span(`${cell(rule.says, 12)} ${safe(rule.rule)}`),
          span(safe(note), 'bad'),
          span(why === '' ? '' : safe(`  could not apply to ${why}`), 'faint'),
        ],
        rule: rule.rule,
        copies: rule.rule,
        ...(rule.broken > 0 ? { finding: '' } : {}),
        detail: (width) => [
          ...wrapped(`${rule.title} (${rule.rule}; ${rule.says}, level ${rule.level})`, width, 'strong'),
          ...wrapped(
            `applied ${plural(rule.applied, 'time')}, broken ${plural(rule.broken, 'time')}${why === '' ? '' : `; could not apply to ${why}`}`,
            width,
          ),
          ...(note === '' ? [] : wrapped(note.trim(), width, 'bad')),
          ...(pages.given.baseline?.(rule.rule) ?? []).flatMap((text) => wrapped(text, width, 'faint')),
        ],
      }
    }),
  ]
}

const ruleAt = (state: State, look: Look): string | undefined => rows(state.place, look).row(state.place.at)?.rule

export default defineScreen({
  id: 'coverage',
  title: 'Coverage',
  key: '4',
  about:
    'What was looked at, and what could not be. A rule that is switched off makes no findings at the next analysis of this case; who and why stand in the log and in every report.',
  keys: [
    {
      id: 'switch-off',
      keys: ['s'],
      shown: 's',
      does: 'switch the rule off for this case, with the reason',
      asks: 'Why is this rule switched off for this case',
      act: (state, look, because) => {
        const rule = ruleAt(state, look)
        return rule === undefined
          ? say(state, 'put the cursor on a rule first')
          : effect(state, { type: 'work', does: { type: 'switch-off', rule, because } })
      },
    },
    {
      id: 'findings-of-rule',
      keys: ['return', 'l', 'right'],
      shown: 'Enter',
      does: "the rule's findings",
      act: (state, look) => {
        const rule = ruleAt(state, look)
        return rule === undefined ? go(state, at('evidence')) : go(state, at('findings', { filter: `rule: ${rule}` }))
      },
    },
  ],
  rows,
})
