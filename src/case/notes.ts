/**
 * What an examiner notes in a case: dispositions, alternatives judged, tags, bookmarks, rules switched off for this case. Each
 * is an entry of the hash-chained log first, and a row of `note` made from it; it is taken back by a further entry, never
 * deleted. Nothing here removes a finding.
 */
import { z } from 'zod'
import { append } from './log.ts'
import type { CaseDatabase } from './open.ts'
import { CaseProblem } from './problem.ts'

export const DISPOSITIONS = ['confirmed', 'explained', 'false-alarm', 'open'] as const
export type Disposition = (typeof DISPOSITIONS)[number]
export const JUDGEMENTS = ['excluded', 'open'] as const
export type Judgement = (typeof JUDGEMENTS)[number]
export const NOTE_KINDS = ['disposition', 'alternative', 'tag', 'bookmark', 'switch-off'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]

/** One note as the log has it. */
export interface Note {
  /** Number of its log entry. */
  readonly entry: number
  readonly kind: NoteKind
  /** A finding's id, a rule's id, or what a bookmark marks. */
  readonly subject: string
  /** The alternative's id, the tag, the bookmark's name; else empty. */
  readonly detail: string
  /** The disposition, or the judgement of the alternative; else empty. */
  readonly state: string
  /** The examiner's words. */
  readonly text: string
  readonly who: string
  /** ISO 8601 UTC. */
  readonly at: string
}

/** Characters of one text. */
const LONGEST = 4_000

/** Says what a finding is held to be. `explained` and `false-alarm` need the reason. Throws `CaseProblem`. */
export function dispose(
  db: CaseDatabase,
  who: string,
  findingId: string,
  state: Disposition,
  note: string,
  at?: Date,
): Note {
  bodyOf(db, findingId)
  const needed = state === 'explained' || state === 'false-alarm'
  const text = needed ? required(db, note, `why finding ${findingId} is ${state}`) : tidy(db, note)
  return add(db, { kind: 'disposition', subject: findingId, detail: '', state, text, who }, at)
}

/** Marks an alternative of a finding as excluded or open, with the reason. Throws `CaseProblem`. */
export function judgeAlternative(
  db: CaseDatabase,
  who: string,
  findingId: string,
  alternativeId: string,
  state: Judgement,
  because: string,
  at?: Date,
): Note {
  const { alternatives } = alternativeIds.parse(JSON.parse(bodyOf(db, findingId)))
  if (!alternatives.some(({ id }) => id === alternativeId))
    throw new CaseProblem(
      `${db.name}: finding ${findingId} has no alternative ${alternativeId}; it has ${alternatives.map(({ id }) => id).join(', ') || 'none'}`,
    )
  const text = required(db, because, `why the alternative ${alternativeId} is ${state}`)
  return add(db, { kind: 'alternative', subject: findingId, detail: alternativeId, state, text, who }, at)
}

/** Puts a tag on a finding. Throws `CaseProblem` if it bears it already. */
export function tag(db: CaseDatabase, who: string, findingId: string, name: string, at?: Date): Note {
  bodyOf(db, findingId)
  const detail = required(db, name, 'the tag')
  refuseTwice(db, 'tag', findingId, detail, `finding ${findingId} bears the tag ${detail} already`)
  return add(db, { kind: 'tag', subject: findingId, detail, state: '', text: '', who }, at)
}

/**
 * Gives a name to a place in the case. `subject` is what outlives an ingest and stands in reports: a finding's id, or a logical
 * path with the locator in words; never the id of a row. Throws `CaseProblem`.
 */
export function bookmark(db: CaseDatabase, who: string, subject: string, name: string, at?: Date): Note {
  const place = required(db, subject, 'what the bookmark marks')
  const detail = required(db, name, "the bookmark's name")
  refuseTwice(db, 'bookmark', place, detail, `${place} bears the bookmark ${detail} already`)
  return add(db, { kind: 'bookmark', subject: place, detail, state: '', text: '', who }, at)
}

