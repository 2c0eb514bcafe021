/** A mail as the bench edits it: header fields with their folding, and the body, both byte for byte as Latin-1 text. */
import { DateTime } from 'luxon'

export interface Field {
  readonly name: string
  /** Everything after the colon, folding included. */
  readonly value: string
}

export interface Mail {
  readonly fields: readonly Field[]
  readonly body: string
  readonly end: '\n' | '\r\n'
}

const DAY = 86_400_000
export const days = (n: number): number => n * DAY
export const years = (n: number): number => n * 365 * DAY

export function parseMail(text: string): Mail {
  const end = /\r\n/.test(text.slice(0, 2_000)) ? '\r\n' : '\n'
  const at = text.indexOf(end + end)
  const header = at < 0 ? text : text.slice(0, at)
  const fields: Field[] = []
  for (const line of header.split(end)) {
    const last = fields.at(-1)
    const colon = line.indexOf(':')
    if (/^[ \t]/.test(line) && last !== undefined)
      fields[fields.length - 1] = { name: last.name, value: last.value + end + line }
    else if (colon > 0) fields.push({ name: line.slice(0, colon), value: line.slice(colon + 1) })
  }
  return { fields, body: at < 0 ? '' : text.slice(at + 2 * end.length), end }
}

export const printMail = ({ fields, body, end }: Mail): string =>
  fields.map(({ name, value }) => `${name}:${value}${end}`).join('') + end + body

const is = (name: string) => (field: Field) => field.name.toLowerCase() === name.toLowerCase()
export const has = ({ fields }: Mail, name: string): boolean => fields.some(is(name))
export const first = ({ fields }: Mail, name: string): string | undefined => fields.find(is(name))?.value
export const all = ({ fields }: Mail, name: string): readonly string[] =>
  fields.filter(is(name)).map(({ value }) => value)

/** Changes fields one by one; `undefined` takes a field out. */
export const mapFields = (mail: Mail, change: (field: Field, index: number) => Field | undefined): Mail => ({
  ...mail,
  fields: mail.fields.map(change).filter((field) => field !== undefined),
})

/** Changes the value of every field of one of these names; `nth` only the one of that number. */
export function edit(mail: Mail, names: RegExp, change: (value: string) => string, nth?: number): Mail {
  let n = 0
  return mapFields(mail, (field) =>
    names.test(field.name) && (nth === undefined || n++ === nth) ? { ...field, value: change(field.value) } : field,
  )
}

export const add = (mail: Mail, name: string, value: string, where: 'top' | 'end' = 'end'): Mail => {
  const field = { name, value: ` ${value}` }
  return { ...mail, fields: where === 'top' ? [field, ...mail.fields] : [...mail.fields, field] }
}

export const without = (mail: Mail, names: RegExp): Mail =>
  mapFields(mail, (field) => (names.test(field.name) ? undefined : field))

const WRITTEN =
  /(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s+)?(\d{1,2})\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|GMT|UTC|Z)/g
const ZONES: Readonly<Record<string, string>> = { GMT: 'utc', UTC: 'utc', Z: 'utc' }

interface Written {
  readonly at: DateTime
  readonly zone: string
}

function read(parts: readonly (string | undefined)[]): Written | undefined {
  const [, , day, month, year, hour, minute, second, zone = ''] = parts
  const at = DateTime.fromFormat(`${day} ${month} ${year} ${hour}:${minute}:${second ?? '00'}`, 'd LLL yyyy HH:mm:ss', {
    zone: ZONES[zone] ?? `utc${zone.slice(0, 3)}:${zone.slice(3)}`,
    locale: 'en',
  })
  return at.isValid ? { at, zone } : undefined
}

/** The last date that a text states, in milliseconds since 1970. */
export function timeIn(text: string | undefined): number | undefined {
  const found = [...(text ?? '').matchAll(WRITTEN)].at(-1)
  return found === undefined ? undefined : read(found)?.at.toMillis()
}

/** Every written date in a text moved by so many milliseconds; the weekday follows unless `keepWeekday`. */
export const shiftWritten = (text: string, by: number, keepWeekday = false): string =>
  text.replace(WRITTEN, (whole, ...parts: string[]) => {
    const written = read([whole, ...parts])
    if (written === undefined) return whole
    const at = written.at.plus(by)
    const weekday = parts[0] === undefined ? '' : `${keepWeekday ? parts[0] : at.toFormat('ccc', { locale: 'en' })}, `
    return `${weekday}${at.toFormat('d LLL yyyy HH:mm:ss', { locale: 'en' })} ${written.zone}`
  })

/** The time at which the topmost hop took the mail: nothing in a genuine mail is younger. */
export const arrival = (mail: Mail): number | undefined => timeIn(all(mail, 'Received')[0])
export const stated = (mail: Mail): number | undefined => timeIn(first(mail, 'Date'))

/** Unix seconds in DKIM and ARC tags (`t=`, `x=`) moved. */
export const shiftTags = (value: string, by: number): string =>
  value.replace(
    /\b([tx]=)(\d{10})\b/g,
    (_, tag: string, seconds: string) => `${tag}${Number(seconds) + Math.round(by / 1000)}`,
  )
