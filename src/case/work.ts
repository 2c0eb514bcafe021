/** What examiners noted in a case and did not take back, read by finding, in sets: on one finding, on those of a page, on all. */
import { z } from 'zod'
import { COLUMNS, DISPOSITIONS, JUDGEMENTS, parseNote, type Disposition, type Judgement, type Note } from './notes.ts'
import type { CaseDatabase } from './open.ts'

export interface By {
  /** Number of the log entry; `takeBack` takes it. */
  readonly entry: number
  readonly who: string
  /** ISO 8601 UTC. */
  readonly at: string
}
export interface Disposed extends By {
  readonly state: Disposition
  readonly note: string
}
export interface Judged extends By {
  readonly alternative: string
  readonly state: Judgement
  readonly because: string
}
export interface Tagged extends By {
  readonly tag: string
}
export interface Bookmark extends By {
  readonly subject: string
  readonly name: string
}
export interface SwitchedOff extends By {
  readonly rule: string
  readonly because: string
}

/** All work on one finding. */
export interface Work {
  /** Oldest first; the last one is what the finding is held to be now. */
  readonly dispositions: readonly Disposed[]
  /** One an alternative: the last word on it. */
  readonly alternatives: readonly Judged[]
  readonly tags: readonly Tagged[]
}

export const NO_WORK: Work = { dispositions: [], alternatives: [], tags: [] }

const STANDING = `SELECT ${COLUMNS} FROM note WHERE undone IS NULL`
const ON_FINDINGS = `AND kind IN ('disposition', 'alternative', 'tag')`
/** Parameters of one statement. */
const TOGETHER = 500

export const workOn = (db: CaseDatabase, finding: string): Work => workOnMany(db, [finding]).get(finding) ?? NO_WORK

/** The work on these findings; those without any are left out. */
export function workOnMany(db: CaseDatabase, findings: readonly string[]): ReadonlyMap<string, Work> {
  const notes: Note[] = []
  for (let next = 0; next < findings.length; next += TOGETHER) {
    const some = findings.slice(next, next + TOGETHER)
    const sql = `${STANDING} ${ON_FINDINGS} AND subject IN (${some.map(() => '?').join(', ')}) ORDER BY entry`
    notes.push(...db.prepare(sql).all(some).map(parseNote))
  }
  return gathered(notes)
}

/** The work on every finding that bears any. */
export const workOnAll = (db: CaseDatabase): ReadonlyMap<string, Work> =>
  gathered(db.prepare(`${STANDING} ${ON_FINDINGS} ORDER BY entry`).all().map(parseNote))

export const bookmarks = (db: CaseDatabase): readonly Bookmark[] =>
  ofKind(db, 'bookmark').map(({ subject, detail, ...rest }) => ({ ...by(rest), subject, name: detail }))

/** Rules switched off for this case, by id. */
export const switchedOff = (db: CaseDatabase): ReadonlyMap<string, SwitchedOff> =>
  new Map(
    ofKind(db, 'switch-off').map(({ subject, text, ...rest }) => [
      subject,
      { ...by(rest), rule: subject, because: text },
    ]),
  )

/** Every standing note, newest first: what `takeBack` can take back. */
export const standingNotes = (db: CaseDatabase): readonly Note[] =>
  db.prepare(`${STANDING} ORDER BY entry DESC`).all().map(parseNote)

const by = ({ entry, who, at }: By): By => ({ entry, who, at })
const ofKind = (db: CaseDatabase, kind: Note['kind']): readonly Note[] =>
  db.prepare(`${STANDING} AND kind = ? ORDER BY entry`).all(kind).map(parseNote)

const disposition = z.enum(DISPOSITIONS)
const judgement = z.enum(JUDGEMENTS)

function gathered(notes: readonly Note[]): ReadonlyMap<string, Work> {
  const found = new Map<string, { dispositions: Disposed[]; alternatives: Map<string, Judged>; tags: Tagged[] }>()
  for (const one of notes) {
    const work = found.get(one.subject) ?? { dispositions: [], alternatives: new Map<string, Judged>(), tags: [] }
    found.set(one.subject, work)
    if (one.kind === 'disposition')
      work.dispositions.push({ ...by(one), state: disposition.parse(one.state), note: one.text })
    else if (one.kind === 'alternative')
      work.alternatives.set(one.detail, {
        ...by(one),
        alternative: one.detail,
        state: judgement.parse(one.state),
        because: one.text,
      })
    else work.tags.push({ ...by(one), tag: one.detail })
  }
  return new Map(
    [...found].map(([finding, work]) => [finding, { ...work, alternatives: [...work.alternatives.values()] }]),
  )
}
