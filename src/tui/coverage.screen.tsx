/** Coverage: what was examined, what not and why; each rule with how often it applied and was broken. */
import { thousands } from '../report/words.ts'
import { List, moving } from './list.tsx'
import { defineScreen } from './screen.ts'
import { cursor, type Shown } from './state.ts'

function lines(shown: Shown): readonly string[] {
  const { evidence, rules } = shown.report.coverage
  return [
    ...Object.entries(evidence.counts).map(([status, n]) => `${thousands(n).padStart(9)}  evidence ${status}`),
    ...evidence.incomplete.map((one) => `${one.status.padStart(14)}  ${[one.path, ...one.reasons].join('; ')}`),
    '',
    `${'applied'.padStart(9)}  ${'broken'.padStart(7)}  rule`,
    ...rules
      .toSorted((a, b) => b.broken - a.broken || b.applied - a.applied)
      .map((rule) => {
        const why = rule.notApplied.map((one) => `${thousands(one.n)} ${one.why}`).join('; ')
        return `${thousands(rule.applied).padStart(9)}  ${thousands(rule.broken).padStart(7)}  ${rule.rule}${why === '' ? '' : `  (could not apply: ${why})`}`
      }),
  ]
}

export default defineScreen({
  id: 'coverage',
  title: 'Coverage',
  key: '3',
  keys: moving((_, shown) => lines(shown).length),
  View: ({ state, shown, size }) => (
    <List
      rows={lines(shown).map((text, n) => ({ key: String(n), text }))}
      at={cursor(state)}
      size={size}
      empty="Nothing was examined."
    />
  ),
})