/** Switches a rule off for this case, with the reason; the next analysis makes none of its findings. Throws `CaseProblem`. */
export function switchOff(db: CaseDatabase, who: string, ruleId: string, because: string, at?: Date): Note {
  if (db.prepare('SELECT rule FROM coverage WHERE rule = ?').get(ruleId) === undefined)
    throw new CaseProblem(
      `${db.name}: no rule ${ruleId} took part in the last analysis; anachron rules list names the rules`,
    )
  const text = required(db, because, `why the rule ${ruleId} is switched off`)
  refuseTwice(db, 'switch-off', ruleId, '', `the rule ${ruleId} is switched off already`)
  return add(db, { kind: 'switch-off', subject: ruleId, detail: '', state: '', text, who }, at)
}

/** Takes back the last standing note of this person; returns it. Throws `CaseProblem` if there is none. */
export function undo(db: CaseDatabase, who: string, at?: Date): Note {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM note WHERE who = ? AND undone IS NULL ORDER BY entry DESC LIMIT 1`)
    .get(who)
  if (row === undefined) throw new CaseProblem(`${db.name}: ${who} has noted nothing that could be taken back`)
  return takeBack(db, who, parseNote(row).entry, at)
}

/** Takes back one note by the number of its log entry, whoever made it; returns it. A rule so switched on takes part in the next analysis. */
export function takeBack(db: CaseDatabase, who: string, entry: number, at?: Date): Note {
  const row = db.prepare(`SELECT ${COLUMNS} FROM note WHERE entry = ? AND undone IS NULL`).get(entry)
  if (row === undefined)
    throw new CaseProblem(`${db.name}: log entry ${entry} is no note, or is taken back already; nothing was changed`)
  db.transaction(() => {
    const { number } = append(db, who, { action: 'undo', entry }, at)
    db.prepare('UPDATE note SET undone = ? WHERE entry = ?').run(number, entry)
  })()
  return parseNote(row)
}

/** The columns of a note, and a row of them. */
export const COLUMNS = 'entry, kind, subject, detail, state, text, who, at'
const note = z.object({
  entry: z.number(),
  kind: z.enum(NOTE_KINDS),
  subject: z.string(),
  detail: z.string(),
  state: z.string(),
  text: z.string(),
  who: z.string(),
  at: z.string(),
})
export const parseNote = (row: unknown): Note => note.parse(row)

const alternativeIds = z.object({ alternatives: z.array(z.object({ id: z.string() })) })

/** The finding, also one that the last analysis did not make again. */
function bodyOf(db: CaseDatabase, finding: string): string {
  const body: unknown =
    db.prepare('SELECT body FROM finding WHERE id = ?').pluck().get(finding) ??
    db.prepare(`SELECT body FROM change WHERE finding = ? AND what <> 'new'`).pluck().get(finding)
  if (typeof body !== 'string')
    throw new CaseProblem(`${db.name}: there is no finding ${finding}; the report and anachron tui list them`)
  return body
}

/** The words in one line; runs of blanks and line ends become one blank. */
function tidy(db: CaseDatabase, text: string): string {
  const one = text.trim().replace(/\s+/gu, ' ')
  if (one.length > LONGEST)
    throw new CaseProblem(`${db.name}: a note of ${one.length} characters; at most ${LONGEST} are kept`)
  return one
}

function required(db: CaseDatabase, text: string, what: string): string {
  const one = tidy(db, text)
  if (one === '') throw new CaseProblem(`${db.name}: say ${what}; nothing was noted`)
  return one
}

function refuseTwice(db: CaseDatabase, kind: NoteKind, subject: string, detail: string, message: string): void {
  const found = db
    .prepare('SELECT entry FROM note WHERE subject = ? AND kind = ? AND detail = ? AND undone IS NULL')
    .get(subject, kind, detail)
  if (found !== undefined) throw new CaseProblem(`${db.name}: ${message}; nothing was noted`)
}

/** Into the log, and into `note`, both or neither. */
function add(db: CaseDatabase, { who, ...said }: Omit<Note, 'entry' | 'at'>, at?: Date): Note {
  return db.transaction(() => {
    const { kind, ...rest } = said
    const { number, at: when } = append(db, who, { action: kind, ...rest }, at)
    const made: Note = { entry: number, ...said, who, at: when }
    db.prepare(
      'INSERT INTO note (entry, kind, subject, detail, state, text, who, at) VALUES (@entry, @kind, @subject, @detail, @state, @text, @who, @at)',
    ).run(made)
    return made
  })()
}
