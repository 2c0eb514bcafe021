/** What a report format declares: one file a format, `NAME.report.ts`. It says what was found and decides nothing. */
import type { ClockKind, Level } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { Report } from './contract.ts'

/** The events of the whole case, counted into bins: a picture of them never has more marks than bins. */
export interface TimelineSummary {
  readonly from: Instant
  /** The end of the last bin. */
  readonly to: Instant
  /** Length of a bin. */
  readonly bin: Micros
  readonly lanes: readonly {
    readonly clock: ClockKind
    readonly events: number
    /** Only bins that hold events, rising. */
    readonly bins: readonly { readonly at: Instant; readonly n: number }[]
    /** Bins in which events stand that a finding of level low or more names; the strongest level. */
    readonly anomalies: readonly { readonly at: Instant; readonly n: number; readonly level: Level }[]
  }[]
  /** Far-off events that are counted and not drawn (at most one in a thousand at each end), and those that name no moment. */
  readonly before: number
  readonly after: number
  readonly undated: number
}

/** Everything a format may use. */
export interface ReportInput {
  readonly report: Report
  /** A pass over all events, so only for the format that draws it; undefined if no event of the case names a moment. The case is still open. */
  readonly timeline: () => TimelineSummary | undefined
}

export interface Reporter {
  /** Equals the file name; the word for `--format`. */
  readonly id: string
  readonly title: string
  /** Of the file written: `report.EXTENSION`. */
  readonly extension: string
  /** The whole report, in pieces that follow one another. Pure: no clock, no file, no colour. */
  readonly write: (input: ReportInput) => Iterable<string>
}

export const defineReporter = (reporter: Reporter): Reporter => reporter
