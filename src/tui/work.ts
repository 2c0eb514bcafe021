/** The examiner's words as the screens write and read them: the only file here that knows how the case keeps them. */
import { bookmark, dispose, judgeAlternative, switchOff, tag, undo } from '../case/notes.ts'
import type { CaseDatabase } from '../case/open.ts'
import {
  bookmarks,
  switchedOff,
  workOn,
  workOnAll,
  type Bookmark,
  type SwitchedOff,
  type Work as OnFinding,
} from '../case/work.ts'
import type { WorkDone } from './state.ts'

export interface Work {
  /** Writes one entry into the case log and says what was written. Throws with one clear line. */
  readonly write: (does: WorkDone) => string
  readonly of: (finding: string) => OnFinding
  /** What is held of each finding now, by id. */
  readonly states: () => ReadonlyMap<string, string>
  readonly bookmarks: () => readonly Bookmark[]
  readonly switchedOff: () => ReadonlyMap<string, SwitchedOff>
}

/** The words in a case. `writing` is the same case opened for writing, for as long as the call takes; throws if it cannot be. */
export function workOf(db: CaseDatabase, who: string, writing: (write: (db: CaseDatabase) => string) => string): Work {
  return {
    write: (does) => writing((open) => written(open, who, does)),
    of: (finding) => workOn(db, finding),
    states: () =>
      new Map(
        [...workOnAll(db)].flatMap(([finding, { dispositions }]) => {
          const last = dispositions.at(-1)
          return last === undefined ? [] : [[finding, last.state] as const]
        }),
      ),
    bookmarks: () => bookmarks(db),
    switchedOff: () => switchedOff(db),
  }
}

function written(db: CaseDatabase, who: string, does: WorkDone): string {
  switch (does.type) {
    case 'dispose':
      dispose(db, who, does.finding, does.state, does.note)
      return `noted: ${does.state}; u takes it back`
    case 'judge':
      judgeAlternative(db, who, does.finding, does.alternative, does.state, does.because)
      return `noted: the alternative ${does.alternative} is ${does.state}; u takes it back`
    case 'tag':
      tag(db, who, does.finding, does.tag)
      return `noted: tag ${does.tag}; u takes it back`
    case 'bookmark':
      bookmark(db, who, does.subject, does.name)
      return `noted: bookmark ${does.name}; u takes it back`
    case 'switch-off':
      switchOff(db, who, does.rule, does.because)
      return `noted: the next analysis leaves ${does.rule} out; u takes it back`
    case 'undo': {
      const taken = undo(db, who)
      return `taken back: ${[taken.kind, taken.detail, taken.state].filter((part) => part !== '').join(' ')} on ${taken.subject}`
    }
  }
}
