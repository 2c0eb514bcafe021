/** Proof: one finding, step by step: observed, inferred, not shown, the raw evidence and where it stands, the alternatives. */
import { List, moving } from './list.tsx'
import { defineScreen } from './screen.ts'
import { cursor, listed, type Shown, type State } from './state.ts'

const lines = (state: State, shown: Shown, columns: number): readonly string[] => {
  const finding = listed(shown, state.floor)[state.cursor['findings'] ?? 0]
  return finding === undefined ? [] : shown.proof(finding, columns - 2)
}

/** The next or previous finding's proof, from its top. */
const neighbour = (state: State, shown: Shown, step: number): State => {
  const last = listed(shown, state.floor).length - 1
  const next = Math.max(0, Math.min(last, (state.cursor['findings'] ?? 0) + step))
  return { ...state, cursor: { ...state.cursor, findings: next, proof: 0 } }
}

export default defineScreen({
  id: 'proof',
  title: 'Proof',
  key: '2',
  keys: [
    ...moving((state, shown, size) => lines(state, shown, size.columns).length),
    { keys: ['n'], shown: 'n', does: 'next finding', act: (state, shown) => neighbour(state, shown, 1) },
    { keys: ['p'], shown: 'p', does: 'previous finding', act: (state, shown) => neighbour(state, shown, -1) },
    {
      keys: ['escape', 'left', 'h'],
      shown: 'Esc',
      does: 'back to the findings',
      act: (state) => ({ ...state, screen: 'findings' }),
    },
  ],
  View: ({ state, shown, size }) => (
    <List
      rows={lines(state, shown, size.columns).map((text, n) => ({ key: String(n), text }))}
      at={cursor(state)}
      size={size}
      empty="There is no finding to prove at this level; 1 goes to the findings."
    />
  ),
})
