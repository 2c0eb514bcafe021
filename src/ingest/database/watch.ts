/** The bounds under which a database is read, and where its problems go. */
export interface Watch {
  /** Moment (`performance.now()`) at which reading stops. */
  readonly until: number
  /** One line a table for what could not be read. */
  readonly problem: (line: string) => void
}
