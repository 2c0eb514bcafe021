/** Keys for the examiner's words: what is thought of a finding, tags and bookmarks, and taking the last of them back. */
import { locatorText } from '../model.ts'
import { current } from './layout.ts'
import type { Action, Look } from './screen.ts'
import { effect, say, type Disposition, type State } from './state.ts'

/** What the examiner's words are about: the finding under the cursor, or the one that is open. */
function findingAt(state: State, look: Look): string | undefined {
  const own = current(state, look)?.finding
  if (own !== undefined && own !== '') return own
  return state.place.subject?.type === 'finding' ? state.place.subject.id : undefined
}

function onFinding(state: State, look: Look, does: (finding: string) => State): State {
  const finding = findingAt(state, look)
  return finding === undefined ? say(state, 'put the cursor on a finding first') : does(finding)
}

const dispose = (id: string, key: string, disposition: Disposition, asks: string): Action => ({
  id,
  keys: [key],
  shown: key,
  does: `note on the finding: ${disposition === 'false-alarm' ? 'false alarm' : disposition}`,
  asks,
  act: (state, look, note) =>
    onFinding(state, look, (finding) =>
      effect(state, { type: 'work', does: { type: 'dispose', finding, state: disposition, note } }),
    ),
})

/** What a bookmark names: it outlives an ingest. */
function subjectOf(state: State, look: Look): string | undefined {
  const row = current(state, look)
  if (row?.finding !== undefined && row.finding !== '') return row.finding
  const whole = row?.artifact === undefined ? undefined : look.pages.artifact(row.artifact)
  return whole === undefined ? undefined : `${whole.evidence}, ${locatorText(whole.locator)}`
}

export const NOTING: readonly Action[] = [
  dispose('confirm', 'C', 'confirmed', 'Confirmed; in a few words (may be empty)'),
  dispose('explain', 'P', 'explained', 'Explained by what'),
  dispose('false-alarm', 'A', 'false-alarm', 'Why is it a false alarm'),
  dispose('leave-open', 'Q', 'open', 'Open; what is still to be done (may be empty)'),
  {
    id: 'tag',
    keys: ['#'],
    shown: '#',
    does: 'tag the finding',
    asks: 'Tag',
    act: (state, look, tag) =>
      onFinding(state, look, (finding) => effect(state, { type: 'work', does: { type: 'tag', finding, tag } })),
  },
  {
    id: 'bookmark',
    keys: ['B'],
    shown: 'B',
    does: 'bookmark this in the case',
    asks: 'Name of the bookmark',
    act: (state, look, name) => {
      const subject = subjectOf(state, look)
      return subject === undefined
        ? say(state, 'there is nothing here to bookmark')
        : effect(state, { type: 'work', does: { type: 'bookmark', subject, name } })
    },
  },
  {
    id: 'undo',
    keys: ['u'],
    shown: 'u',
    does: 'take back the last note, by a further entry',
    act: (state) => effect(state, { type: 'work', does: { type: 'undo' } }),
  },
]
